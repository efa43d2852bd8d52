/* SPDX-License-Identifier: MIT */
/*
 * Answers are values: the words for them are the protocol's.  A connection that
 * waits for one handles no input, so it never has two requests open.
 */

#include "chatd/chat/answer.h"

#include "chatd/chat/chat_private.h"
#include "chatd/routing/router.h"
#include "common/text.h"

void
answer_give(struct connection *connection, const struct chat_answer *answer)
{
	connection_protocol(connection)->answer(connection, answer);
	if (answer->outcome == CHAT_OUT_OF_MEMORY)
		connection_close(connection, CLOSE_OUT_OF_MEMORY);
}

void
answer_give_name(struct connection *connection, enum chat_request request,
    enum chat_outcome outcome, struct slice name)
{
	answer_give(connection,
	    &(struct chat_answer){
		.request = request, .outcome = outcome, .name = name });
}

void
answer_give_room(struct connection *connection, enum chat_request request,
    enum chat_outcome outcome, struct slice room)
{
	answer_give(connection,
	    &(struct chat_answer){
		.request = request, .outcome = outcome, .room = room });
}

void
answer_await(struct connection *connection)
{
	connection_request_begin(connection);
	connection_request_wait(connection);
}

void
answer_arrived(struct connection *connection)
{
	connection_request_answered(connection);
}

bool
answer_accepts_text(const struct connection *connection, struct slice text)
{
	if (text.size > 0 && text_is_valid(text.bytes, text.size))
		return true;
	connection_count_stat(connection, STAT_MESSAGES_REFUSED);
	return false;
}

void
answer_hold_if_congested(struct connection *connection)
{
	if (router_is_congested(chat_of(connection)->router))
		connection_hold_for_mailbox(connection);
}
