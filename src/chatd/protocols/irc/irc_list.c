/* SPDX-License-Identifier: MIT */
/*
 * All channels come in parts (room_lists.h), each of which is a step of the
 * line: so a list that is too long for one turn, or for what may wait for a
 * client, goes on where it was when the connection takes input again.
 */

#include "chatd/protocols/irc/irc_list.h"

#include <inttypes.h>
#include <stdio.h>

#include "chatd/chat/room_lists.h"
#include "chatd/connection/connection.h"
#include "chatd/protocols/irc/irc_list_filter.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "common/clock.h"

/* What it costs at most to compare a byte of a mask with a name, in bytes. */
#define IRC_LIST_MASK_CHARGE 8

/* Who is told, and what of. */
struct irc_list {
	struct connection *connection;
	struct irc_list_filter filter;
	uint64_t now_s; /* since 1970 */
	size_t charge;  /* for each channel that is looked at */
};

/* "321 alice Channel :Users  Name" */
static void
irc_list_begin(struct connection *connection)
{
	const struct slice channel = SLICE("Channel");
	struct irc_reply reply;

	irc_reply_begin(&reply, connection, IRC_RPL_LISTSTART);
	irc_words_add_parameter(&reply.words, channel);
	irc_reply_send_text(&reply, connection, IRC_RPL_LISTSTART);
}

/* "322 alice #tea 3 :tea at four" */
static void
irc_list_say(struct connection *connection, struct slice target,
    const struct listed_room *room)
{
	struct irc_reply reply;
	char digits[24];

	snprintf(digits, sizeof(digits), "%zu", room->members);
	irc_reply_begin(&reply, connection, IRC_RPL_LIST);
	irc_words_add_parameter(&reply.words, target);
	irc_words_add_parameter(&reply.words, slice_of(digits));
	irc_words_add_text(&reply.words, room->topic);
	irc_reply_send(&reply, connection);
}

/* Return for how long something has been so since time_s; clocks are set. */
static uint64_t
irc_list_age_s(const struct irc_list *list, uint64_t time_s)
{
	return list->now_s > time_s ? list->now_s - time_s : 0;
}

static void
irc_list_visit_cb(const struct listed_room *room, void *argument)
{
	const struct irc_list *list = argument;
	char shown[IRC_SHOWN_BYTES];
	const struct irc_list_channel channel = {
		.name = irc_name_show_room(room->name, shown),
		.members = room->members,
		.age_s = irc_list_age_s(list, room->made_s),
		.topic_age_s = room->topic_time_s > 0
				   ? irc_list_age_s(list, room->topic_time_s)
				   : UINT64_MAX,
	};

	connection_charge(list->connection, list->charge);
	if (irc_list_filter_passes(&list->filter, &channel))
		irc_list_say(list->connection, channel.name, room);
}

static enum command_status
irc_list_named(
    struct irc_list *list, struct slice targets, unsigned int *passed)
{
	struct connection *connection = list->connection;
	struct irc_session *session = irc_session_of(connection);
	struct slice target;

	while (irc_name_take_item(&targets, &target)) {
		if (irc_session_begins(session, passed)) {
			irc_session_count(connection, *passed - 1);
			room_lists_visit_one(connection,
			    irc_name_of_room(target), irc_list_visit_cb, list);
		}
		if (irc_session_waits(connection))
			return COMMAND_AGAIN;
	}
	return COMMAND_DONE;
}

static enum command_status
irc_list_all(struct irc_list *list, unsigned int *passed)
{
	struct connection *connection = list->connection;
	struct irc_session *session = irc_session_of(connection);

	for (unsigned int part = 0; part < ROOMS_PARTS; part++) {
		if (irc_session_begins(session, passed))
			room_lists_visit(
			    connection, part, irc_list_visit_cb, list);
		if (irc_session_waits(connection))
			return COMMAND_AGAIN;
	}
	return COMMAND_DONE;
}

enum command_status
irc_list_handle(
    struct connection *connection, struct slice items, struct slice rest)
{
	struct irc_list list = {
		.connection = connection,
		.now_s = clock_real_ms() / 1000,
	};
	bool is_named = irc_list_filter_is_names(items);
	enum command_status status;
	unsigned int passed = 0;

	(void)rest;
	if (!irc_list_filter_read(
		is_named ? (struct slice){ 0 } : items, &list.filter)) {
		irc_reply_say(connection, IRC_ERR_TOOMANYTARGETS);
		return COMMAND_DONE;
	}
	list.charge = irc_list_filter_bytes(&list.filter) *
		      IRC_LIST_MASK_CHARGE;
	if (irc_session_begins(irc_session_of(connection), &passed))
		irc_list_begin(connection);
	if (is_named)
		status = irc_list_named(&list, items, &passed);
	else
		status = irc_list_all(&list, &passed);
	if (status == COMMAND_DONE)
		irc_reply_say(connection, IRC_RPL_LISTEND);
	return status;
}
