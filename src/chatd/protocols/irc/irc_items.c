/* SPDX-License-Identifier: MIT */
#include "chatd/protocols/irc/irc_items.h"

#include <string.h>

#include "chatd/protocols/irc/irc_reply.h"

static void
irc_items_begin_line(const struct irc_items *items, struct irc_reply *reply)
{
	irc_reply_begin(reply, items->connection, items->numeric);
	if (items->subject.size > 0)
		irc_words_add_parameter(&reply->words, items->subject);
}

void
irc_items_begin(struct irc_items *items, struct connection *connection,
    enum irc_numeric numeric, struct slice subject, char separator)
{
	size_t words = strlen(irc_numeric_get_text(numeric));
	struct irc_reply reply;

	items->connection = connection;
	items->numeric = numeric;
	items->subject = subject;
	items->separator = separator;
	items->used = 0;
	irc_items_begin_line(items, &reply);
	items->room = irc_words_get_room(&reply.words);
	/* A blank and a colon come before them, too. */
	if (words > 0)
		items->room -= words + 2;
}

static void
irc_items_send(struct irc_items *items)
{
	const struct slice list = { items->bytes, items->used };
	struct irc_reply reply;

	items->used = 0;
	irc_items_begin_line(items, &reply);
	if (irc_numeric_get_text(items->numeric)[0] == '\0') {
		irc_words_add_text(&reply.words, list);
		irc_reply_send(&reply, items->connection);
		return;
	}
	irc_words_add_parameter(&reply.words, list);
	irc_reply_send_text(&reply, items->connection, items->numeric);
}

void
irc_items_add(struct irc_items *items, struct slice item)
{
	if (items->used > 0 && items->used + 1 + item.size > items->room)
		irc_items_send(items);
	if (items->used > 0)
		items->bytes[items->used++] = items->separator;
	slice_write(items->bytes + items->used, item);
	items->used += item.size;
}

void
irc_items_end(struct irc_items *items)
{
	if (items->used > 0)
		irc_items_send(items);
}
