/* SPDX-License-Identifier: MIT */
#include "chatd/chat/moderating.h"

#include <stdio.h>
#include <string.h>

#include "chatd/chat/answer.h"
#include "chatd/chat/chat_private.h"
#include "chatd/core/message.h"
#include "chatd/core/reserved_names.h"
#include "chatd/moderation/moderation.h"
#include "chatd/presence/directory.h"

static struct moderation *
moderating_of(const struct connection *connection)
{
	return connection_set(connection)->services.moderation;
}

/* Return what a sanction may concern of a connection that has this name. */
static struct moderation_person
moderating_person(const struct connection *connection, struct slice name)
{
	return (struct moderation_person){
		.name = name,
		.account = connection_account(connection),
		.peer = connection_peer(connection),
	};
}

/* The same for the name that it has; that of a guest is none. */
static struct moderation_person
moderating_person_now(const struct connection *connection)
{
	const struct claim *claim = connection_claim(connection);
	struct slice name = { 0 };

	if (claim != NULL && !claim_is_guest(claim))
		name = claim_name(claim);
	return moderating_person(connection, name);
}

static void
moderating_answer(
    struct connection *connection, struct chat_answer answer, const char *words)
{
	answer.text = slice_of(words);
	answer_give(connection, &answer);
}

/* ---- bans ---------------------------------------------------------------- */

bool
moderating_refuses_name(
    struct connection *connection, enum chat_request request, struct slice name)
{
	const struct moderation_person person = moderating_person(
	    connection, name);
	char words[SANCTION_WORDS_BYTES];

	if (!moderation_holds(
		moderating_of(connection), SANCTION_BAN, &person, words))
		return false;
	login_refusals_note(&chat_of(connection)->login_refusals, connection,
	    LOGIN_REFUSAL_BANNED, name);
	moderating_answer(connection,
	    (struct chat_answer){
		.request = request, .outcome = CHAT_NAME_BANNED, .name = name },
	    words);
	return true;
}

/* Tell users why their connection is about to end. */
static void
moderating_tell_banned(struct connection *connection, const char *words)
{
	char text[SANCTION_WORDS_BYTES + 32];
	struct message message = {
		.kind = MESSAGE_DELIVERED,
		.from = SLICE(SERVER_NAME),
	};

	/* "until when" follows a blank, and a reason alone a colon. */
	snprintf(text, sizeof(text), "You are banned%s%s",
	    words[0] == '\0'                   ? ""
	    : strncmp(words, "until ", 6) == 0 ? " "
					       : ": ",
	    words);
	message.text = slice_of(text);
	stamping_begin(&connection_set(connection)->stamping);
	if (connection_claim(connection) != NULL)
		connection_deliver(connection, &message);
}

/* ---- mutes --------------------------------------------------------------- */

bool
moderating_refuses_muted(struct connection *connection,
    enum chat_request request, struct slice name, struct slice room)
{
	const struct moderation_person person = moderating_person_now(
	    connection);
	char words[SANCTION_WORDS_BYTES];

	if (!moderation_holds(
		moderating_of(connection), SANCTION_MUTE, &person, words)) {
		connection_set_muted(connection, false);
		return false;
	}
	connection_count_stat(connection, STAT_MESSAGES_MUTED);
	moderating_answer(connection,
	    (struct chat_answer){ .request = request,
		.outcome = CHAT_MUTED,
		.name = name,
		.room = room },
	    words);
	return true;
}

/* ---- both ---------------------------------------------------------------- */

void
moderating_note_account(struct connection *connection, struct slice name)
{
	moderation_note_account(
	    moderating_of(connection), name, connection_account(connection));
}

bool
chat_apply_sanctions(struct connection *connection)
{
	const struct moderation_person person = moderating_person_now(
	    connection);
	char words[SANCTION_WORDS_BYTES];
	bool was_muted = connection_is_muted(connection);

	if (moderation_holds(
		moderating_of(connection), SANCTION_BAN, &person, words)) {
		moderating_tell_banned(connection, words);
		connection_finish(connection, CLOSE_BANNED);
		return true;
	}
	connection_set_muted(
	    connection, moderation_holds(moderating_of(connection),
			    SANCTION_MUTE, &person, words));
	return connection_is_muted(connection) != was_muted;
}
