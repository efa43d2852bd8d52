/* SPDX-License-Identifier: MIT */
/*
 * What chatctl makes of whatever answers on the control socket: a reply or an
 * error, and of the reply a table, JSON, and a screen of top.  Nothing but text
 * comes out, and JSON that is JSON.
 *
 * The input is the reply.
 */

#include "fuzz/fuzz.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "chatctl/cell.h"
#include "chatctl/chatd.h"
#include "chatctl/listing.h"
#include "chatctl/screen.h"
#include "chatctl/table.h"
#include "common/text.h"
#include "fuzz/json.h"

/* What a socket takes before anybody reads. */
#define REPLY_MAX_BYTES 65536

static struct slice printed;
static char *printed_bytes; /* owned */

/* Let write print the table to memory, where it is kept until the next call. */
static void
print(const struct table *table,
    void (*write)(const struct table *table, FILE *to))
{
	FILE *to;
	size_t size;

	free(printed_bytes);
	printed_bytes = NULL;
	to = open_memstream(&printed_bytes, &size);
	fuzz_require(to != NULL);
	write(table, to);
	fuzz_require(fclose(to) == 0);
	printed = (struct slice){ printed_bytes, size };
}

/* Require lines of text without a tab, and return how many there are. */
static size_t
count_lines(struct slice text)
{
	size_t lines = 0;

	while (text.size > 0) {
		const char *end = memchr(text.bytes, '\n', text.size);
		size_t size;

		fuzz_require(end != NULL);
		size = (size_t)(end - text.bytes);
		fuzz_require(text_is_valid(text.bytes, size) &&
			     memchr(text.bytes, '\t', size) == NULL);
		text.bytes = end + 1;
		text.size -= size + 1;
		lines++;
	}
	return lines;
}

/* A number is what printf() would make of it, and no other text is one. */
static void
check_number(struct slice cell)
{
	uint64_t number;
	char text[32];

	if (!cell_number(cell, &number))
		return;
	snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	fuzz_require(slice_is(cell, text));
}

static void
check_cells(struct slice body, const struct table *table)
{
	for (size_t row = 0; row < table->rows; row++) {
		for (size_t i = 0; i < table->columns; i++) {
			struct slice cell = table_cell(table, row, i);

			fuzz_require(
			    cell.size == 0 || (cell.bytes >= body.bytes &&
						  cell.bytes + cell.size <=
						      body.bytes + body.size));
			check_number(cell);
		}
	}
	fuzz_require(table_find_column(table, "\n") == table->columns);
	fuzz_require(table_value(table, "\n").size == 0);
}

/* A screen is text but for the sequences by which top draws it. */
static void
check_screen(const struct screen *screen, struct slice drawn)
{
	unsigned int lines = 0;

	fuzz_require(slice_take_prefix(&drawn, "\033[H"));
	while (!slice_is(drawn, "\033[J")) {
		const char *end = drawn.size > 0
				      ? memchr(drawn.bytes, '\033', drawn.size)
				      : NULL;
		size_t size;

		fuzz_require(end != NULL);
		size = (size_t)(end - drawn.bytes);
		fuzz_require(text_is_valid(drawn.bytes, size));
		drawn.bytes += size;
		drawn.size -= size;
		fuzz_require(slice_take_prefix(&drawn, "\033[K\r\n"));
		lines++;
	}
	fuzz_require(lines < screen->lines);
}

/* Draw the table as both of top's, in every order, with rates and without. */
static void
draw(const struct table *table)
{
	const struct snapshot before = { *table, *table, 1000 };
	const struct snapshot now = { *table, *table, 2000 };
	struct screen screen = { .lines = 10, .columns = 60 };
	char *bytes;
	size_t size;
	FILE *to;

	for (int i = 0; i <= SCREEN_BY_NAME; i++) {
		screen.order = (enum screen_order)i;
		to = open_memstream(&bytes, &size);
		fuzz_require(to != NULL);
		fuzz_require(screen_draw(&screen, &now,
				 i % 2 == 0 ? &before : NULL, to) == 0);
		fuzz_require(fclose(to) == 0);
		check_screen(&screen, (struct slice){ bytes, size });
		free(bytes);
	}
}

static void
print_wide(const struct table *table, FILE *to)
{
	listing_print(table, SIZE_MAX, to);
}

static void
print_narrow(const struct table *table, FILE *to)
{
	listing_print(table, 40, to);
}

static void
check_body(struct slice body)
{
	struct table table;
	bool has_header;

	fuzz_require(table_parse(body, &table) == 0);
	check_cells(body, &table);
	has_header = table.columns > 0 && !table_is_keyed(&table);
	print(&table, print_wide);
	fuzz_require(count_lines(printed) == table.rows + has_header);
	/* A long value may go on in the next line. */
	print(&table, print_narrow);
	fuzz_require(count_lines(printed) >= table.rows + has_header);
	print(&table, table_print_json);
	fuzz_require(json_is_valid(printed));
	draw(&table);
	table_clear(&table);
	free(printed_bytes);
	printed_bytes = NULL;
}

static void
check_reply(const struct chatd_reply *reply, size_t size)
{
	const char *end = reply->bytes + size;

	fuzz_require(reply->is_ok == (reply->reason.bytes == NULL));
	fuzz_require(reply->body.bytes > reply->bytes &&
		     reply->body.bytes + reply->body.size == end - 1);
	fuzz_require(end[-1] == '\n' && end[-2] == '\n');
	check_body(reply->body);
}

/* Ask a chatd that answers with the size bytes at data, and hangs up. */
static void
ask(const uint8_t *data, size_t size)
{
	struct chatd_reply reply;
	int ends[2];

	fuzz_require(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	fuzz_require(size == 0 || write(ends[1], data, size) == (ssize_t)size);
	fuzz_require(shutdown(ends[1], SHUT_WR) == 0);
	if (chatd_ask(ends[0], "status", &reply) == 0) {
		fuzz_require(!slice_is(reply.reason, CHATD_DENIED));
		chatd_reply_clear(&reply);
	} else {
		fuzz_require(
		    errno == EACCES || errno == EPROTO || errno == ECONNRESET);
	}
	close(ends[0]);
	close(ends[1]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct chatd_reply reply;
	char *bytes;

	if (size > REPLY_MAX_BYTES)
		return 0;
	ask(data, size);
	bytes = malloc(size > 0 ? size : 1);
	fuzz_require(bytes != NULL);
	if (size > 0)
		memcpy(bytes, data, size);
	if (chatd_reply_parse(bytes, size, &reply) == 0)
		check_reply(&reply, size);
	free(bytes);
	return 0;
}
