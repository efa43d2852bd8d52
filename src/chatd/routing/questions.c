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
questions_keep(struct questions *questions, const struct question *question)
{
	struct slice name = question->name;
	struct slice plain = question->text.plain;
	struct slice raw = question->text.raw;
	struct question *kept = malloc(
	    sizeof(*kept) + name.size + plain.size + raw.size);
	char *at;

	if (kept == NULL)
		return -1;
	*kept = *question;
	kept->name.bytes = kept->bytes;
	at = slice_write(kept->bytes, name);
	kept->text.plain.bytes = at;
	at = slice_write(at, plain);
	kept->text.raw.bytes = at;
	slice_write(at, raw);
	list_append(&questions->waiting, &kept->place);
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

struct question *
questions_take_oldest(struct questions *questions)
{
	struct list *place = list_first(&questions->waiting);

	if (place == NULL)
		return NULL;
	list_remove(place);
	return question_of(place);
}

void
questions_clear(struct questions *questions)
{
	struct question *question;

	while ((question = questions_take_oldest(questions)) != NULL)
		free(question);
}
