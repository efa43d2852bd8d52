/* SPDX-License-Identifier: MIT */
/*
 * drop: takes in texts of counted lines and files them (chatd-protocols(7)).
 *
 * A text is handed to the filing in pieces as it arrives, and no more input is
 * handled until a piece is on the disk: so a connection costs no more memory
 * than was read at once, however long its text is.  Nobody logs in, so nothing
 * is asked of the chat and nobody is told anything.  The words on the wire
 * stand in this file and nowhere else.
 */

#include "chatd/core/protocol.h"

#include <string.h>

#include "chatd/connection/connection.h"
#include "chatd/protocols/protocols.h"
#include "chatd/storage/filing.h"
#include "common/big_endian.h"

#define DROP_DEFAULT_PORT 12100

#define DROP_HEADER_BYTES 4

/*
 * Less than this is not worth troubling the disk with, unless it is the end: a
 * text that is typed by hand gets a file only when it is whole.
 */
#define DROP_PIECE_BYTES 4096

struct drop_state {
	struct filing_sender *sender; /* NULL: nothing has been filed yet */
	uint64_t lines_left;          /* of the present text; 0: between two */
	uint64_t size;                /* bytes of it that were filed */
};

_Static_assert(sizeof(struct drop_state) <= PROTOCOL_STATE_MAX_BYTES,
    "the state has room in a connection");

static const struct slice drop_accepted = SLICE("A");
static const struct slice drop_goodbye = SLICE("Q");
static const struct slice drop_refused = SLICE("R");

/* ---- answers ------------------------------------------------------------- */

static void
drop_refuse(struct connection *connection, enum close_reason reason)
{
	connection_count_stat(connection, STAT_TEXTS_REFUSED);
	connection_append(connection, APPEND_REPLY, &drop_refused, 1);
	connection_finish(connection, reason);
}

static void
drop_filed(struct connection *connection, bool is_filed)
{
	struct drop_state *state = connection_state(connection);

	if (!is_filed) {
		drop_refuse(connection, CLOSE_NOT_FILED);
	} else if (state->lines_left == 0) {
		state->size = 0;
		connection_count_stat(connection, STAT_TEXTS_FILED);
		connection_append(connection, APPEND_REPLY, &drop_accepted, 1);
	}
}

/* ---- input --------------------------------------------------------------- */

/* Hand over a piece; with no line left it is the last of its text. */
static void
drop_file(struct connection *connection, const char *bytes, size_t size)
{
	struct drop_state *state = connection_state(connection);

	if (state->sender == NULL)
		state->sender = filing_sender_new(connection_filing(connection),
		    connection_address(connection),
		    connection_number(connection));
	if (state->sender == NULL || filing_append(state->sender, bytes, size,
					 state->lines_left == 0) != 0) {
		drop_refuse(connection, CLOSE_OUT_OF_MEMORY);
		return;
	}
	connection_request_begin(connection);
	connection_request_wait(connection);
}

/* Return how many bytes belong to *lines_left lines, and count those down. */
static size_t
drop_find_end(const char *bytes, size_t size, uint64_t *lines_left)
{
	const char *at = bytes;
	const char *end = bytes + size;

	while (*lines_left > 0) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));

		if (newline == NULL)
			return size;
		at = newline + 1;
		--*lines_left;
	}
	return (size_t)(at - bytes);
}

/* Take a header; return the bytes used up, or 0 if some are missing. */
static size_t
drop_input_header(struct connection *connection, const char *bytes, size_t size)
{
	struct drop_state *state = connection_state(connection);
	uint64_t lines;

	if (size < DROP_HEADER_BYTES)
		return 0;
	lines = big_endian_read(bytes, DROP_HEADER_BYTES);
	if (lines == 0) {
		connection_append(connection, APPEND_REPLY, &drop_goodbye, 1);
		connection_finish(connection, CLOSE_QUIT);
	} else if (lines > connection_limits(connection)->drop_message_max) {
		/* Each line has at least its newline. */
		drop_refuse(connection, CLOSE_NOT_FILED);
	}
	state->lines_left = lines;
	return DROP_HEADER_BYTES;
}

/* Take lines; return the bytes used up, or 0 to wait for more of them. */
static size_t
drop_input_lines(struct connection *connection, const char *bytes, size_t size)
{
	struct drop_state *state = connection_state(connection);
	uint64_t most = connection_limits(connection)->drop_message_max;
	uint64_t lines_left = state->lines_left;
	size_t taken = drop_find_end(bytes, size, &lines_left);

	if (state->size + taken + lines_left > most) {
		drop_refuse(connection, CLOSE_NOT_FILED);
		return size;
	}
	if (lines_left > 0 && taken < DROP_PIECE_BYTES)
		return 0;
	state->lines_left = lines_left;
	state->size += taken;
	drop_file(connection, bytes, taken);
	return taken;
}

static size_t
drop_input(struct connection *connection, const char *bytes, size_t size)
{
	const struct drop_state *state = connection_state(connection);
	size_t used = 0;

	while (used < size && connection_takes_input(connection)) {
		size_t taken = state->lines_left == 0
				   ? drop_input_header(
					 connection, bytes + used, size - used)
				   : drop_input_lines(
					 connection, bytes + used, size - used);

		if (taken == 0)
			break;
		used += taken;
	}
	return used;
}

static void
drop_ended(struct connection *connection)
{
	struct drop_state *state = connection_state(connection);

	filing_sender_free(state->sender);
	state->sender = NULL;
}

const struct protocol *
drop_protocol(void)
{
	static const struct protocol protocol = {
		.name = "drop",
		.summary = "takes in texts of counted lines and files them",
		.default_port = DROP_DEFAULT_PORT,
		.state_size = sizeof(struct drop_state),
		.busy = SLICE("R"),
		.input = drop_input,
		.filed = drop_filed,
		.ended = drop_ended,
	};

	return &protocol;
}
