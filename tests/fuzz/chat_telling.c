/* SPDX-License-Identifier: MIT */
/*
 * No protocol is asked when a copy is shared, so the linker puts functions of
 * this file in front of sharing.h's.
 */

#include "fuzz/chat_telling.h"

#include "chatd/connection/connection.h"
#include "chatd/connection/sharing.h"
#include "chatd/core/message.h"
#include "chatd/core/shared_text.h"
#include "common/line.h"
#include "fuzz/chat_model.h"
#include "fuzz/fuzz.h"

/* What is told is recorded for many, and told to nobody yet. */
static bool chat_telling_recorded;

size_t
chat_telling_text_number(struct slice text)
{
	size_t number = 0, digits = 0;

	while (digits < text.size && text.bytes[digits] >= '0' &&
	       text.bytes[digits] <= '9')
		number = number * 10 + (size_t)(text.bytes[digits++] - '0');
	fuzz_require(digits > 0);
	return number;
}

static enum model_notice
chat_telling_notice(enum message_kind kind)
{
	fuzz_require(kind == MESSAGE_JOINED || kind == MESSAGE_LEFT ||
		     kind == MESSAGE_RENAMED);
	if (kind == MESSAGE_RENAMED)
		return MODEL_RENAMED;
	return kind == MESSAGE_LEFT ? MODEL_LEFT : MODEL_JOINED;
}

void
chat_telling_check(
    size_t number, char kind, struct slice room, struct slice text)
{
	if (kind == 'A' + MESSAGE_SAID)
		model_tell_line(number, chat_telling_text_number(text), room);
	else
		model_tell_notice(number,
		    chat_telling_notice((enum message_kind)(kind - 'A')), room);
}

bool
chat_telling_is_recorded(void)
{
	return chat_telling_recorded;
}

/* The linker has the chat call these in place of sharing.h's functions. */
void __real_sharing_begin(struct connection *connection);
void __wrap_sharing_begin(struct connection *connection);
struct shared_text *__real_sharing_end(struct connection *connection);
struct shared_text *__wrap_sharing_end(struct connection *connection);
void __real_sharing_tell(
    struct connection *connection, struct shared_text *text, size_t count);
void __wrap_sharing_tell(
    struct connection *connection, struct shared_text *text, size_t count);

void
__wrap_sharing_begin(struct connection *connection)
{
	chat_telling_recorded = true;
	__real_sharing_begin(connection);
}

struct shared_text *
__wrap_sharing_end(struct connection *connection)
{
	chat_telling_recorded = false;
	return __real_sharing_end(connection);
}

void
__wrap_sharing_tell(
    struct connection *connection, struct shared_text *text, size_t count)
{
	struct slice rest = text->bytes, line, room;
	size_t number = (size_t)connection_number(connection) - 1, lines = 0,
	       size;

	bytes_append(
	    &model.connections[number].appended, rest.bytes, rest.size);
	while ((size = line_take(rest.bytes, rest.size, &line)) > 0) {
		char kind = line.bytes[0];

		rest.bytes += size;
		rest.size -= size;
		line.bytes++;
		line.size--;
		room = slice_take_word(&line);
		chat_telling_check(number, kind, room, slice_trim_left(line));
		lines++;
	}
	fuzz_require(rest.size == 0 && lines == count);
	__real_sharing_tell(connection, text, count);
}

void
chat_telling_check_forms(const struct message *message)
{
	struct slice raw = message->raw;

	if (message->kind == MESSAGE_LEFT)
		return;
	fuzz_require((message->style == TEXT_NOTICE) == (raw.size > 0));
	if (raw.size == 0)
		return;
	fuzz_require(raw.bytes[0] == CHAT_TELLING_CODE);
	raw.bytes++;
	raw.size--;
	fuzz_require(slice_equals(raw, message->text));
}
