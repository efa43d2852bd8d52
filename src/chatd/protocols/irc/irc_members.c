/* SPDX-License-Identifier: MIT */
/*
 * A list of the chat has a blank between two names, and in front of a name the
 * marks of what its owner is in the room: the highest rank first, as IRC has
 * it.
 */

#include "chatd/protocols/irc/irc_members.h"

#include <string.h>

#include "chatd/chat/known.h"
#include "chatd/connection/charging.h"
#include "chatd/connection/connection.h"
#include "chatd/core/protocol.h"
#include "chatd/core/shared_text.h"
#include "chatd/presence/room_list.h"
#include "chatd/protocols/irc/irc_invisible.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"

struct slice
irc_members_take_marks(struct connection *connection, struct slice *name)
{
	struct slice marks = { name->bytes, 0 };

	while (marks.size < IRC_MARKS_MAX && marks.size < name->size &&
	       (name->bytes[marks.size] == ROOM_OPERATOR_MARK ||
		   name->bytes[marks.size] == ROOM_VOICE_MARK))
		marks.size++;
	name->bytes += marks.size;
	name->size -= marks.size;
	if (marks.size > 1 &&
	    !(irc_state_of(connection)->capabilities & IRC_MULTI_PREFIX))
		marks.size = 1;
	return marks;
}

/* "353 alice = #tea :", where the names go */
static size_t
irc_members_begin(
    struct irc_reply *reply, struct connection *connection, struct slice target)
{
	const struct slice is_public = SLICE("="), is_secret = SLICE("@");

	irc_reply_begin(reply, connection, IRC_RPL_NAMREPLY);
	irc_words_add_parameter(&reply->words,
	    known_is_secret(connection, irc_name_of_room(target)) ? is_secret
								  : is_public);
	irc_words_add_parameter(&reply->words, target);
	return irc_words_get_room(&reply->words);
}

static void
irc_members_send(struct irc_reply *reply, struct connection *connection,
    const char *names, size_t size)
{
	const struct slice text = { names, size };

	irc_words_add_text(&reply->words, text);
	irc_reply_send(reply, connection);
}

/* Room for a name as NAMES shows it. */
#define IRC_MEMBER_BYTES (IRC_MASK_BYTES + IRC_MARKS_MAX)

/*
 * Write name, with its marks, as NAMES shows it; return how many bytes.  That
 * is none where it is not shown: all are to those who are_in the room.
 */
static size_t
irc_members_write(struct connection *connection, struct slice name, bool are_in,
    char room[IRC_MEMBER_BYTES])
{
	bool is_whole = irc_state_of(connection)->capabilities &
			IRC_USERHOST_IN_NAMES;
	char buffer[IRC_MASK_BYTES];
	char *at = slice_write(room, irc_members_take_marks(connection, &name));
	struct slice shown;

	/* For looking at a card, whether anything is shown then or not. */
	if (is_whole || !are_in)
		connection_charge(connection, CHARGE_RECEIVER_BYTES);
	if (!are_in && irc_invisible_name_is_hidden(connection, name))
		return 0;
	shown = is_whole ? irc_source_write_mask(connection, name, buffer)
			 : irc_name_show(name, buffer);
	return (size_t)(slice_write(at, shown) - room);
}

/* As many names go into a line as it has room for. */
static void
irc_members_say_names(
    struct connection *connection, struct slice target, struct slice list)
{
	char names[IRC_WORDS_BYTES + IRC_MEMBER_BYTES];
	struct irc_reply reply;
	size_t room = irc_members_begin(&reply, connection, target);
	bool are_in = known_is_in_room(connection, irc_name_of_room(target));
	size_t used = 0;
	struct slice name;

	while ((name = slice_take_word(&list)).size > 0) {
		char shown[IRC_MEMBER_BYTES];
		size_t size = irc_members_write(
		    connection, name, are_in, shown);

		if (size == 0)
			continue;
		if (used > 0 && used + 1 + size > room) {
			irc_members_send(&reply, connection, names, used);
			irc_members_begin(&reply, connection, target);
			used = 0;
		}
		if (used > 0)
			names[used++] = ' ';
		memcpy(names + used, shown, size);
		used += size;
	}
	if (used > 0)
		irc_members_send(&reply, connection, names, used);
}

void
irc_members_answer(
    struct connection *connection, const struct chat_answer *answer)
{
	char shown[IRC_SHOWN_BYTES];
	struct slice target = irc_name_show_room(answer->room, shown);
	struct slice list = { 0 };

	if (answer->outcome == CHAT_OUT_OF_MEMORY)
		return;
	if (answer->outcome == CHAT_DONE)
		list = answer->list->bytes;
	irc_members_say_names(connection, target, list);
	/* One line ends all that NAMES asks for. */
	if (irc_session_of(connection)->purpose != IRC_FOR_NAMES)
		irc_reply_about(connection, IRC_RPL_ENDOFNAMES, target);
}
