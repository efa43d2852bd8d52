/* SPDX-License-Identifier: MIT */
/*
 * What is put off is asked again by a function that comes with it: the files
 * that ask need debts, which need this one.
 */

#include "chatd/chat/put_off.h"

#include <stdlib.h>

#include "chatd/chat/answer.h"
#include "chatd/chat/chat.h"
#include "chatd/chat/chat_private.h"

int
put_off_request(struct connection *connection, struct slice name,
    struct slice text, question_again_cb *again)
{
	const struct question question = {
		.asker = connection_address(connection),
		.again = again,
		.name = name,
		.text = text,
	};

	if (questions_keep(&chat_of(connection)->put_off, &question) != 0)
		return -1;
	answer_await(connection);
	return 0;
}

static struct question *
put_off_take(struct connection *connection)
{
	return questions_take(
	    &chat_of(connection)->put_off, connection_address(connection));
}

void
put_off_resume(struct connection *connection)
{
	struct question *question = put_off_take(connection);
	struct connections *set = connection_set(connection);
	struct address cause = set->cause;

	if (question == NULL)
		return;
	set->cause = connection_address(connection);
	question->again(connection, question->name, question->text);
	set->cause = cause;
	free(question);
}

void
put_off_forget(struct connection *connection)
{
	if (connection_owes(connection))
		free(put_off_take(connection));
}

void
chat_drop_put_off(struct chat *chat)
{
	struct question *question;

	while ((question = questions_take_oldest(&chat->put_off)) != NULL) {
		struct connection *connection = chat_find(
		    chat, question->asker);

		free(question);
		if (connection != NULL)
			answer_arrived(connection);
	}
}
