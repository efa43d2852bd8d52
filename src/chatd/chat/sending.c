/* SPDX-License-Identifier: MIT */
/*
 * Sending a text to one user.
 *
 * Nearly all texts go to the user whom their sender wrote to last, and are
 * confirmed; doc/fast-path.md follows one of them.
 */

#include "chatd/chat/sending.h"

#include "chatd/chat/answer.h"
#include "chatd/chat/chat_private.h"
#include "chatd/chat/moderating.h"
#include "chatd/chat/put_off.h"
#include "chatd/chat/shown_text.h"
#include "chatd/core/message.h"
#include "chatd/core/reserved_names.h"
#include "chatd/routing/last_receiver.h"
#include "chatd/routing/router.h"
#include "common/out_of_line.h"
#include "common/text.h"

/* Confirm a text: the answer to nearly everything that is ever asked. */
static inline void
sending_confirm(struct connection *connection, enum stats_counter counter)
{
	static const struct chat_answer sent = { .request = CHAT_SEND,
		.outcome = CHAT_DONE };

	connection_count_stat(connection, counter);
	connection_count_message(connection);
	connection_protocol(connection)->answer(connection, &sent);
}

static void
sending_refuse(struct connection *connection, enum stats_counter counter,
    enum chat_outcome outcome, struct slice name)
{
	connection_count_stat(connection, counter);
	answer_give_name(connection, CHAT_SEND, outcome, name);
}

/* Answer what has become of a text to name, or wait for it. */
static void
sending_settle(struct connection *connection, struct slice name,
    enum router_outcome outcome)
{
	switch (outcome) {
	case ROUTER_SENT:
		sending_confirm(connection, STAT_MESSAGES_SENT);
		break;
	case ROUTER_NO_SUCH_USER:
		sending_refuse(
		    connection, STAT_MESSAGES_UNKNOWN, CHAT_NO_SUCH_USER, name);
		break;
	case ROUTER_OUT_OF_MEMORY:
		sending_refuse(
		    connection, STAT_OUT_OF_MEMORY, CHAT_OUT_OF_MEMORY, name);
		break;
	case ROUTER_UNDER_WAY:
		connection_request_begin(connection);
		connection_request_gate(connection);
		break;
	case ROUTER_LATER:
	case ROUTER_NOT_NOW:
		answer_await(connection);
		break;
	}
	answer_hold_if_congested(connection);
}

/*
 * Answer a text that was under way.  Where there are several the client has not
 * waited for the answer to each, so it need not get them one by one.
 */
static void
sending_sent_cb(struct connection *sender, struct slice name,
    const struct router_answer *answer)
{
	if (answer->is_followed)
		connection_set_pipelining(sender, true);
	sending_settle(sender, name, answer->outcome);
	if (answer->goes_on)
		connection_request_go_on(sender);
	else if (answer->is_last && !put_off_resume(sender))
		answer_arrived(sender);
}

/* Send text back to its sender, from the name that they wrote to. */
static void
sending_return(struct connection *connection, struct slice name,
    const struct chat_text *text, enum stats_counter counter)
{
	const struct message message = {
		.kind = MESSAGE_DELIVERED,
		.own = true,
		.style = (uint8_t)text->style,
		.to = connection_address(connection),
		.from = name,
		.text = text->plain,
		.raw = text->raw,
	};

	sending_confirm(connection, counter);
	connection_deliver(connection, &message);
}

static enum router_outcome
sending_to_other(struct connection *connection, struct slice name,
    const struct chat_text *text)
{
	enum router_outcome outcome = router_send(chat_of(connection)->router,
	    connection, name, text, sending_sent_cb);

	sending_settle(connection, name, outcome);
	return outcome;
}

/* Send text, which was put off, and let its sender go on unless it waits. */
static void
sending_again_cb(struct connection *connection, struct slice name,
    const struct chat_text *text)
{
	enum router_outcome outcome = ROUTER_NO_SUCH_USER;

	stamping_begin(&connection_set(connection)->stamping);
	if (!moderating_refuses(
		connection, CHAT_SEND, name, (struct slice){ 0 }))
		outcome = sending_to_other(connection, name, text);
	if (outcome == ROUTER_UNDER_WAY)
		connection_request_go_on(connection);
	else if (outcome != ROUTER_LATER)
		answer_arrived(connection);
}

/*
 * Let the text wait until all have heard what its sender said before it, or
 * what they have under way is answered.
 */
static void
sending_put_off(struct connection *connection, struct slice name,
    const struct chat_text *text, question_again_cb *again)
{
	if (put_off_request(connection, name, text, again) != 0)
		sending_settle(connection, name, ROUTER_OUT_OF_MEMORY);
}

