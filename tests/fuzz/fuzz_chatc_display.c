/* SPDX-License-Identifier: MIT */
/*
 * The way of a server's bytes to the screen: through a codec, the conversation
 * and the display.  Whatever comes in, nothing but text and chatc's own colours
 * may come out.
 *
 * The first byte of the input chooses the protocol and the style, and the
 * second the size of the pieces in which the rest arrives.
 */

#include "fuzz/fuzz.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "chatc/codecs/codecs.h"
#include "chatc/conversation/conversation.h"
#include "chatc/words/display.h"
#include "common/text.h"

static struct display_style style = { .decorated = true };
static bool over;

/* Take a colour, which is ESC [ numbers m, off the front of text. */
static bool
take_colour(struct slice *text)
{
	static const char allowed[] = "0123456789;";
	size_t size = 2;

	if (text->size < 3 || memcmp(text->bytes, "\033[", 2) != 0)
		return false;
	while (size < text->size && text->bytes[size] != '\0' &&
	       strchr(allowed, text->bytes[size]) != NULL)
		size++;
	if (size == text->size || text->bytes[size] != 'm')
		abort();
	text->bytes += size + 1;
	text->size -= size + 1;
	return true;
}

/* Say whether there are marks of direction, which text_is_valid() allows. */
static bool
has_marks(struct slice text)
{
	for (size_t i = 0; i + 3 <= text.size; i++)
		if (memcmp(text.bytes + i, "\xe2\x80\xae", 3) == 0 ||
		    memcmp(text.bytes + i, "\xe2\x80\xa8", 3) == 0 ||
		    memcmp(text.bytes + i, "\xe2\x81\xa6", 3) == 0)
			return true;
	return false;
}

static void
assert_harmless(struct slice shown)
{
	size_t size;

	while (shown.size > 0) {
		if (style.colours && take_colour(&shown))
			continue;
		size = 0;
		while (size < shown.size && shown.bytes[size] != '\n' &&
		       shown.bytes[size] != '\033')
			size++;
		if (!text_is_valid(shown.bytes, size) ||
		    has_marks((struct slice){ shown.bytes, size }))
			abort();
		if (size < shown.size && shown.bytes[size] == '\n')
			size++;
		else if (size == 0)
			abort(); /* the escape character is not chatc's */
		shown.bytes += size;
		shown.size -= size;
	}
}

static void
host_say(void *context, const struct sentence *sentence)
{
	struct buffer shown = { 0 };

	(void)context;
	display_render(&style, sentence, &shown);
	if (shown.size == 0 || shown.bytes[shown.size - 1] != '\n')
		abort();
	assert_harmless(buffer_slice(&shown));
	buffer_clear(&shown);
}

static void
host_learn(void *context, struct slice names)
{
	(void)context;
	(void)names;
}

static uint64_t
host_now_ms(void *context)
{
	static uint64_t now_ms;

	(void)context;
	return now_ms += 100;
}

static void
host_send(void *context, const char *bytes, size_t size)
{
	(void)context;
	if (size == 0 || bytes == NULL)
		abort();
}

static void
host_set_timeout(void *context, int timeout_ms)
{
	(void)context;
	(void)timeout_ms;
}

static void
host_end(void *context, int status)
{
	(void)context;
	(void)status;
	over = true;
}

static void
host_nothing(void *context)
{
	(void)context;
}

static const struct conversation_host host = {
	.connect = host_nothing,
	.send = host_send,
	.finish = host_nothing,
	.disconnect = host_nothing,
	.set_timeout = host_set_timeout,
	.now_ms = host_now_ms,
	.say = host_say,
	.learn = host_learn,
	.end = host_end,
};

/* Type something if it is the user's turn, or let what is due come to pass. */
static void
take_turn(struct conversation *conversation, unsigned turn)
{
	static const char *const lines[] = { "bob", "!who", "@alice hi",
		"hello all", "!join ops", "@bob", "!part", "!me waves" };
	const char *line = lines[turn % 8];

	if (conversation_is_ready(conversation))
		conversation_line(conversation, slice_of(line));
	if (conversation->stage == CONVERSATION_PAUSING || turn % 32 == 31)
		conversation_timed_out(conversation);
	if (conversation->stage == CONVERSATION_CONNECTING)
		conversation_connected(conversation);
	else if (conversation->connected && turn % 64 == 63)
		conversation_hung_up(conversation, (struct slice){ "x", 1 });
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const codecs[] = { "hello", "sized", "framed",
		"plain" };
	const char *bytes = (const char *)data;
	struct conversation conversation;
	size_t piece, part;

	if (size < 2)
		return 0;
	over = false;
	style.colours = data[0] & 4;
	style.ascii_only = data[0] & 8;
	piece = data[1] > 0 ? data[1] : size;
	conversation_start(&conversation, codec_find(codecs[data[0] & 3]), 1000,
	    data[0] & 16, &host, NULL, (struct slice){ "al", 2 });
	for (size_t at = 2; at < size && !over; at += part) {
		take_turn(&conversation, (unsigned)at);
		if (over)
			break;
		part = size - at < piece ? size - at : piece;
		conversation_received(&conversation, bytes + at, part);
	}
	if (!over && conversation.connected)
		conversation_hung_up(&conversation, (struct slice){ "x", 1 });
	conversation_clear(&conversation);
	return 0;
}
