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
#include "chatd/routing/router.h"

int
put_off_request(struct connection *connection, struct slice name,
    const struct chat_text *text, question_again_cb *again)
{
	const struct question question = {
		.asker = connection_address(connection),
		.again = again,
		.name = name,
		.text = *text,
	};

	if (questions_keep(&chat_of(connection)->put_off, &question) != 0)
		return -1;
	connection_set_put_off(connection, true);
	answer_await(connection);
	return 0;
}

static struct question *
put_off_take(struct connection *connection)
{
	if (!connection_is_put_off(connection))
		return NULL;
	connection_set_put_off(connection, false);
	return questions_take(
	    &chat_of(connection)->put_off, connection_address(connection));
}

bool
put_off_resume(struct connection *connection)
{
	struct connections *set = connection_set(connection);
	struct address cause = set->cause;
	struct question *question;

	/* There is only one thing to wait for at a time; but it may change. */
	if (connection_owes(connection) || router_has_under_way(connection))
		return connection_is_put_off(connection);
	question = put_off_take(connection);
	if (question == NULL)
		return false;
	set->cause = connection_address(connection);
	question->again(connection, question->name, &question->text);
	set->cause = cause;
	free(question);
	return true;
}

void
put_off_forget(struct connection *connection)
{
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
			connection_set_put_off(connection, false);
		if (connection != NULL)
			answer_arrived(connection);
	}
}
