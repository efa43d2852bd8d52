/* SPDX-License-Identifier: MIT */
/*
 * A mask without "*" and "?" is the name of a room or of a user, and one with
 * them is held against all that is shown of each user.
 */

#include "chatd/protocols/irc/irc_who.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/chat/chat.h"
#include "chatd/chat/known.h"
#include "chatd/connection/charging.h"
#include "chatd/connection/connection.h"
#include "chatd/core/mask.h"
#include "chatd/core/protocol.h"
#include "chatd/core/reserved_names.h"
#include "chatd/core/shared_text.h"
#include "chatd/protocols/irc/irc_invisible.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_members.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "chatd/protocols/irc/irc_who_lines.h"

/* What WHO asks for. */
struct irc_who {
	bool wants_operators; /* alone */
	struct irc_who_form form;
	size_t size;
	char target[]; /* as it is shown again in 315 */
};

static struct slice
irc_who_target(const struct irc_who *who)
{
	return (struct slice){ who->target, who->size };
}

/* Say whether mask stands for everybody. */
static bool
irc_who_is_for_all(struct slice mask)
{
	return slice_is(mask, "*") || slice_is(mask, "0");
}

/* Say whether something that is shown of the user is what who asks for. */
static bool
irc_who_matches(const struct irc_who *who, const struct irc_source *source)
{
	struct slice mask = irc_who_target(who);

	if (who->wants_operators && (source->facts.flags & CARD_OPERATOR) == 0)
		return false;
	return irc_who_is_for_all(mask) || irc_name_is_room(mask) ||
	       mask_matches(true, mask, source->nick) ||
	       mask_matches(true, mask, source->user) ||
	       mask_matches(true, mask, source->host) ||
	       mask_matches(true, mask, source->real_name);
}

/*
 * Show the user called name, who has marks in room, if who asks for them; in a
 * list only if they are not hidden from those who ask.
 */
static void
irc_who_say_user(struct connection *connection, const struct irc_who *who,
    struct slice room, struct slice name, bool is_listed)
{
	struct irc_who_line line = { .room = room };

	line.marks = irc_members_take_marks(connection, &name);
	irc_source_begin(&line.source, connection, name);
	if (irc_who_matches(who, &line.source) &&
	    !(is_listed && irc_invisible_is_hidden(
			       connection, name, line.source.facts.flags)))
		irc_who_say_line(connection, &who->form, &line);
	irc_source_end(&line.source);
}

/* Whoever asks for all users wants people: the echo user has to be named. */
static void
irc_who_say_all(struct connection *connection, const struct irc_who *who,
    struct slice room, struct slice list)
{
	const struct limits *limits = connection_limits(connection);
	struct slice name;

	while ((name = slice_take_word(&list)).size > 0) {
		/* For looking at a card, whether it is shown then or not. */
		connection_charge(connection, CHARGE_RECEIVER_BYTES);
		if (!name_is_echo_user(name, limits))
			irc_who_say_user(connection, who, room, name, true);
	}
}

void
irc_who_answer(struct connection *connection, const struct chat_answer *answer)
{
	static const struct slice no_room = SLICE("*");
	struct irc_session *session = irc_session_of(connection);
	struct irc_who *who = session->who;
	char shown[IRC_SHOWN_BYTES];
	struct slice room = no_room;

	session->who = NULL;
	if (answer->room.size > 0)
		room = irc_name_show_room(answer->room, shown);
	if (answer->outcome == CHAT_DONE)
		irc_who_say_all(connection, who, room, answer->list->bytes);
	if (answer->outcome != CHAT_OUT_OF_MEMORY)
		irc_reply_about(
		    connection, IRC_RPL_ENDOFWHO, irc_who_target(who));
	free(who);
}

/* ---- the request --------------------------------------------------------- */

/* Keep what is asked for, or close the connection for want of memory. */
static struct irc_who *
irc_who_keep(struct connection *connection, struct slice target)
{
	struct irc_session *session = irc_session_of(connection);
	struct irc_who *who = calloc(1, sizeof(*who) + target.size);

	if (who == NULL) {
		connection_close(connection, CLOSE_OUT_OF_MEMORY);
		return NULL;
	}
	who->size = target.size;
	slice_write(who->target, target);
	free(session->who);
	session->who = who;
	return who;
}

/* Read "o", "%cuhnf,42", or both, which are one word. */
static void
irc_who_read(struct irc_who *who, struct slice asked)
{
	struct slice flags = slice_take_until(&asked, '%');

	who->wants_operators = flags.size > 0 &&
			       memchr(flags.bytes, 'o', flags.size) != NULL;
	if (slice_take_prefix(&asked, "%"))
		irc_who_form_read(&who->form, asked);
}

/* One user is looked up, and not in a list. */
static void
irc_who_say_one(struct connection *connection, struct slice nick)
{
	static const struct slice no_room = SLICE("*");
	struct irc_session *session = irc_session_of(connection);
	struct irc_who *who = session->who;
	char room[IRC_SHOWN_BYTES], spelling[NAME_MAX_BYTES];
	struct slice name = irc_name_mean(nick, room);

	session->who = NULL;
	if (nick.size <= NAME_MAX_BYTES && known_has_user(connection, name))
		irc_who_say_user(connection, who, no_room,
		    known_spell_user(connection, name, spelling), false);
	irc_reply_about(connection, IRC_RPL_ENDOFWHO, nick);
	free(who);
}

enum command_status
irc_who_handle(
    struct connection *connection, struct slice mask, struct slice rest)
{
	const struct slice all = SLICE("*");
	struct irc_parameters parameters = { rest, 1 };
	struct slice asked = { 0 };
	struct irc_who *who;

	if (mask.size == 0)
		mask = all;
	irc_line_take_parameter(&parameters, &asked);
	who = irc_who_keep(connection, mask);
	if (who == NULL)
		return COMMAND_DONE;
	irc_who_read(who, asked);
	irc_session_of(connection)->purpose = IRC_FOR_WHO;
	if (irc_name_is_room(mask))
		chat_list_ranks(connection, irc_name_of_room(mask), ' ');
	else if (irc_who_is_for_all(mask) || mask_is_wild(mask))
		chat_list(connection, ' ');
	else
		irc_who_say_one(connection, mask);
	return COMMAND_DONE;
}
