/* SPDX-License-Identifier: MIT */
#include "chatd/protocols/irc/irc_user_rooms.h"

#include <stdlib.h>

#include "chatd/chat/room_lists.h"
#include "chatd/connection/connection.h"
#include "chatd/protocols/irc/irc_items.h"
#include "chatd/protocols/irc/irc_members.h"
#include "chatd/protocols/irc/irc_names.h"

/* "319 alice bob :@#tea +#den #lobby" */
void
irc_user_rooms_say(
    struct connection *connection, struct slice nick, struct slice name)
{
	size_t size;
	char *list = room_lists_of_user(connection, name, &size);
	struct slice rest = { list, size };
	struct slice room;
	struct irc_items items;

	if (list == NULL) {
		connection_close(connection, CLOSE_OUT_OF_MEMORY);
		return;
	}
	irc_items_begin(&items, connection, IRC_RPL_WHOISCHANNELS, nick, ' ');
	while ((room = slice_take_word(&rest)).size > 0) {
		char item[IRC_MARKS_MAX + IRC_SHOWN_BYTES];
		struct slice marks = irc_members_take_marks(connection, &room);
		char *end = slice_write(item, marks);

		*end++ = '#';
		end = slice_write(end, room);
		irc_items_add(
		    &items, (struct slice){ item, (size_t)(end - item) });
	}
	irc_items_end(&items);
	free(list);
}
