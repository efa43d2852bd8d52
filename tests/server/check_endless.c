/* SPDX-License-Identifier: MIT */
/*
 * Input without an end: lines without a newline, lengths beyond all measure,
 * people who come and go.  None of it may cost memory.
 *
 * CHATD_TEST_HUGE in the environment makes the lines a GiB long and the
 * sessions a million, which takes minutes.
 */

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_process.h"
#include "common/test_support.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define PIECE_BYTES  65536
#define SHORT_PIECES 64    /* 4 MiB */
#define LINE_PIECES  1024  /* 64 MiB */
#define HUGE_PIECES  16384 /* a GiB */
#define LOOKS        16    /* at the memory, while a line comes */

/*
 * What a line may take at its peak beyond a shorter one.  What one line takes
 * is not the same each time: it depends on how much of it is there when chatd
 * reads, and on when the allocator gives memory back.  But that has nothing to
 * do with the length of the line.
 */
#define LINE_KIB 512

#define SESSIONS      (test_is_sanitized() ? 2000 : 20000)
#define HUGE_SESSIONS 1000000
#define SESSIONS_KIB  1024 /* that may be left of them */

/* Address space that chatd is left with, beyond what it needs. */
#define SPACE_BYTES (16 << 20)

static struct test_daemon *daemon_; /* with one worker, so one of each buffer */
static struct test_client *alice;

static bool
is_huge(void)
{
	return getenv("CHATD_TEST_HUGE") != NULL;
}

static void
start(void)
{
	daemon_ = test_daemon_start_speaking("plain framed sized drop",
	    test_format("drop_directory=%s", test_directory_create()),
	    "drop_message_max=1MiB", "echo_user=", "workers=1", NULL);
	alice = test_client_login(daemon_, "alice");
}

static long
private_kib(void)
{
	return test_process_private_kib(test_daemon_pid(daemon_));
}

static void
require_service(void)
{
	test_client_ask(
	    alice, "SEND alice hi\n", "SEND-OK\nDELIVERY alice hi\n");
}

/* ---- lines --------------------------------------------------------------- */

/* What comes before a line without end, and how it is answered. */
struct endless {
	const char *protocol;
	const char *begin;
	size_t begin_size;
	const char *answer;
	size_t answer_size;
	bool ends; /* the connection does; else the line goes on to its end */
};

#define BYTES(text) text, sizeof(text) - 1

/* A protocol with lengths takes the line for one; drop only its beginning. */
static const struct endless lines[] = {
	{ "hello", BYTES(""), BYTES("BAD-RQST-HDR\n"), false },
	{ "hello", BYTES("HELLO-FROM bob\n"),
	    BYTES("HELLO bob\nBAD-RQST-BODY\n"), false },
	{ "plain", BYTES(""), BYTES("! refused: line too long\n"), false },
	{ "framed", BYTES(""), BYTES("\0\6\0\0\0\15servername too long"),
	    true },
	{ "sized", BYTES(""), BYTES("0019ERROR bad length: x"), true },
	{ "drop", BYTES(""), BYTES("R"), true },
	{ "drop", BYTES("\0\0\0\1"), BYTES("R"), true },
};

/* Send pieces of a line, while alice is served; return what is used then. */
static long
pour(struct test_client *client, int pieces)
{
	const char *piece = test_repeat('x', PIECE_BYTES, "");
	long used, most = 0;

	for (int i = 0; i < pieces; i++) {
		test_client_send_bytes(client, piece, PIECE_BYTES);
		if (i % (pieces / LOOKS) > 0)
			continue;
		require_service();
		used = private_kib();
		most = used > most ? used : most;
	}
	return most;
}

/*
 * Let a line go on for this many pieces, and expect its answer.  Return the
 * most memory that was used meanwhile.
 */
static long
play_line(const struct endless *line, int pieces)
{
	struct test_client *client = test_client_connect_protocol(
	    daemon_, line->protocol);
	long most;
	bool reset;

	test_client_send_bytes(client, line->begin, line->begin_size);
	most = pour(client, pieces);
	test_client_expect_bytes(client, line->answer, line->answer_size);
	if (!line->ends)
		test_client_finish(client);
	/* A client that goes on after the end may be reset. */
	test_client_drain(client, &reset);
	test_client_close(client);
	return most;
}

START_TEST(a_line_costs_nothing_for_its_length)
{
	long line, short_line;

	start();
	short_line = play_line(&lines[_i], SHORT_PIECES);
	line = play_line(&lines[_i], is_huge() ? HUGE_PIECES : LINE_PIECES);
	test_require(test_is_sanitized() || line - short_line <= LINE_KIB,
	    "%ld KiB, %ld with a shorter line", line, short_line);
	require_service();
}
END_TEST

/* ---- lengths ------------------------------------------------------------- */

struct announcement {
	const char *protocol;
	const char *bytes;
	size_t size;
	const char *answer;
	size_t answer_size;
};

#define FRAMED_NAME BYTES("\0\6\0\0\0\15servername too long")
#define FRAMED_TEXT BYTES("\0\6\0\0\0\15servertext too long")

