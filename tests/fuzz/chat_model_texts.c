/* SPDX-License-Identifier: MIT */
/*
 * The texts of the model: what is on its way, and to whom.
 */

#include <stdio.h>
#include <string.h>

#include "fuzz/chat_model.h"
#include "fuzz/chat_protocol.h"
#include "fuzz/fuzz.h"

/* ---- texts --------------------------------------------------------------- */

static size_t
model_add_text(size_t sender, size_t room)
{
	if (model.text_count == MODEL_TEXTS_MAX)
		return MODEL_TEXTS_MAX;
	model.texts[model.text_count] = (struct model_text){
		.sender = sender,
		.receiver = MODEL_NOBODY,
		.room = room,
		.said_at = ++model.clock,
	};
	return model.text_count++;
}

size_t
model_send(size_t sender, struct slice name)
{
	size_t number = model_add_text(sender, MODEL_ROOMS);
	struct model_text *text = &model.texts[number];

	if (number == MODEL_TEXTS_MAX)
		return number;
	text->receiver = slice_is(name, TALK_ECHO_USER) ? sender
							: model_find(name);
	snprintf(
	    text->name, sizeof(text->name), "%.*s", (int)name.size, name.bytes);
	return number;
}

size_t
model_say(size_t sender, size_t room)
{
	return model_add_text(sender, room);
}

void
model_put_off(size_t number)
{
	model.texts[number].is_put_off = true;
}

static void
model_answer_line(struct model_text *text, enum chat_outcome outcome)
{
	fuzz_require(outcome == model_expect_line(text->sender, text->room));
	model.counters[STAT_MESSAGES_SAID] += outcome == CHAT_DONE;
}

void
model_answer_text(size_t number, enum chat_outcome outcome)
{
	struct model_text *text = &model.texts[number];

	fuzz_require(text->state == MODEL_ASKED);
	text->state = outcome == CHAT_DONE ? MODEL_TAKEN : MODEL_REFUSED;
	if (text->room != MODEL_ROOMS) {
		model_answer_line(text, outcome);
		return;
	}
	if (text->is_put_off && text->receiver == MODEL_NOBODY)
		text->receiver = model_find(slice_of(text->name));
	fuzz_require(
	    outcome ==
	    (text->receiver != MODEL_NOBODY ? CHAT_DONE : CHAT_NO_SUCH_USER));
	if (outcome != CHAT_DONE)
		model.counters[STAT_MESSAGES_UNKNOWN]++;
	else if (strcmp(text->name, TALK_ECHO_USER) == 0)
		model.counters[STAT_MESSAGES_ECHOED]++;
	else
		model.counters[STAT_MESSAGES_SENT]++;
}

/* ---- what is told -------------------------------------------------------- */

/* Note that the receiver was told the text, for the first time. */
static void
model_note_told(struct model_text *text, size_t receiver)
{
	uint64_t bit = (uint64_t)1 << receiver % 64;

	fuzz_require((text->told[receiver / 64] & bit) == 0);
	text->told[receiver / 64] |= bit;
}

/* Say whether somebody was in the room when it was said, and still is. */
static bool
model_is_due_line(const struct model_text *line, size_t receiver)
{
	uint64_t joined_at = model.connections[receiver].joined_at[line->room];

	return receiver != line->sender && joined_at != 0 &&
	       joined_at < line->said_at;
}

static bool
model_was_told(const struct model_text *text, size_t receiver)
{
	return text->told[receiver / 64] >> receiver % 64 & 1;
}

/* What the sender of a text had said before it, the receiver has heard. */
static void
model_check_order(size_t receiver, size_t number)
{
	const struct model_text *text = &model.texts[number];

	for (size_t i = 0; i < number && text->sender != receiver; i++) {
		const struct model_text *line = &model.texts[i];

		if (line->sender == text->sender && line->room < MODEL_ROOMS &&
		    line->state == MODEL_TAKEN &&
		    model_is_due_line(line, receiver))
			fuzz_require(model_was_told(line, receiver));
	}
}

void
model_tell_text(size_t receiver, size_t number, struct slice from)
{
	struct model_connection *connection = model_connection(receiver);
	struct model_text *text = &model.texts[number];

	fuzz_require(number < model.text_count && text->room == MODEL_ROOMS &&
		     text->state != MODEL_REFUSED && connection->is_open);
	if (text->is_put_off && text->state == MODEL_ASKED)
		text->receiver = model_find(slice_of(text->name));
	fuzz_require(text->receiver == receiver && from.size > 0);
	model_check_order(receiver, number);
	model_note_told(text, receiver);
	fuzz_require(connection->last_text[text->sender] < number + 1);
	connection->last_text[text->sender] = number + 1;
	model.counters[STAT_MESSAGES_DELIVERED]++;
}

/*
 * Count what a connection is told.  Return false if it has just ended: several
 * things told at once may end it, and then the others still come (protocol.h).
 */
static bool
model_count_told(const struct model_connection *connection)
{
	model.counters[STAT_MESSAGES_DELIVERED]++;
	fuzz_require(connection->is_open || connection->ended_in == model.turn);
	return connection->is_open;
}

void
model_tell_line(size_t receiver, size_t number, struct slice room)
{
	struct model_connection *connection = model_connection(receiver);
	struct model_text *text = &model.texts[number];

	fuzz_require(
	    number < model.text_count && text->room == model_room(room));
	if (!model_count_told(connection))
		return;
	fuzz_require(text->room < MODEL_ROOMS &&
		     connection->joined_at[text->room] != 0 &&
		     text->sender != receiver);
	model_note_told(text, receiver);
	fuzz_require(
	    connection->last_line[text->room][text->sender] < number + 1);
	connection->last_line[text->room][text->sender] = number + 1;
}

void
model_tell_notice(size_t receiver, enum model_notice notice, struct slice name)
{
	struct model_connection *connection = model_connection(receiver);
	size_t room = model_room(name);

	fuzz_require(room < MODEL_ROOMS);
	if (!model_count_told(connection))
		return;
	fuzz_require(connection->joined_at[room] != 0);
	connection->notices_told[room][notice]++;
}

/* ---- when nothing is on its way ------------------------------------------ */

static void
model_check_line(const struct model_text *line)
{
	for (size_t i = 0; i < MODEL_CONNECTIONS_MAX; i++)
		fuzz_require(
		    !model_is_due_line(line, i) || model_was_told(line, i));
}

/* Newcomers may be told of others who came, or went, just before them. */
static void
model_check_notices(const struct model_connection *connection)
{
	for (size_t i = 0; i < MODEL_ROOMS; i++)
		for (size_t j = 0; j < MODEL_NOTICES; j++)
			fuzz_require(connection->joined_at[i] == 0 ||
				     connection->notices_told[i][j] >=
					 connection->notices_due[i][j]);
}

void
model_check_told(void)
{
	for (size_t i = 0; i < model.text_count; i++) {
		const struct model_text *text = &model.texts[i];

		if (text->state != MODEL_TAKEN)
			continue;
		if (text->room != MODEL_ROOMS)
			model_check_line(text);
		else if (model.connections[text->receiver].is_open)
			fuzz_require(model_was_told(text, text->receiver));
	}
	for (size_t i = 0; i < MODEL_CONNECTIONS_MAX; i++)
		model_check_notices(&model.connections[i]);
}
