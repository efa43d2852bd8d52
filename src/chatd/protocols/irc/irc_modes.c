/* SPDX-License-Identifier: MIT */
/*
 * "MODE #tea +ov-k alice bob": what is wrong with a letter is told first; then
 * the chat is asked for all changes together, and says what has become of each.
 */

#include "chatd/protocols/irc/irc_modes.h"

#include <inttypes.h>
#include <stdio.h>

#include "chatd/chat/chat.h"
#include "chatd/chat/known.h"
#include "chatd/connection/connection.h"
#include "chatd/presence/room_record.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_mode_line.h"
#include "chatd/protocols/irc/irc_mode_request.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_refusals.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "chatd/protocols/irc/irc_user_modes.h"

/* ---- requests ------------------------------------------------------------ */

/* Each change after the first counts as a request of its own. */
static void
irc_modes_ask(struct irc_mode_request *request)
{
	for (size_t i = 1; i < request->count; i++)
		connection_count_request(request->connection);
	if (request->count > 0)
		chat_change_modes(request->connection,
		    irc_name_of_room(request->target), request->changes,
		    request->count);
}

/* Make the changes; then show the lists that were asked for. */
static enum command_status
irc_modes_change(struct connection *connection, struct slice target,
    struct slice letters, struct irc_parameters *values)
{
	struct irc_session *session = irc_session_of(connection);
	struct irc_mode_request request;
	unsigned int passed = 0;

	irc_mode_request_read(&request, connection, target,
	    !irc_session_begins(session, &passed), letters, values);
	if (!request.comes_again)
		irc_modes_ask(&request);
	for (unsigned int kind = 0; kind < ROOM_MASK_KINDS; kind++) {
		if (!request.wants[kind])
			continue;
		if (irc_session_waits(connection))
			return COMMAND_AGAIN;
		if (irc_session_begins(session, &passed))
			chat_list_masks(connection, irc_name_of_room(target),
			    (enum room_mask_kind)kind);
	}
	return COMMAND_DONE;
}

enum command_status
irc_modes_handle(
    struct connection *connection, struct slice target, struct slice rest)
{
	struct irc_parameters parameters = { rest, 1 };
	struct slice letters;

	if (!irc_name_is_room(target))
		return irc_user_modes_handle(connection, target, &parameters);
	if (irc_line_take_parameter(&parameters, &letters))
		return irc_modes_change(
		    connection, target, letters, &parameters);
	chat_ask_modes(connection, irc_name_of_room(target));
	return COMMAND_DONE;
}

/* ---- answers ------------------------------------------------------------- */

/* "441 alice bob #tea", or "401 alice bob" if nobody at all is called that */
static void
irc_modes_say_missing(
    struct connection *connection, struct slice target, struct slice name)
{
	char room[IRC_SHOWN_BYTES];
	struct slice nick = irc_name_show(name, room);
	struct irc_reply reply;

	if (!known_has_user(connection, name)) {
		irc_reply_about(connection, IRC_ERR_NOSUCHNICK, nick);
		return;
	}
	irc_reply_begin(&reply, connection, IRC_ERR_USERNOTINCHANNEL);
	irc_words_add_parameter(&reply.words, nick);
	irc_words_add_parameter(&reply.words, target);
	irc_reply_send_text(&reply, connection, IRC_ERR_USERNOTINCHANNEL);
}

/* "478 alice #tea b :Channel list is full" */
static void
irc_modes_say_full(
    struct connection *connection, struct slice target, char letter)
{
	struct irc_reply reply;

	irc_reply_begin(&reply, connection, IRC_ERR_BANLISTFULL);
	irc_words_add_parameter(&reply.words, target);
	irc_words_add_parameter(&reply.words, (struct slice){ &letter, 1 });
	irc_reply_send_text(&reply, connection, IRC_ERR_BANLISTFULL);
}

/*
 * Say why changes are not made: once, if it is no matter of a name or a value.
 */
static void
irc_modes_say_refused(struct connection *connection,
    const struct chat_answer *answer, struct slice target)
{
	struct chat_answer refusal = *answer;

	refusal.outcome = CHAT_DONE;
	for (size_t i = 0; i < answer->change_count; i++) {
		const struct chat_mode_change *change = &answer->changes[i];
		bool holds = change->holds;
		char letter = irc_mode_line_letter(
		    mode_change_letter(change->mode), &holds);

		if (change->outcome == CHAT_DONE)
			continue;
		if (change->outcome == CHAT_NO_SUCH_USER) {
			irc_modes_say_missing(connection, target, change->text);
		} else if (change->outcome == CHAT_BANS_FULL) {
			irc_modes_say_full(connection, target, letter);
		} else if (change->outcome == CHAT_BAD_TEXT) {
			irc_mode_request_refuse(
			    connection, target, letter, change->text);
		} else if (change->outcome != refusal.outcome) {
			refusal.outcome = change->outcome;
			irc_refuse(connection, &refusal);
		}
	}
}

/* ":alice!alice@chatd MODE #tea +o bob", of what is new */
static void
irc_modes_say_done(struct connection *connection,
    const struct chat_answer *answer, struct slice target)
{
	struct irc_mode_line line;
	struct irc_reply reply;

	irc_reply_begin_own(&reply, connection, "MODE");
	irc_words_add_parameter(&reply.words, target);
	irc_mode_line_begin(&line, &reply.words, connection, APPEND_REPLY);
	for (size_t i = 0; i < answer->change_count; i++) {
		const struct chat_mode_change *change = &answer->changes[i];
		char limit[MODE_CHANGE_LIMIT_BYTES];

		if (change->outcome == CHAT_DONE && change->is_new)
			irc_mode_line_add(&line, change->holds,
			    mode_change_letter(change->mode),
			    mode_change_value(change, limit));
	}
	irc_mode_line_end(&line);
}

