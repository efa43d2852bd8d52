/* SPDX-License-Identifier: MIT */
/*
 * IRCv3's "capability-negotiation", version 302.  All that is offered fits into
 * one line, and so does what a client has of it.
 */

#include "chatd/protocols/irc/irc_capabilities.h"

#include <inttypes.h>
#include <stdio.h>

#include "chatd/connection/connection.h"
#include "chatd/core/limits.h"
#include "chatd/core/peer.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_sasl.h"
#include "chatd/protocols/irc/irc_session.h"
#include "chatd/protocols/login_state.h"

/* The version of CAP LS from which values are shown. */
#define IRC_CAP_VERSION_WITH_VALUES 302

struct irc_capability_row {
	const char *name;
	enum irc_capability capability;
};

static const struct irc_capability_row irc_capability_rows[] = {
	{ "account-notify", IRC_ACCOUNT_NOTIFY },
	{ "account-tag", IRC_ACCOUNT_TAG },
	{ "away-notify", IRC_AWAY_NOTIFY },
	{ "batch", IRC_BATCH },
	{ "cap-notify", IRC_CAP_NOTIFY },
	{ "chghost", IRC_CHGHOST },
	{ "echo-message", IRC_ECHO_MESSAGE },
	{ "extended-join", IRC_EXTENDED_JOIN },
	{ "extended-monitor", IRC_EXTENDED_MONITOR },
	{ "invite-notify", IRC_INVITE_NOTIFY },
	{ "labeled-response", IRC_LABELED_RESPONSE },
	{ "message-tags", IRC_MESSAGE_TAGS },
	{ "multi-prefix", IRC_MULTI_PREFIX },
	{ "no-implicit-names", IRC_NO_IMPLICIT_NAMES },
	{ "sasl", IRC_SASL },
	{ "server-time", IRC_SERVER_TIME },
	{ "setname", IRC_SETNAME },
	{ "standard-replies", IRC_STANDARD_REPLIES },
	{ "sts", IRC_STS },
	{ "userhost-in-names", IRC_USERHOST_IN_NAMES },
};

#define IRC_CAPABILITY_ROWS                                                    \
	(sizeof(irc_capability_rows) / sizeof(irc_capability_rows[0]))

/* Enough for all names and values, with a space after each. */
#define IRC_CAPABILITIES_BYTES 512

/* Room for a value that is written. */
#define IRC_CAPABILITY_VALUE_BYTES 32

/*
 * Return what sts says to connection, written to room: where it is not
 * encrypted, at which port it would be, and where it is, for how many seconds
 * the client is to insist on that.  Return NULL if there is nothing to say.  A
 * path has no host to remember it for.
 */
static const char *
irc_capabilities_write_sts(
    const struct connection *connection, char room[IRC_CAPABILITY_VALUE_BYTES])
{
	const struct limits *limits = connection_limits(connection);

	if (limits->irc_sts_ms == 0 || limits->irc_tls_port == 0 ||
	    peer_is_unix(connection_peer(connection)))
		return NULL;
	if (connection_is_encrypted(connection))
		snprintf(room, IRC_CAPABILITY_VALUE_BYTES, "duration=%" PRIu64,
		    limits->irc_sts_ms / 1000);
	else
		snprintf(room, IRC_CAPABILITY_VALUE_BYTES, "port=%u",
		    limits->irc_tls_port);
	return room;
}

/*
 * Return the value that a capability is shown with, which may be written to
 * room, or NULL.
 */
static const char *
irc_capabilities_value(const struct connection *connection,
    const struct irc_capability_row *row, char room[IRC_CAPABILITY_VALUE_BYTES])
{
	if (row->capability == IRC_STS)
		return irc_capabilities_write_sts(connection, room);
	return row->capability == IRC_SASL ? irc_sasl_get_mechanisms(connection)
					   : NULL;
}

/*
 * Write the names of those in set to room, with the values that they have for
 * connection if it is not NULL.
 */
static struct slice
irc_capabilities_write(unsigned int set, const struct connection *connection,
    char room[IRC_CAPABILITIES_BYTES])
{
	char *at = room;
	char value_room[IRC_CAPABILITY_VALUE_BYTES];

	for (size_t i = 0; i < IRC_CAPABILITY_ROWS; i++) {
		const struct irc_capability_row *row = &irc_capability_rows[i];
		const char *value;

		if ((set & row->capability) == 0)
			continue;
		if (at > room)
			*at++ = ' ';
		at = slice_write(at, slice_of(row->name));
		value = connection != NULL ? irc_capabilities_value(
						 connection, row, value_room)
					   : NULL;
		if (value != NULL) {
			*at++ = '=';
			at = slice_write(at, slice_of(value));
		}
	}
	return (struct slice){ room, (size_t)(at - room) };
}

