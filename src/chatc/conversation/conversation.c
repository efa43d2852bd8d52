/* SPDX-License-Identifier: MIT */
/*
 * The conversation: a state machine between a user who types lines and a server
 * which may be chatd or somebody's homework.
 *
 * This file reacts to the user and to the connection, and the others to what
 * the server says (conversation_private.h).  If the server hangs up during a
 * login, the next name is tried on another connection; after the login, a lost
 * connection is the end for a script, and a pause for a person.
 */

#include "chatc/conversation/conversation.h"

#include <string.h>
#include <sysexits.h>

#include "chatc/conversation/conversation_private.h"
#include "chatc/words/user_command.h"
#include "chatc/codecs/codecs.h"
#include "chatc/codecs/wrong_door.h"

/* A login that lasted for less does not begin the pauses anew. */
#define CONVERSATION_STAYED_MS 10000

static const struct slice conversation_nothing = { NULL, 0 };

/*
 * During a login: say so, and end, if what has come is another protocol's.
 * Return whether it is.
 */
static bool
conversation_is_wrong_door(struct conversation *c)
{
	enum sentence_kind kind = SENTENCE_FOREIGN_DOOR;
	const char *guess;
	struct slice text;

	if (c->stage != CONVERSATION_LOGGING_IN || c->has_heard)
		return false;
	guess = wrong_door_guess(buffer_slice(&c->first));
	if (guess == NULL || strcmp(guess, c->codec->name) == 0)
		return false;
	text = slice_of(guess);
	if (codec_find(guess) != NULL || strcmp(guess, "drop") == 0)
		kind = SENTENCE_WRONG_DOOR;
	else if (strcmp(guess, "TLS") == 0)
		kind = SENTENCE_WANTS_TLS;
	conversation_say_protocol(c, kind, text);
	conversation_end(c, EX_PROTOCOL);
	return true;
}

/* Try the next dialect of the protocol, if there is one, on a new connection.
 */
static bool
conversation_logs_in_otherwise(struct conversation *c)
{
	if (c->stage != CONVERSATION_LOGGING_IN || c->has_heard ||
	    c->codec->log_in_otherwise == NULL ||
	    !c->codec->log_in_otherwise(&c->codec_state.dialect))
		return false;
	conversation_connect(c);
	return true;
}

/* Handle what was decoded.  Return whether decoding may go on. */
static bool
conversation_take(struct conversation *c, const struct codec_event *event)
{
	if (event->type == CODEC_BROKEN &&
	    (conversation_is_wrong_door(c) ||
		conversation_logs_in_otherwise(c)))
		return false;
	conversation_answer(c, event);
	return c->stage != CONVERSATION_OVER &&
	       c->stage != CONVERSATION_CONNECTING &&
	       c->stage != CONVERSATION_PAUSING;
}

/* Take every whole message out of in, or all that is there if ended is set. */
static void
conversation_decode(struct conversation *c, bool ended)
{
	struct codec_event event;
	size_t start = 0, taken;

	while (start < c->in.size) {
		taken = c->codec->decode(&c->codec_state, c->in.bytes + start,
		    c->in.size - start, ended, &event);
		if (taken == 0)
			break;
		start += taken;
		if (!conversation_take(c, &event)) {
			buffer_empty(&c->in);
			return;
		}
	}
	buffer_drop(&c->in, start);
	if (c->in.size <= CODEC_MESSAGE_MAX_BYTES)
		return;
	conversation_say_protocol(c, SENTENCE_BROKEN, conversation_nothing);
	conversation_end(c, EX_PROTOCOL);
}

void
conversation_start(struct conversation *c, const struct codec *codec,
    int timeout_ms, bool has_person, const struct conversation_host *host,
    void *context, struct slice name)
{
	*c = (struct conversation){
		.host = host,
		.context = context,
		.codec = codec,
		.timeout_ms = timeout_ms,
		.has_person = has_person,
	};
	if (name.size > 0)
		conversation_log_in(c, name);
	else if (codec->needs_name)
		conversation_ask(c);
	else
		conversation_connect(c);
}