/* Send one text more, while others of its sender are under way. */
static void
sending_one_more(struct connection *connection, struct slice name,
    const struct chat_text *text)
{
	enum router_outcome outcome = ROUTER_NOT_NOW;

	if (!connection_is_muted(connection))
		outcome = router_send_more(
		    chat_of(connection)->router, connection, name, text);
	if (outcome == ROUTER_NOT_NOW)
		sending_put_off(connection, name, text, sending_again_cb);
	else
		sending_settle(connection, name, outcome);
}

static void
sending_refuse_again_cb(struct connection *connection, struct slice name,
    const struct chat_text *text)
{
	(void)text;
	answer_give_name(connection, CHAT_SEND, CHAT_BAD_TEXT, name);
	answer_arrived(connection);
}

/* No text is refused before those that are under way are answered. */
static OUT_OF_LINE void
sending_refuse_text(struct connection *connection, struct slice name)
{
	const struct chat_text none = { .style = TEXT_PLAIN };

	if (router_has_under_way(connection))
		sending_put_off(
		    connection, name, &none, sending_refuse_again_cb);
	else
		answer_give_name(connection, CHAT_SEND, CHAT_BAD_TEXT, name);
}

/*
 * Return name, or whose it is in their own capitals if that is the echo user or
 * the sender, whom the chat tells from others by their names.
 */
static OUT_OF_LINE struct slice
sending_spell(const struct connection *connection, struct slice name)
{
	const struct slice echo_user = slice_of(
	    chat_limits(chat_of(connection))->echo_user);

	if (name_looks_like(name, connection_name(connection)))
		return connection_name(connection);
	return name_looks_like(name, echo_user) ? echo_user : name;
}

static OUT_OF_LINE void
sending_to_name(struct connection *connection, struct slice name,
    const struct message *message)
{
	struct chat *chat = chat_of(connection);
	const struct chat_text text = message_chat_text(message);

	if (chat->folds_names)
		name = sending_spell(connection, name);
	if (router_has_under_way(connection)) {
		sending_one_more(connection, name, &text);
		return;
	}
	if (moderating_refuses(
		connection, CHAT_SEND, name, (struct slice){ 0 }))
		return;
	if (name_is_echo_user(name, chat_limits(chat)))
		sending_return(connection, name, &text, STAT_MESSAGES_ECHOED);
	else if (slice_equals(name, connection_name(connection)))
		sending_return(connection, name, &text, STAT_MESSAGES_SENT);
	else if (connection_owes(connection))
		sending_put_off(connection, name, &text, sending_again_cb);
	else
		(void)sending_to_other(connection, name, &text);
}

bool
chat_is_sending_to(const struct connection *connection, struct slice name)
{
	return router_takes_more(chat_of(connection)->router, connection, name);
}

void
chat_send(struct connection *connection, struct slice name, struct slice text)
{
	/* It comes first, because text would take registers if it waited. */
	const struct message message = {
		.kind = MESSAGE_DELIVERED,
		.from = connection_name(connection),
		.text = text,
	};

	stamping_begin(&connection_set(connection)->stamping);
	if (!answer_accepts_text(connection, text))
		sending_refuse_text(connection, name);
	else if (router_try_last(connection, name, &message))
		sending_confirm(connection, STAT_MESSAGES_SENT);
	else
		sending_to_name(connection, name, &message);
}

bool
chat_try_send(
    struct connection *connection, struct slice name, struct slice text)
{
	const struct message message = {
		.kind = MESSAGE_DELIVERED,
		.by = connection_address(connection),
		.from = connection_name(connection),
		.text = text,
	};

	if (text.size == 0 || !text_is_valid(text.bytes, text.size))
		return false;
	/* Where it does not go this way, a number is left out. */
	stamping_begin(&connection_set(connection)->stamping);
	if (!router_try_last(connection, name, &message))
		return false;
	sending_confirm(connection, STAT_MESSAGES_SENT);
	return true;
}

void
chat_send_styled(struct connection *connection, struct slice name,
    const struct chat_text *text)
{
	const struct chat *chat = chat_of(connection);
	struct slice from = connection_name(connection);
	struct shown_text shown;

	stamping_begin(&connection_set(connection)->stamping);
	if (chat->folds_names)
		name = sending_spell(connection, name);
	/* What comes back from the echo user is done by the echo user. */
	if (name_is_echo_user(name, chat_limits(chat)))
		from = name;
	if (!shown_text_is_accepted(connection, from, text)) {
		sending_refuse_text(connection, name);
		return;
	}
	if (shown_text_begin(&shown, from, text) != 0) {
		sending_settle(connection, name, ROUTER_OUT_OF_MEMORY);
		return;
	}
	sending_to_name(connection, name,
	    &(struct message){ .kind = MESSAGE_DELIVERED,
		.style = (uint8_t)shown.text.style,
		.raw = shown.text.raw,
		.text = shown.text.plain });
	shown_text_end(&shown);
}