/* Passwords are not asked for where others could read them. */
static unsigned int
irc_capabilities_offered(const struct connection *connection)
{
	unsigned int set = 0;

	for (size_t i = 0; i < IRC_CAPABILITY_ROWS; i++)
		set |= irc_capability_rows[i].capability;
	set &= ~(unsigned int)IRC_STS;
	if (!connection_is_private(connection) &&
	    !connection_limits(connection)->auth_plaintext)
		set &= ~(unsigned int)IRC_SASL;
	return set;
}

/* ":irc.chatd CAP alice LS :sasl server-time" */
static void
irc_capabilities_say(
    struct connection *connection, const char *subcommand, struct slice list)
{
	struct irc_reply reply;

	irc_reply_begin_command(&reply, connection, "CAP");
	irc_words_add_parameter(&reply.words, irc_session_nick(connection));
	irc_words_add_parameter(&reply.words, slice_of(subcommand));
	irc_words_add_text(&reply.words, list);
	irc_reply_send(&reply, connection);
}

static void
irc_capabilities_offer(struct connection *connection, struct slice version)
{
	char room[IRC_CAPABILITIES_BYTES];
	uint64_t number = 0;
	bool with_values = slice_to_number(version, &number) &&
			   number >= IRC_CAP_VERSION_WITH_VALUES;
	unsigned int offered = irc_capabilities_offered(connection);
	char value[IRC_CAPABILITY_VALUE_BYTES];

	/* Whoever knows of values is told of changes without asking. */
	if (with_values)
		irc_state_of(connection)->capabilities |= IRC_CAP_NOTIFY;
	/* It is nothing without its value. */
	if (with_values &&
	    irc_capabilities_write_sts(connection, value) != NULL)
		offered |= IRC_STS;
	irc_capabilities_say(connection, "LS",
	    irc_capabilities_write(
		offered, with_values ? connection : NULL, room));
}

static unsigned int
irc_capabilities_find(struct slice name)
{
	for (size_t i = 0; i < IRC_CAPABILITY_ROWS; i++) {
		if (slice_is(name, irc_capability_rows[i].name))
			return irc_capability_rows[i].capability;
	}
	return 0;
}

/* All of list is granted, or nothing of it. */
static void
irc_capabilities_request(struct connection *connection, struct slice list)
{
	struct irc_state *state = irc_state_of(connection);
	unsigned int offered = irc_capabilities_offered(connection);
	unsigned int set = state->capabilities;
	struct slice rest = slice_trim(list);
	struct slice name;
	bool is_granted = true;

	while ((name = slice_take_word(&rest)).size > 0) {
		bool is_dropped = slice_take_prefix(&name, "-");
		unsigned int capability = irc_capabilities_find(name) & offered;

		is_granted = is_granted && capability != 0;
		set = is_dropped ? set & ~capability : set | capability;
	}
	if (is_granted)
		state->capabilities = set;
	irc_capabilities_say(
	    connection, is_granted ? "ACK" : "NAK", slice_trim(list));
}

/* Take the last parameter of rest, which is empty if there is none. */
static struct slice
irc_capabilities_take(struct slice rest)
{
	struct irc_parameters parameters = { rest, 1 };
	struct slice parameter = { 0 };

	irc_line_take_parameter(&parameters, &parameter);
	return parameter;
}

static void
irc_capabilities_unknown(struct connection *connection, struct slice name)
{
	irc_reply_about(connection, IRC_ERR_INVALIDCAPCMD, name);
}

bool
irc_capabilities_handle(
    struct connection *connection, struct slice subcommand, struct slice rest)
{
	struct irc_session *session = irc_session_of(connection);
	bool is_new = login_state(connection) == LOGGED_OUT;
	char verb[IRC_VERB_BYTES];
	char room[IRC_CAPABILITIES_BYTES];
	struct slice raised = irc_line_raise_verb(subcommand, verb);

	if (slice_is(raised, "END")) {
		session->negotiates = false;
		return true;
	}
	if (slice_is(raised, "LS") || slice_is(raised, "REQ"))
		session->negotiates = is_new;
	if (slice_is(raised, "LS"))
		irc_capabilities_offer(connection, irc_capabilities_take(rest));
	else if (slice_is(raised, "LIST"))
		irc_capabilities_say(connection, "LIST",
		    irc_capabilities_write(
			irc_state_of(connection)->capabilities, NULL, room));
	else if (slice_is(raised, "REQ"))
		irc_capabilities_request(
		    connection, irc_capabilities_take(rest));
	else
		irc_capabilities_unknown(connection, subcommand);
	return false;
}