/* "324 alice #tea +klnt secret 10" */
static void
irc_modes_say_all(
    struct connection *connection, const struct chat_answer *answer)
{
	const struct room_modes *modes = answer->modes;
	char letters[2 + ROOM_MODE_LETTERS_MAX];
	char room[IRC_SHOWN_BYTES];
	char limit[16];
	const struct slice key = { modes->key, modes->key_size };
	struct irc_reply reply;
	struct room_modes shown = *modes;
	size_t size;

	/* These are the other way round: see irc_mode_line.h. */
	shown.flags &= ~(ROOM_FREE_TOPIC | ROOM_OPEN);
	size = room_modes_write_letters(&shown, letters);
	if ((modes->flags & ROOM_OPEN) == 0)
		letters[size++] = 'n';
	if ((modes->flags & ROOM_FREE_TOPIC) == 0)
		letters[size++] = 't';
	irc_reply_begin(&reply, connection, IRC_RPL_CHANNELMODEIS);
	irc_words_add_parameter(
	    &reply.words, irc_name_show_room(answer->room, room));
	irc_words_add_parameter(&reply.words, (struct slice){ letters, size });
	if (key.size > 0)
		irc_words_add_parameter(&reply.words, key);
	snprintf(limit, sizeof(limit), "%" PRIu32, modes->limit);
	if (modes->limit > 0)
		irc_words_add_parameter(&reply.words, slice_of(limit));
	irc_reply_send(&reply, connection);
}

/* "329 alice #tea 1796000000" */
static void
irc_modes_say_made(
    struct connection *connection, const struct chat_answer *answer)
{
	char room[IRC_SHOWN_BYTES];
	char time_s[24];
	struct irc_reply reply;

	snprintf(time_s, sizeof(time_s), "%" PRIu64, answer->time_s);
	irc_reply_begin(&reply, connection, IRC_RPL_CREATIONTIME);
	irc_words_add_parameter(
	    &reply.words, irc_name_show_room(answer->room, room));
	irc_words_add_last(&reply.words, slice_of(time_s));
	irc_reply_send(&reply, connection);
}

/* What each mask of a list is told with, and its end. */
static const struct {
	enum irc_numeric item;
	enum irc_numeric end;
} irc_modes_lists[ROOM_MASK_KINDS] = {
	[ROOM_MASK_BAN] = { IRC_RPL_BANLIST, IRC_RPL_ENDOFBANLIST },
	[ROOM_MASK_EXCEPTION] = { IRC_RPL_EXCEPTLIST, IRC_RPL_ENDOFEXCEPTLIST },
	[ROOM_MASK_INVITED] = { IRC_RPL_INVEXLIST, IRC_RPL_ENDOFINVEXLIST },
};

/* "367 alice #tea mallory!*@* bob 1796000000" */
static void
irc_modes_say_mask(struct connection *connection, enum irc_numeric numeric,
    struct slice target, struct slice entry)
{
	struct slice mask = slice_take_until(&entry, ' ');
	struct slice by = slice_take_word(&entry);
	char shown[ROOM_MASK_MAX_BYTES + sizeof(IRC_MASK_REST)];
	char name[IRC_SHOWN_BYTES];
	struct irc_reply reply;

	irc_reply_begin(&reply, connection, numeric);
	irc_words_add_parameter(&reply.words, target);
	mask = irc_mode_line_show_mask(mask, shown);
	if (by.size > 0) {
		irc_words_add_parameter(&reply.words, mask);
		irc_words_add_parameter(&reply.words, irc_name_show(by, name));
		mask = slice_trim(entry);
	}
	irc_words_add_last(&reply.words, mask);
	irc_reply_send(&reply, connection);
}

/* All masks of a list, and "368" */
static void
irc_modes_say_masks(
    struct connection *connection, const struct chat_answer *answer)
{
	char room[IRC_SHOWN_BYTES];
	struct slice target = irc_name_show_room(answer->room, room);
	struct slice rest = answer->text, entry;

	while (name_list_take(&rest, &entry))
		irc_modes_say_mask(connection,
		    irc_modes_lists[answer->kind].item, target, entry);
	irc_reply_about(connection, irc_modes_lists[answer->kind].end, target);
}

void
irc_modes_answer(
    struct connection *connection, const struct chat_answer *answer)
{
	char spelling[NAME_MAX_BYTES];
	char room[IRC_SHOWN_BYTES];
	struct chat_answer spelled = *answer;
	struct slice target;

	spelled.room = known_spell_room(connection, answer->room, spelling);
	target = irc_name_show_room(spelled.room, room);
	if (answer->change_count > 0) {
		irc_modes_say_refused(connection, &spelled, target);
		irc_modes_say_done(connection, &spelled, target);
	} else if (answer->outcome != CHAT_DONE) {
		irc_refuse(connection, &spelled);
	} else if (answer->request == CHAT_BANS) {
		irc_modes_say_masks(connection, &spelled);
	} else {
		irc_modes_say_all(connection, &spelled);
		irc_modes_say_made(connection, &spelled);
	}
}
