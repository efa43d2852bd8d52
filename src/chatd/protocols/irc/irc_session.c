/* SPDX-License-Identifier: MIT */
/*
 * A session lies on the heap, so that connections of other protocols do not
 * become larger for it.
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

/* What each connection of irc takes besides that of any other protocol. */
_Static_assert(sizeof(struct irc_session) <= 136, "a session is small");

void
irc_session_open(struct connection *connection)
{
	struct irc_state *state = connection_state(connection);

	state->session = calloc(1, sizeof(*state->session));
	if (state->session == NULL)
		connection_close(connection, CLOSE_OUT_OF_MEMORY);
}

static void
irc_session_free(struct irc_state *state)
{
	irc_session_forget(state->session);
	card_release(state->session->card);
	free(state->session->who);
	free(state->session->held);
	free(state->session->label);
	free(state->session->nick);
	free(state->session);
	state->session = NULL;
}

void
irc_session_close(struct connection *connection)
{
	struct irc_state *state = connection_state(connection);

	if (state->session == NULL)
		return;
	state->session->has_ended = true;
	if (state->session->entered == 0)
		irc_session_free(state);
}

bool
irc_session_enter(struct connection *connection)
{
	struct irc_session *session = irc_session_of(connection);

	if (session == NULL)
		return false;
	session->entered++;
	return true;
}

void
irc_session_leave(struct connection *connection)
{
	struct irc_state *state = connection_state(connection);

	state->session->entered--;
	if (state->session->entered == 0 && state->session->has_ended)
		irc_session_free(state);
}

struct irc_session *
irc_session_of(struct connection *connection)
{
	struct irc_state *state = connection_state(connection);

	return state->session;
}

struct slice
irc_session_nick(const struct irc_session *session)
{
	return slice_of(session->nick != NULL ? session->nick : "*");
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
