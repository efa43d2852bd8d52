/* SPDX-License-Identifier: MIT */
/*
 * The operator's console, on whatever its client sends, with real workers and
 * users and a stand-in for the server.
 *
 * Every line has one reply, in its order, that chatctl can take apart: a
 * status, lines of text that all have as many fields as the first, and the
 * empty line that ends it and is the only one.
 *
 * The first byte of the input chooses; the second cuts the rest into pieces.
 */

#include "fuzz/fuzz.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "chatctl/chatd.h"
#include "chatctl/table.h"
#include "chatd/console/console.h"
#include "common/text.h"
#include "fuzz/bytes.h"
#include "fuzz/console_server.h"

#define CHOICE_STOPPING     0x01 /* the server has begun to stop */
#define CHOICE_RELOAD_FAILS 0x02
#define CHOICE_LEAVES       0x04 /* the client hangs up without its replies */
#define CHOICE_READS_LATE   0x08 /* it reads when it has sent everything */
#define CHOICES             2

#define PIECE_MAX_BYTES 64

/* A request can have a reply of 10 kB. */
#define REQUESTS_MAX 48

/* The console's own. */
#define LINE_BYTES_MAX 4096

static char directory[] = "/tmp/fuzz_console.XXXXXX";
static char path[sizeof(directory) + sizeof("/control")];

static void
remove_directory(void)
{
	rmdir(directory);
}

/* ---- the client ---------------------------------------------------------- */

static int
client_connect(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	memcpy(address.sun_path, path, sizeof(path));
	fuzz_require(fd != -1);
	fuzz_require(connect(fd, (const struct sockaddr *)&address,
			 sizeof(address)) == 0);
	return fd;
}

/* Read what there is.  Return false at the end. */
static bool
client_read(int fd, struct bytes *replies)
{
	for (;;) {
		char *at = bytes_reserve(replies, 65536);
		ssize_t got = read(fd, at, 65536);

		replies->size -= 65536 - (size_t)(got > 0 ? got : 0);
		if (got <= 0)
			return got != 0;
	}
}

/* Send all bytes in pieces, each in a turn, as long as they are taken. */
static void
client_send(struct host *host, int fd, const uint8_t *choices,
    struct slice bytes, struct bytes *replies)
{
	unsigned int random = choices[1];

	while (bytes.size > 0) {
		size_t piece = bytes.size;

		random = random * 1103515245u + 12345u;
		if (choices[1] > 0 &&
		    piece > 1 + (random >> 16) % PIECE_MAX_BYTES)
			piece = 1 + (random >> 16) % PIECE_MAX_BYTES;
		/* The console may have hung up after a line too long. */
		if (send(fd, bytes.bytes, piece, MSG_NOSIGNAL) !=
		    (ssize_t)piece)
			return;
		bytes.bytes += piece;
		bytes.size -= piece;
		host_turn(host);
		if ((choices[0] & CHOICE_READS_LATE) == 0)
			client_read(fd, replies);
	}
}

/* ---- the replies --------------------------------------------------------- */

/* Say whether every row of body has as many fields as the first one. */
static bool
is_even(struct slice body)
{
	size_t first = 0, tabs = 0, rows = 0;

	for (size_t i = 0; i < body.size; i++) {
		tabs += body.bytes[i] == '\t';
		if (body.bytes[i] != '\n')
			continue;
		if (rows++ == 0)
			first = tabs;
		if (tabs != first)
			return false;
		tabs = 0;
	}
	return true;
}

static void
check_body(struct slice body, bool is_table)
{
	struct table table;

	for (size_t i = 0, start = 0; i < body.size; i++) {
		if (body.bytes[i] != '\n')
			continue;
		fuzz_require(
		    i > start && text_is_valid(body.bytes + start, i - start));
		start = i + 1;
	}
	fuzz_require(!is_table || is_even(body));
	fuzz_require(table_parse(body, &table) == 0);
	table_clear(&table);
}

/* Take the reply to a request off the front of *replies. */
static void
check_reply(struct slice *replies, struct slice request)
{
	const char *end = replies->size > 0
			      ? memmem(replies->bytes, replies->size, "\n\n", 2)
			      : NULL;
	struct slice verb = slice_take_word(&request);
	struct chatd_reply reply;
	size_t size;
	char *copy;

	fuzz_require(end != NULL);
	size = (size_t)(end - replies->bytes) + 2;
	copy = malloc(size);
	fuzz_require(copy != NULL);
	memcpy(copy, replies->bytes, size);
	fuzz_require(chatd_reply_parse(copy, size, &reply) == 0);
	/* A value can be wrong in more than one way at a time. */
	fuzz_require(
	    reply.is_ok || reply.body.size == 0 || slice_is(verb, "set"));
	fuzz_require(text_is_valid(reply.reason.bytes, reply.reason.size));
	check_body(reply.body, !slice_is(verb, "metrics"));
	chatd_reply_clear(&reply);
	replies->bytes += size;
	replies->size -= size;
}

/* Hold all replies against what was asked, up to a line that is too long. */
static void
check_replies(struct slice asked, struct slice replies)
{
	while (asked.size > 0) {
		const char *end = memchr(asked.bytes, '\n', asked.size);
		size_t size = end != NULL ? (size_t)(end - asked.bytes)
					  : asked.size;

		if (end == NULL && size <= LINE_BYTES_MAX)
			break;
		check_reply(&replies, (struct slice){ asked.bytes, size });
		if (size > LINE_BYTES_MAX)
			break;
		asked.bytes += size + 1;
		asked.size -= size + 1;
	}
	fuzz_require(replies.size == 0);
}

/* Cut the input after as many requests as are tried at a time. */
static struct slice
bounded(const char *bytes, size_t size)
{
	size_t lines = 0;

	for (size_t i = 0; i < size; i++) {
		lines += bytes[i] == '\n';
		if (lines == REQUESTS_MAX)
			return (struct slice){ bytes, i + 1 };
	}
	return (struct slice){ bytes, size };
}

/* Ask everything, and return the replies, which the caller clears. */
static struct bytes
ask(struct host *host, const uint8_t *choices, struct slice asked)
{
	struct bytes replies = { 0 };
	int fd = client_connect();

	client_send(host, fd, choices, asked, &replies);
	if ((choices[0] & CHOICE_LEAVES) == 0) {
		fuzz_require(shutdown(fd, SHUT_WR) == 0);
		while (client_read(fd, &replies))
			host_turn(host);
	}
	close(fd);
	return replies;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct console *console;
	struct bytes replies;
	struct slice asked;
	struct host host;

	if (size < CHOICES)
		return 0;
	if (path[0] == '\0') {
		fuzz_require(mkdtemp(directory) != NULL);
		snprintf(path, sizeof(path), "%s/control", directory);
		atexit(remove_directory);
	}
	host_open(&host, (data[0] & CHOICE_STOPPING) == 0);
	host.reload_fails = data[0] & CHOICE_RELOAD_FAILS;
	console = console_new(&host.console_host, path);
	fuzz_require(console != NULL && console_start(console) == 0);
	asked = bounded((const char *)data + CHOICES, size - CHOICES);
	replies = ask(&host, data, asked);
	if ((data[0] & CHOICE_LEAVES) == 0)
		check_replies(asked, bytes_slice(&replies));
	bytes_clear(&replies);
	host_check_users(&host);
	host_close(&host, console);
	return 0;
}
