/* SPDX-License-Identifier: MIT */
/*
 * What chatc makes of the bytes of a hostile server, in each of its protocols:
 * the same events, however the bytes are cut into pieces, and whatever chatc
 * asks meanwhile.
 *
 * The first byte of the input chooses the protocol and its dialect, the second
 * the pieces, and the third says after which of the first events chatc logs in
 * or asks who is there, since a codec remembers what it has asked.
 */

#include "fuzz/fuzz.h"

#include <string.h>

#include "chatc/codecs/codecs.h"
#include "fuzz/bytes.h"

#define CHOICES 3

#define PIECE_MAX_BYTES 24

/* How the bytes of a server arrive. */
enum arrival {
	ARRIVES_WHOLE,
	ARRIVES_BYTEWISE,
	ARRIVES_RANDOMLY,
};

/* One connection, and its events in the order in which they came. */
struct session {
	const struct codec *codec;
	struct codec_state state;
	unsigned int asks;   /* a set of the events after which it asks */
	unsigned int random; /* the sizes of the pieces */
	size_t event_count;
	struct bytes waiting; /* arrived, and not decoded yet */
	struct bytes events;
	bool is_over;
};

static const struct slice own_name = { "al", 2 };

static size_t
next_piece(struct session *session, enum arrival arrival, size_t left)
{
	size_t piece = left;

	if (arrival == ARRIVES_BYTEWISE)
		piece = 1;
	if (arrival == ARRIVES_RANDOMLY) {
		session->random = session->random * 1103515245u + 12345u;
		piece = 1 + (session->random >> 16) % PIECE_MAX_BYTES;
	}
	return piece < left ? piece : left;
}

/* Log in, or ask who is there or in a room, if it is time to. */
static void
ask(struct session *session)
{
	const struct codec *codec = session->codec;
	struct slice room = { "#ops", codec->join != NULL ? 4 : 0 };
	size_t bit = session->event_count % 8;
	struct buffer out = { 0 };

	if ((session->asks >> bit & 1) == 0)
		return;
	if (bit % 2 == 0)
		fuzz_require(codec->login(&session->state, own_name, &out));
	else if (bit == 7 && codec->who_otherwise != NULL)
		(void)codec->who_otherwise(&session->state.dialect);
	if (bit == 5)
		room.size = 0;
	if (bit % 2 != 0)
		fuzz_require(codec->who(&session->state, room, &out));
	fuzz_require(out.size > 0);
	buffer_clear(&out);
}

static void
record_slice(struct session *session, struct slice slice, size_t size)
{
	const char *begin = session->waiting.data;

	if (slice.size > 0)
		fuzz_require(slice.bytes >= begin &&
			     slice.bytes + slice.size <= begin + size);
	bytes_append(
	    &session->events, (const char *)&slice.size, sizeof(slice.size));
	bytes_append(&session->events, slice.bytes, slice.size);
}

/* A list of names ends, and each name is one. */
static void
check_names(struct slice list)
{
	size_t left = list.size;
	struct slice name;

	while (codec_next_name(&list, &name)) {
		fuzz_require(name.size > 0 && list.size < left);
		for (size_t i = 0; i < name.size; i++)
			fuzz_require(strchr(", \t", name.bytes[i]) == NULL ||
				     name.bytes[i] == '\0');
		left = list.size;
	}
}

static void
record_event(
    struct session *session, const struct codec_event *event, size_t taken)
{
	uint8_t type = (uint8_t)event->type;

	fuzz_require(event->type <= CODEC_BROKEN);
	bytes_append(&session->events, (const char *)&type, 1);
	record_slice(session, event->room, taken);
	record_slice(session, event->name, taken);
	record_slice(session, event->text, taken);
	if (event->type == CODEC_NAMES)
		check_names(event->text);
}

/* Decode what waits, in memory of exactly its size. */
static void
decode_all(struct session *session, bool ended)
{
	struct bytes *waiting = &session->waiting;
	struct codec_event event;
	size_t taken;

	while (!session->is_over && waiting->size > 0) {
		waiting->data = realloc(waiting->data, waiting->size);
		waiting->capacity = waiting->size;
		fuzz_require(waiting->data != NULL);
		taken = session->codec->decode(&session->state, waiting->data,
		    waiting->size, ended, &event);
		fuzz_require(taken <= waiting->size && (taken > 0 || !ended));
		if (taken == 0)
			return;
		record_event(session, &event, taken);
		session->event_count++;
		session->is_over = event.type == CODEC_BROKEN;
		bytes_drop(waiting, taken);
		ask(session);
	}
}

/* Let the bytes arrive, and return the events for the caller to clear. */
static struct bytes
decode(const uint8_t *choices, const char *bytes, size_t size,
    enum arrival arrival)
{
	static const char *const codecs[] = { "hello", "sized", "framed",
		"plain" };
	struct session session = {
		.codec = codec_find(codecs[choices[0] % 4]),
		.asks = choices[2],
		.random = choices[1],
	};
	size_t piece;

	/* Lengths of another width, if the protocol has such a thing. */
	for (int i = choices[0] / 4 % 3; i > 0; i--)
		if (session.codec->log_in_otherwise != NULL)
			(void)session.codec->log_in_otherwise(
			    &session.state.dialect);
	ask(&session);
	for (; size > 0 && !session.is_over; bytes += piece, size -= piece) {
		piece = next_piece(&session, arrival, size);
		bytes_append(&session.waiting, bytes, piece);
		decode_all(&session, false);
	}
	decode_all(&session, true);
	bytes_clear(&session.waiting);
	codec_state_clear(&session.state);
	return session.events;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data + CHOICES;
	struct bytes whole, other;

	if (size < CHOICES)
		return 0;
	whole = decode(data, bytes, size - CHOICES, ARRIVES_WHOLE);
	other = decode(data, bytes, size - CHOICES, ARRIVES_BYTEWISE);
	fuzz_require(slice_equals(bytes_slice(&whole), bytes_slice(&other)));
	bytes_clear(&other);
	other = decode(data, bytes, size - CHOICES, ARRIVES_RANDOMLY);
	fuzz_require(slice_equals(bytes_slice(&whole), bytes_slice(&other)));
	bytes_clear(&other);
	bytes_clear(&whole);
	return 0;
}
