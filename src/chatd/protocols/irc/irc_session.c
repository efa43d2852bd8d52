/* SPDX-License-Identifier: MIT */
/*
 * Nearly every line is done where it is handled, so a session lies on the stack
 * there, and moves to the heap if something of it is still needed where that
 * ends.  So no user who is silent has one, and no text needs memory for it.
 */

#include "chatd/protocols/irc/irc_session.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/connection/connection.h"
#include "chatd/core/protocol.h"
#include "chatd/presence/card.h"
#include "chatd/protocols/gate.h"
#include "common/secret.h"

_Static_assert(sizeof(struct irc_state) <= PROTOCOL_STATE_MAX_BYTES,
    "the state has room in a connection");

/* Whoever has a port open may have one for as long as a login may take. */
_Static_assert(sizeof(struct irc_session) <= 120, "a session is small");

struct irc_state *
irc_state_of(struct connection *connection)
{
	return connection_state(connection);
}

bool
irc_session_enter(struct connection *connection)
{
	struct irc_state *state = irc_state_of(connection);

	if (state->has_ended)
		return false;
	state->entered++;
	return true;
}

bool
irc_session_open(struct connection *connection, struct irc_session *room)
{
	struct irc_state *state = irc_state_of(connection);

	if (!irc_session_enter(connection))
		return false;
	if (state->session == NULL) {
		*room = (struct irc_session){ 0 };
		state->session = room;
	}
	return true;
}

/*
 * Say whether something of the session will be asked for, because the user has
 * yet to log in, or the line at hand comes again, or a password does.
 */
static bool
irc_session_is_needed(struct connection *connection)
{
	const struct irc_session *session = irc_session_of(connection);

	return connection_claim(connection) == NULL || session->steps > 0 ||
	       session->label != NULL || session->secret != NULL;
}

/* End the session, which lies in room or, if that is NULL, on the heap. */
static void
irc_session_end(struct irc_state *state, const struct irc_session *room)
{
	struct irc_session *session = state->session;

	irc_session_forget(session);
	card_release(session->card);
	free(session->who);
	free(session->held);
	free(session->label);
	free(session->nick);
	if (room == NULL)
		free(session);
	state->session = NULL;
}

/* Have what lies in room outlive it. */
static void
irc_session_keep(struct connection *connection, const struct irc_session *room)
{
	struct irc_state *state = irc_state_of(connection);
	struct irc_session *kept = malloc(sizeof(*kept));

	if (kept == NULL) {
		irc_session_end(state, room);
		connection_close(connection, CLOSE_OUT_OF_MEMORY);
		return;
	}
	*kept = *room;
	state->session = kept;
}

/* Leave what lies in room, or on the heap; an answer is awaited, or not. */
static void
irc_session_leave_room(struct connection *connection,
    const struct irc_session *room, bool is_awaited)
{
	struct irc_state *state = irc_state_of(connection);

	state->entered--;
	if (state->session == NULL ||
	    (state->session != room && state->entered > 0))
		return;
	if (state->session != room)
		room = NULL;
	if (state->has_ended ||
	    (!is_awaited && !irc_session_is_needed(connection)))
		irc_session_end(state, room);
	else if (room != NULL)
		irc_session_keep(connection, room);
}

void
irc_session_leave(struct connection *connection)
{
	irc_session_leave_room(
	    connection, NULL, connection_awaits_answer(connection));
}

void
irc_session_shut(struct connection *connection, const struct irc_session *room)
{
	irc_session_leave_room(
	    connection, room, connection_awaits_answer(connection));
}

void
irc_session_shut_answered(
    struct connection *connection, const struct irc_session *room)
{
	irc_session_leave_room(connection, room, false);
}

void
irc_session_close(struct connection *connection)
{
	struct irc_state *state = irc_state_of(connection);

	state->has_ended = true;
	if (state->session != NULL && state->entered == 0)
		irc_session_end(state, NULL);
}

struct irc_session *
irc_session_of(struct connection *connection)
{
	return irc_state_of(connection)->session;
}

struct slice
irc_session_nick(struct connection *connection)
{
	const struct irc_session *session = irc_session_of(connection);
	struct slice name = connection_name(connection);

	if (session != NULL && session->nick != NULL)
		return slice_of(session->nick);
	return name.size > 0 ? name : slice_of("*");
}

bool
irc_session_set_nick(struct connection *connection, struct slice nick)
{
	struct irc_session *session = irc_session_of(connection);
	char *copy = NULL;

	if (nick.size > 0) {
		copy = strndup(nick.bytes, nick.size);
		if (copy == NULL) {
			connection_close(connection, CLOSE_OUT_OF_MEMORY);
			return false;
		}
	}
	free(session->nick);
	session->nick = copy;
	return true;
}

struct irc_secret *
irc_session_secret(struct connection *connection)
{
	struct irc_session *session = irc_session_of(connection);

	if (session->secret == NULL) {
		session->secret = calloc(1, sizeof(*session->secret));
		if (session->secret == NULL)
			connection_close(connection, CLOSE_OUT_OF_MEMORY);
	}
	return session->secret;
}

void
irc_session_clear(struct irc_session *session)
{
	if (session->secret != NULL)
		secret_erase(session->secret, sizeof(*session->secret));
}

void
irc_session_forget(struct irc_session *session)
{
	irc_session_clear(session);
	free(session->secret);
	session->secret = NULL;
}

bool
irc_session_begins(struct irc_session *session, unsigned int *passed)
{
	if (++*passed <= session->steps)
		return false;
	session->steps = *passed;
	return true;
}

void
irc_session_count(struct connection *connection, unsigned int passed)
{
	if (passed > 1)
		connection_count_request(connection);
}

bool
irc_session_waits(struct connection *connection)
{
	const struct slice nobody = { 0 };

	if (connection_takes_input(connection))
		return false;
	/* Nothing of this line may follow what is under way. */
	if (connection_is_gated(connection))
		gate_lets_pass(connection, GATE_OTHER, nobody);
	return true;
}
