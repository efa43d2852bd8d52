/* SPDX-License-Identifier: MIT */
/*
 * A list, oldest first.  Answers come more or less in the order of the
 * questions, so the one that is looked for is found at its beginning.
 */

#include "chatd/routing/questions.h"

#include <stdlib.h>

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
	if (questions->first == NULL)
		questions->first = question;
	else
		questions->last->next = question;
	questions->last = question;
	return 0;
}

struct question *
questions_take(struct questions *questions, struct address asker)
{
	struct question *before = NULL;
	struct question *question = questions->first;

	while (question != NULL && !address_equals(question->asker, asker)) {
		before = question;
		question = question->next;
	}
	if (question == NULL)
		return NULL;
	if (before == NULL)
		questions->first = question->next;
	else
		before->next = question->next;
	if (questions->last == question)
		questions->last = before;
	return question;
}

void
questions_clear(struct questions *questions)
{
	while (questions->first != NULL) {
		struct question *question = questions->first;

		questions->first = question->next;
		free(question);
	}
	questions->last = NULL;
}