void
conversation_have_password(struct conversation *c, struct slice password)
{
	secret_set(&c->password, password);
}

void
conversation_clear(struct conversation *c)
{
	secret_clear(&c->password);
	secret_clear(&c->new_password);
	codec_state_clear(&c->codec_state);
	joined_rooms_clear(&c->rooms);
	joined_rooms_clear(&c->rejoining);
	buffer_clear(&c->name);
	buffer_clear(&c->target);
	buffer_clear(&c->sent_to);
	buffer_clear(&c->deed);
	buffer_clear(&c->first);
	buffer_clear(&c->in);
	buffer_clear(&c->out);
}

bool
conversation_is_ready(const struct conversation *c)
{
	return c->stage == CONVERSATION_ASKING ||
	       (c->stage == CONVERSATION_TALKING &&
		   c->request == CONVERSATION_NO_REQUEST);
}

void
conversation_line(struct conversation *c, struct slice line)
{
	struct user_command command = user_command_parse(line);

	if (command.type == USER_COMMAND_NOTHING)
		return;
	if (command.type == USER_COMMAND_HELP)
		conversation_help(c);
	else if (command.type == USER_COMMAND_QUIT)
		conversation_quit(c, 0);
	else if (c->stage == CONVERSATION_ASKING)
		conversation_log_in(c, slice_trim(line));
	else
		conversation_command(c, &command);
}

void
conversation_line_too_long(struct conversation *c)
{
	conversation_note_refused(c, EX_DATAERR);
	conversation_say(c, SENTENCE_TOO_LONG);
}

void
conversation_leave(struct conversation *c)
{
	if (c->stage == CONVERSATION_OVER)
		return;
	if (!c->connected || c->stage == CONVERSATION_LEAVING) {
		conversation_end(c, c->status);
		return;
	}
	c->stage = CONVERSATION_LEAVING;
	c->request = CONVERSATION_NO_REQUEST;
	c->errand = CONVERSATION_NO_ERRAND;
	conversation_send_quit(c);
	c->host->set_timeout(c->context, c->has_quit && c->has_person
					     ? CONVERSATION_PERSON_LEAVE_MS
					     : CONVERSATION_LEAVE_MS);
	c->host->finish(c->context);
}

void
conversation_quit(struct conversation *c, size_t unsent)
{
	if (unsent > 0)
		conversation_say_number(c, SENTENCE_UNSENT, unsent);
	c->has_quit = true;
	if (c->has_person)
		c->status = EX_OK;
	conversation_leave(c);
}

void
conversation_note_privacy(struct conversation *c, bool is_private)
{
	c->is_private = is_private;
}

void
conversation_connected(struct conversation *c)
{
	c->connected = true;
	if (c->name.size > 0) {
		conversation_send_login(c);
		return;
	}
	if (!c->was_in)
		conversation_say_hints(c);
	c->stage = CONVERSATION_TALKING;
	c->was_in = true;
	c->in_since_ms = c->host->now_ms(c->context);
}

void
conversation_not_connected(
    struct conversation *c, struct slice host_name, struct slice why)
{
	struct sentence sentence = {
		.kind = SENTENCE_CANNOT_CONNECT, .name = host_name, .text = why
	};

	if (c->was_in && c->has_person) {
		conversation_connect_later(c, &sentence);
		return;
	}
	c->host->say(c->context, &sentence);
	conversation_end(c, EX_UNAVAILABLE);
}

/* Keep the first bytes of a connection. */
static void
conversation_keep_first(struct conversation *c, const char *bytes, size_t size)
{
	size_t room = CONVERSATION_FIRST_BYTES - c->first.size;

	buffer_append(&c->first, bytes, size < room ? size : room);
}

void
conversation_received(struct conversation *c, const char *bytes, size_t size)
{
	if (c->stage == CONVERSATION_OVER)
		return;
	conversation_keep_first(c, bytes, size);
	buffer_append(&c->in, bytes, size);
	conversation_decode(c, false);
}

