/* SPDX-License-Identifier: MIT */
/*
 * Answers come more or less in the order of the questions, so the one that is
 * looked for is found at the beginning of the list.
 */

#include "chatd/routing/questions.h"

#include <stdlib.h>

#include "common/container.h"

static struct question *
question_of(struct list *place)
{
	return container_of(place, struct question, place);
}

void
questions_init(struct questions *questions)
{
	list_init(&questions->waiting);
}

int
questions_keep(struct questions *questions, struct address asker,
    struct slice name, struct slice text, router_sent_cb *answered)
{
	struct question *question = malloc(
	    sizeof(*question) + name.size + text.size);

	if (question == NULL)
		return -1;
	*question = (struct question){
		.asker = asker,
		.answered = answered,
		.name = { question->bytes, name.size },
		.text = { question->bytes + name.size, text.size },
	};
	slice_write(slice_write(question->bytes, name), text);
	list_append(&questions->waiting, &question->place);
	return 0;
}

struct question *
questions_take(struct questions *questions, struct address asker)
{
	struct list *place = questions->waiting.next;

	while (place != &questions->waiting) {
		struct question *question = question_of(place);

		if (address_equals(question->asker, asker)) {
			list_remove(place);
			return question;
		}
		place = place->next;
	}
	return NULL;
}

void
questions_clear(struct questions *questions)
{
	struct list *place;

	while ((place = list_first(&questions->waiting)) != NULL) {
		list_remove(place);
		free(question_of(place));
	}
}
