/* SPDX-License-Identifier: MIT */
/*
 * The answer comes in pieces of 400 bytes, the last of which is shorter, or is
 * "+" if there would be nothing in it.
 */

#include "chatd/protocols/irc/irc_sasl.h"

#include <string.h>

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/core/fingerprint.h"
#include "chatd/core/protocol.h"
#include "chatd/protocols/irc/irc_base64.h"
#include "chatd/protocols/irc/irc_label.h"
#include "chatd/protocols/irc/irc_cards.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"

/* A piece that is as long as this is not the last one. */
#define IRC_SASL_PIECE_BYTES 400

static bool
irc_sasl_has_certificate(const struct connection *connection)
{
	struct fingerprint shown;

	return connection_get_fingerprint(connection, &shown);
}

const char *
irc_sasl_get_mechanisms(const struct connection *connection)
{
	return irc_sasl_has_certificate(connection) ? "PLAIN,EXTERNAL"
						    : "PLAIN";
}

static void
irc_sasl_end(struct connection *connection, enum irc_numeric numeric)
{
	irc_session_clear(irc_session_of(connection));
	irc_reply_say(connection, numeric);
}

/* Take what is before the next NUL off the front of *rest. */
static struct slice
irc_sasl_take(struct slice *rest)
{
	const char *end = memchr(rest->bytes, '\0', rest->size);
	struct slice part = *rest;

	if (end == NULL) {
		rest->size = 0;
		return part;
	}
	part.size = (size_t)(end - rest->bytes);
	rest->bytes = end + 1;
	rest->size -= part.size + 1;
	return part;
}

/* "[alice] NUL alice NUL password": nobody may act for somebody else. */
static void
irc_sasl_authenticate(struct connection *connection, struct irc_secret *secret)
{
	struct irc_session *session = irc_session_of(connection);
	struct slice rest = { secret->bytes, 0 };
	struct slice identity;
	struct slice name;

	if (!irc_base64_decode(secret->bytes, secret->size, &rest.size)) {
		irc_sasl_end(connection, IRC_ERR_SASLFAIL);
		return;
	}
	identity = irc_sasl_take(&rest);
	name = irc_sasl_take(&rest);
	if ((identity.size > 0 && !slice_equals(identity, name)) ||
	    name.size == 0 || rest.size == 0 ||
	    slice_trim(rest).size != rest.size) {
		irc_sasl_end(connection, IRC_ERR_SASLFAIL);
		return;
	}
	session->purpose = IRC_FOR_SASL;
	chat_authenticate(connection, CHAT_AUTHENTICATE, name, rest);
}

/*
 * "alice" or nothing, which is the nick: the account whose certificate was
 * shown.
 */
static void
irc_sasl_authenticate_certified(
    struct connection *connection, struct irc_secret *secret)
{
	struct irc_session *session = irc_session_of(connection);
	struct slice name = { secret->bytes, 0 };

	if (!irc_base64_decode(secret->bytes, secret->size, &name.size)) {
		irc_sasl_end(connection, IRC_ERR_SASLFAIL);
		return;
	}
	if (name.size == 0)
		name = irc_session_nick(connection);
	session->purpose = IRC_FOR_SASL;
	chat_authenticate_certified(connection, name);
}

void
irc_sasl_answer(struct connection *connection, const struct chat_answer *answer)
{
	char mask[IRC_MASK_BYTES];
	struct irc_reply reply;

	if (answer->outcome != CHAT_DONE) {
		irc_sasl_end(connection, IRC_ERR_SASLFAIL);
		return;
	}
	irc_cards_note_account(connection, answer->name);
	irc_reply_begin(&reply, connection, IRC_RPL_LOGGEDIN);
	irc_words_add_parameter(
	    &reply.words, irc_source_write_mask(
			      connection, irc_session_nick(connection), mask));
	irc_words_add_parameter(&reply.words, answer->name);
	irc_words_add_filled(&reply.words,
	    irc_numeric_get_text(IRC_RPL_LOGGEDIN), &answer->name);
	irc_reply_send(&reply, connection);
	irc_sasl_end(connection, IRC_RPL_SASLSUCCESS);
}

static void
irc_sasl_choose(struct connection *connection, struct slice mechanism)
{
	static const struct slice go_on = SLICE("AUTHENTICATE +\r\n");
	char verb[IRC_VERB_BYTES];
	struct slice raised = irc_line_raise_verb(mechanism, verb);
	bool is_external = slice_is(raised, "EXTERNAL") &&
			   irc_sasl_has_certificate(connection);
	struct irc_secret *secret;

	if (!is_external && !slice_is(raised, "PLAIN")) {
		irc_reply_about(connection, IRC_RPL_SASLMECHS,
		    slice_of(irc_sasl_get_mechanisms(connection)));
		irc_reply_say(connection, IRC_ERR_SASLFAIL);
		return;
	}
	irc_session_forget(irc_session_of(connection));
	secret = irc_session_secret(connection);
	if (secret == NULL)
		return;
	secret->is_chosen = true;
	secret->is_external = is_external;
	irc_label_send(connection, go_on);
}

/* Keep a piece of the answer, and have it checked when it is whole. */
static void
irc_sasl_go_on(struct connection *connection, struct irc_secret *secret,
    struct slice piece)
{
	bool is_last = piece.size < IRC_SASL_PIECE_BYTES;

	if (piece.size > IRC_SASL_PIECE_BYTES ||
	    piece.size > sizeof(secret->bytes) - secret->size) {
		irc_sasl_end(connection, IRC_ERR_SASLTOOLONG);
		return;
	}
	if (!slice_is(piece, "+")) {
		memcpy(secret->bytes + secret->size, piece.bytes, piece.size);
		secret->size += piece.size;
	}
	connection_wipe_input(connection, piece);
	if (is_last && secret->is_external)
		irc_sasl_authenticate_certified(connection, secret);
	else if (is_last)
		irc_sasl_authenticate(connection, secret);
}

enum command_status
irc_sasl_handle(
    struct connection *connection, struct slice argument, struct slice rest)
{
	struct irc_session *session = irc_session_of(connection);
	struct irc_secret *secret = session->secret;

	(void)rest;
	if ((irc_state_of(connection)->capabilities & IRC_SASL) == 0)
		irc_reply_say(connection, IRC_ERR_SASLFAIL);
	else if (connection_account(connection) != 0)
		irc_reply_say(connection, IRC_ERR_SASLALREADY);
	else if (slice_is(argument, "*"))
		irc_sasl_end(connection, IRC_ERR_SASLABORTED);
	else if (secret != NULL && secret->is_chosen)
		irc_sasl_go_on(connection, secret, argument);
	else
		irc_sasl_choose(connection, argument);
	return COMMAND_DONE;
}