/* The server has gone, and not because we were leaving. */
static void
conversation_lost(struct conversation *c, struct slice why)
{
	uint64_t stayed_ms = c->host->now_ms(c->context) - c->in_since_ms;

	if (!c->has_person) {
		conversation_say_text(c, SENTENCE_LOST, why);
		conversation_end(c, EX_IOERR);
		return;
	}
	if (conversation_is_driven_out(c, stayed_ms < CONVERSATION_STAYED_MS))
		return;
	if (stayed_ms >= CONVERSATION_STAYED_MS)
		c->attempts = 0;
	conversation_connect_later(
	    c, &(struct sentence){ .kind = SENTENCE_LOST, .text = why });
}

/* The server has hung up on a login. */
static void
conversation_lost_login(struct conversation *c, struct slice why)
{
	/* It may have hung up after the last name: try once more. */
	if (c->tried) {
		conversation_connect(c);
	} else if (c->was_in && c->has_person) {
		conversation_connect_later(c,
		    &(struct sentence){ .kind = SENTENCE_LOST, .text = why });
	} else if (!conversation_logs_in_otherwise(c)) {
		c->status = EX_UNAVAILABLE;
		conversation_say(c, c->is_encrypted || c->first.size > 0
					? SENTENCE_HUNG_UP
					: SENTENCE_HUNG_UP_SILENTLY);
		conversation_ask(c);
	}
}

void
conversation_hung_up(struct conversation *c, struct slice why)
{
	/* Some servers end with an answer that has no newline. */
	if (conversation_is_wrong_door(c))
		return;
	conversation_decode(c, true);
	c->connected = false;
	switch (c->stage) {
	case CONVERSATION_LOGGING_IN:
		conversation_lost_login(c, why);
		break;
	case CONVERSATION_TALKING:
		conversation_lost(c, why);
		break;
	case CONVERSATION_LEAVING:
		conversation_end(c, c->status);
		break;
	case CONVERSATION_ASKING:
	case CONVERSATION_CONNECTING:
	case CONVERSATION_PAUSING:
	case CONVERSATION_OVER:
		break;
	}
}

static void
conversation_login_timed_out(struct conversation *c)
{
	static const struct codec_event silence = { .type = CODEC_LOGGED_IN };

	if (conversation_is_wrong_door(c))
		return;
	if (!c->codec->answers_login && !c->is_showing) {
		conversation_answer(c, &silence);
		return;
	}

	/* The answer may be there, but for its newline. */
	conversation_decode(c, true);
	if (c->stage != CONVERSATION_LOGGING_IN)
		return;
	if (c->was_in && c->has_person) {
		conversation_connect_later(
		    c, &(struct sentence){ .kind = SENTENCE_NO_ANSWER });
		return;
	}
	conversation_say_protocol(c, SENTENCE_NO_LOGIN, conversation_nothing);
	conversation_end(c, EX_PROTOCOL);
}

/* A request is not answered.  The names after a login are not worth a word. */
static void
conversation_request_timed_out(struct conversation *c)
{
	bool is_quiet = c->errand == CONVERSATION_LISTING;

	if (conversation_ask_otherwise(c))
		return;
	c->request = CONVERSATION_NO_REQUEST;
	if (!is_quiet) {
		c->status = EX_PROTOCOL;
		conversation_say(c, SENTENCE_NO_ANSWER);
	}
	conversation_continue_errands(c);
}

void
conversation_timed_out(struct conversation *c)
{
	switch (c->stage) {
	case CONVERSATION_LOGGING_IN:
		conversation_login_timed_out(c);
		break;
	case CONVERSATION_TALKING:
		conversation_request_timed_out(c);
		break;
	case CONVERSATION_PAUSING:
		conversation_connect(c);
		break;
	case CONVERSATION_LEAVING:
		conversation_end(c, c->status);
		break;
	case CONVERSATION_ASKING:
	case CONVERSATION_CONNECTING:
	case CONVERSATION_OVER:
		break;
	}
}