static const struct announcement announcements[] = {
	{ "framed", BYTES("\xff\xff\xff\xff\xff\xff"), FRAMED_NAME },
	{ "framed", BYTES("\x80\0\0\0\0\0"), FRAMED_NAME },
	{ "framed", BYTES("\x7f\xff\x7f\xff\xff\xff"), FRAMED_NAME },
	{ "framed", BYTES("\0\1\xff\xff\xff\xff"), FRAMED_TEXT },
	{ "framed", BYTES("\0\1\x80\0\0\0"), FRAMED_TEXT },
	{ "framed", BYTES("\0\1\x7f\xff\xff\xff"), FRAMED_TEXT },
	{ "sized", BYTES("abcd"), BYTES("0019ERROR bad length: a") },
	{ "sized", BYTES("-001"), BYTES("0019ERROR bad length: -") },
	{ "drop", BYTES("\xff\xff\xff\xff"), BYTES("R") },
	{ "drop", BYTES("\x80\0\0\0"), BYTES("R") },
	{ "drop", BYTES("\x7f\xff\xff\xff"), BYTES("R") },
	{ "drop", BYTES("\0\0\0\0"), BYTES("Q") },
};

static void
announce_all(void)
{
	for (int i = 0; i < COUNT(announcements); i++) {
		const struct announcement *announced = &announcements[i];
		struct test_client *client = test_client_connect_protocol(
		    daemon_, announced->protocol);

		test_client_send_bytes(
		    client, announced->bytes, announced->size);
		test_client_expect_bytes(
		    client, announced->answer, announced->answer_size);
		test_client_expect_end(client);
		test_client_close(client);
	}
	require_service();
}

/* An allocation of what is announced would fail, and the answer be another. */
START_TEST(what_is_announced_is_not_set_aside)
{
	struct rlimit before, limit;

	start();
	announce_all();
	/* As much as this one has now, and a little more, for another. */
	test_require(getrlimit(RLIMIT_AS, &before) == 0, "getrlimit");
	limit = before;
	limit.rlim_cur = SPACE_BYTES +
			 (rlim_t)test_process_memory_kib(
			     test_daemon_pid(daemon_), "VmSize:") *
			     1024;
	if (!test_is_sanitized())
		test_require(setrlimit(RLIMIT_AS, &limit) == 0, "setrlimit");
	start();
	test_require(setrlimit(RLIMIT_AS, &before) == 0, "setrlimit");
	announce_all();
}
END_TEST

/* ---- sessions ------------------------------------------------------------ */

/*
 * Log in, and leave: every other time with a reset.  No struct test_client: it
 * would have to be kept to the end of the test.
 */
static void
play_session(const struct sockaddr_storage *address, size_t size, int number)
{
	static const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
	static const char hello[] = "HELLO-FROM visitor\nSEND alice hi\n";
	static const char reply[] = "HELLO visitor\nSEND-OK\n";
	char bytes[sizeof(reply)];
	int fd = socket(address->ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	test_require(fd >= 0 &&
			 connect(fd, (const struct sockaddr *)address,
			     (socklen_t)size) == 0 &&
			 write(fd, hello, strlen(hello)) > 0 &&
			 recv(fd, bytes, strlen(reply), MSG_WAITALL) ==
			     (ssize_t)strlen(reply) &&
			 memcmp(bytes, reply, strlen(reply)) == 0,
	    "session %d", number);
	/* When the end has come the name is free. */
	shutdown(fd, SHUT_WR);
	test_require(read(fd, bytes, 1) == 0, "session %d goes on", number);
	if (number % 2 == 0)
		setsockopt(
		    fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(fd);
	test_client_expect(alice, "DELIVERY visitor hi\n");
	/* Whoever waits reads the log, a pipe, which would be full some day. */
	test_client_ask(alice, "FOO\n", "BAD-RQST-HDR\n");
}

static void
play_sessions(int count)
{
	struct sockaddr_storage address;
	size_t size = test_daemon_address(daemon_, "hello", 0, &address);

	for (int i = 0; i < count; i++)
		play_session(&address, size, i);
}

START_TEST(sessions_leave_nothing)
{
	pid_t pid;
	size_t descriptors;
	long before;

	daemon_ = test_daemon_start_with("workers=1", NULL);
	alice = test_client_login(daemon_, "alice");
	pid = test_daemon_pid(daemon_);
	descriptors = test_process_count_descriptors(pid);
	play_sessions(SESSIONS / 20);
	before = private_kib();
	play_sessions(is_huge() ? HUGE_SESSIONS : SESSIONS);
	test_require(
	    test_is_sanitized() || private_kib() - before <= SESSIONS_KIB,
	    "%ld KiB, %ld before", private_kib(), before);
	/* The last one may still be on its way out. */
	for (int i = 0; test_process_count_descriptors(pid) > descriptors;
	     i++) {
		test_require(i < 10000, "a descriptor is left");
		require_service();
	}
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	if (is_huge())
		test_cases_set_timeout(tests, 1800);
	test_cases_add_loop(
	    tests, a_line_costs_nothing_for_its_length, 0, COUNT(lines));
	test_cases_add(tests, what_is_announced_is_not_set_aside);
	test_cases_add_but(tests, sessions_leave_nothing, "not_tls");
}
