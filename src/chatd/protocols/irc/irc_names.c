/* SPDX-License-Identifier: MIT */
/*
 * The name of a guest is told by what no user's may have, or by being an
 * address and a port as a whole.
 */

#include "chatd/protocols/irc/irc_names.h"

#include <arpa/inet.h>

#include <string.h>

#include "chatd/presence/room_keeping.h"
#include "chatd/presence/room_list.h"

/* Copy name, cut to the room there is, with one byte in place of another. */
static struct slice
irc_name_exchange(
    struct slice name, char from, char to, char room[IRC_SHOWN_BYTES])
{
	if (name.size > IRC_SHOWN_BYTES)
		name.size = IRC_SHOWN_BYTES;
	for (size_t i = 0; i < name.size; i++)
		room[i] = name.bytes[i] == from ? to : name.bytes[i];
	return (struct slice){ room, name.size };
}

struct slice
irc_name_show(struct slice name, char room[IRC_SHOWN_BYTES])
{
	if (name.size == 0 || memchr(name.bytes, ':', name.size) == NULL)
		return name;
	return irc_name_exchange(name, ':', '-', room);
}

/* Say whether nick is "192.0.2.7-34858". */
static bool
irc_name_is_port(struct slice nick)
{
	const char *dash = memchr(nick.bytes, '-', nick.size);
	char address[INET_ADDRSTRLEN];
	struct in_addr parsed;
	struct slice port;
	uint64_t number;
	size_t size;

	if (dash == NULL)
		return false;
	size = (size_t)(dash - nick.bytes);
	port = (struct slice){ dash + 1, nick.size - size - 1 };
	if (size >= sizeof(address) || !slice_to_number(port, &number))
		return false;
	memcpy(address, nick.bytes, size);
	address[size] = '\0';
	return inet_pton(AF_INET, address, &parsed) == 1;
}

struct slice
irc_name_mean(struct slice nick, char room[IRC_SHOWN_BYTES])
{
	bool is_guest = nick.size > 0 &&
			(nick.bytes[0] == '[' ||
			    memchr(nick.bytes, '/', nick.size) != NULL ||
			    irc_name_is_port(nick));

	return is_guest ? irc_name_exchange(nick, '-', ':', room) : nick;
}

bool
irc_name_is_room(struct slice target)
{
	return target.size > 0 && target.bytes[0] == '#';
}

struct slice
irc_name_of_room(struct slice target)
{
	return (struct slice){ target.bytes + 1, target.size - 1 };
}

unsigned int
irc_name_take_ranks(struct slice *target)
{
	struct slice rest = *target;
	unsigned int ranks = 0;

	while (rest.size > 0 && (rest.bytes[0] == ROOM_OPERATOR_MARK ||
				    rest.bytes[0] == ROOM_VOICE_MARK)) {
		ranks |= ROOM_OPERATOR;
		if (rest.bytes[0] == ROOM_VOICE_MARK)
			ranks |= ROOM_VOICE;
		rest.bytes++;
		rest.size--;
	}
	if (!irc_name_is_room(rest))
		return 0;
	*target = rest;
	return ranks;
}

struct slice
irc_name_mark_ranks(unsigned int ranks)
{
	static const char marks[] = { ROOM_OPERATOR_MARK, ROOM_VOICE_MARK };
	bool has_voices = (ranks & ROOM_VOICE) != 0;

	return (struct slice){ marks + has_voices, ranks != 0 };
}

struct slice
irc_name_show_room(struct slice room, char shown[IRC_SHOWN_BYTES])
{
	if (room.size > IRC_SHOWN_BYTES - 1)
		room.size = IRC_SHOWN_BYTES - 1;
	shown[0] = '#';
	slice_write(shown + 1, room);
	return (struct slice){ shown, room.size + 1 };
}

bool
irc_name_is_word(struct slice text)
{
	struct slice rest = text;

	return text.size > 0 && slice_take_word(&rest).size == text.size;
}

bool
irc_name_take_item(struct slice *items, struct slice *item_r)
{
	if (items->size == 0)
		return false;
	*item_r = slice_take_until(items, ',');
	slice_take_prefix(items, ",");
	return true;
}
