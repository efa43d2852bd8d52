/* SPDX-License-Identifier: MIT */
/*
 * A hello that shows styles, called "styled", in a daemon that has the others
 * as well and is otherwise the real one.
 *
 * "STYLED NAME STYLE PLAIN|RAW" sends, or says in a room, a text of the style
 * of that number.  Before each text a line "STYLE FROM NUMBER RAW" says what
 * those are shown who know styles; what is not for people has nothing else.
 */

#include <stdio.h>
#include <string.h>

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/core/message.h"
#include "chatd/core/protocol.h"
#include "chatd/protocols/all/all_protocols.h"
#include "chatd/protocols/protocols.h"

/* Say what line, behind its first word, says. */
static void
styles_say(struct connection *connection, struct slice line)
{
	struct slice name = slice_take_word(&line);
	struct slice style = slice_take_word(&line);
	struct chat_text text = {
		.style = (enum text_style)(style.bytes[0] - '0'),
	};
	const char *bar;

	line = slice_trim_left(line);
	bar = memchr(line.bytes, '|', line.size);
	text.plain = (struct slice){ line.bytes, (size_t)(bar - line.bytes) };
	text.raw = (struct slice){ bar + 1, line.size - text.plain.size - 1 };
	if (name.bytes[0] != '#') {
		chat_send_styled(connection, name, &text);
		return;
	}
	name.bytes++;
	name.size--;
	chat_say_styled(connection, name, &text);
}

static size_t
styles_input(struct connection *connection, const char *bytes, size_t size)
{
	const char *at = bytes, *end;

	while (connection_takes_input(connection) &&
	       (end = memchr(at, '\n', size - (size_t)(at - bytes))) != NULL) {
		struct slice line = { at, (size_t)(end - at) };
		struct slice rest = line;

		if (slice_is(slice_take_word(&rest), "STYLED"))
			styles_say(connection, rest);
		else
			hello_protocol()->input(connection, at, line.size + 1);
		at = end + 1;
	}
	return (size_t)(at - bytes);
}

static void
styles_tell(struct connection *connection, const struct message *message)
{
	const struct chat_text text = message_chat_text(message);
	const char digit = (char)('0' + message->style);
	struct slice line[] = { SLICE("STYLE "), message->from, SLICE(" "),
		{ &digit, 1 }, SLICE(" "), { 0 }, SLICE("\n") };

	if (message->kind == MESSAGE_DELIVERED ||
	    message->kind == MESSAGE_SAID) {
		line[5] = chat_text_raw(&text, message->from);
		connection_append(connection,
		    message->own ? APPEND_OWN_EVENT_LATER : APPEND_EVENT, line,
		    7);
	}
	if (text_style_is_for_people(text.style))
		hello_protocol()->tell(connection, message);
}

static const struct protocol *
styled_protocol(void)
{
	static struct protocol styled;

	if (styled.name == NULL) {
		styled = *hello_protocol();
		styled.name = "styled";
		styled.default_port++;
		styled.shows_styles = true;
		styled.input = styles_input;
		styled.tell = styles_tell;
	}
	return &styled;
}

static const struct protocol *(*const protocols[])(void) = {
	hello_protocol,
	sized_protocol,
	framed_protocol,
	plain_protocol,
	styled_protocol,
};

#define PROTOCOLS (sizeof(protocols) / sizeof(protocols[0]))

const struct protocol *
protocol_at(size_t index)
{
	return index < PROTOCOLS ? protocols[index]() : NULL;
}

const struct protocol *
protocol_find(const char *name)
{
	size_t i = 0;

	while (i < PROTOCOLS && strcmp(protocols[i]()->name, name) != 0)
		i++;
	return protocol_at(i);
}
