/* SPDX-License-Identifier: MIT */
/*
 * First messages: how long they may be, and what they cost as long as they are
 * not finished.
 */

#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_process.h"
#include "common/test_support.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))
#define BYTES(text)  text, sizeof(text) - 1

/* What a message before the login may have. */
#define MESSAGE_MAX 1024

/* A crowd that leaves messages unfinished, and what each of them may cost. */
#define CROWD          400
#define MESSAGE_BYTES  60000
#define CONNECTION_KIB 12

/* How often it is looked whether the disk has what they sent. */
#define DISK_PATIENCE 200000

/* A text after the login, in the same write. */
#define TEXT_BYTES 9000

static struct test_daemon *chatd;

static void
start(void)
{
	chatd = test_daemon_start_speaking("plain framed sized drop",
	    test_format("drop_directory=%s", test_directory_create()),
	    "echo_user=", "workers=1", NULL);
}

/* ---- how long a first message may be ------------------------------------- */

struct first {
	const char *protocol;
	const char *begin; /* of a message of more than MESSAGE_MAX */
	size_t begin_size;
	size_t filler; /* bytes that it goes on for */
	const char *answer;
	size_t answer_size;
	bool ends; /* the connection does */
};

static const struct first firsts[] = {
	/* The byte after MESSAGE_MAX might be a carriage return. */
	{ "hello", BYTES("HELLO-FROM "), MESSAGE_MAX + 2 - 11,
	    BYTES("BAD-RQST-HDR\n"), false },
	{ "sized", BYTES("1025NAME "), MESSAGE_MAX + 1 - 5,
	    BYTES("0028ERROR message too long: 1025"), true },
	{ "framed", BYTES("\0\5\0\0\4\1alice"), MESSAGE_MAX + 1,
	    BYTES("\0\6\0\0\0\15servertext too long"), true },
};

/* The answer is the same whether the message comes at once or in pieces. */
START_TEST(a_longer_first_message_is_refused)
{
	const struct first *first = &firsts[_i];
	const char *filler = test_repeat('x', first->filler, "\n");
	struct test_client *client;
	bool reset;

	start();
	for (size_t piece = 1; piece <= 3000; piece += 999) {
		client = test_client_connect_protocol(chatd, first->protocol);
		test_client_send_bytes(client, first->begin, first->begin_size);
		for (size_t at = 0; at < first->filler; at += piece)
			test_client_try_send(client, filler + at,
			    first->filler - at < piece ? first->filler - at
						       : piece);
		test_client_expect_bytes(
		    client, first->answer, first->answer_size);
		if (first->ends)
			test_client_drain(client, &reset);
		else
			test_client_ask(
			    client, "\nHELLO-FROM alice\n", "HELLO alice\n");
		test_client_close(client);
	}
}
END_TEST

START_TEST(a_first_message_of_a_kib_is_served)
{
	struct test_client *hello, *sized, *framed, *plain;
	const char *text = test_repeat('x', MESSAGE_MAX, "");

	start();
	hello = test_client_connect(chatd);
	test_client_ask(hello,
	    test_format("HELLO-FROM %s\n", text + strlen("HELLO-FROM ")),
	    "BAD-RQST-BODY\n");
	test_client_ask(hello, "HELLO-FROM alice\nJOIN #lobby\n",
	    "HELLO alice\nJOIN-OK #lobby\n");
	sized = test_client_connect_protocol(chatd, "sized");
	test_client_ask(sized, test_format("1024MSG %s", text + strlen("MSG ")),
	    "0017ERROR no name yet");
	framed = test_client_connect_protocol(chatd, "framed");
	test_client_send_bytes(framed, BYTES("\0\3\0\0\4\0bob"));
	test_client_send(framed, text);
	test_client_expect_bytes(
	    framed, BYTES("\0\6\0\0\0\21serverbob has logged in"));
	test_client_expect(hello,
	    test_format("JOINED #lobby bob\nSAID #lobby bob %s\n", text));
	/* Nobody logs in here, so the first line is like all others. */
	plain = test_client_connect_protocol(chatd, "plain");
	text = test_repeat('x', TEXT_BYTES, "\n");
	test_client_send(plain, text);
	test_client_expect(
	    hello, test_format("JOINED #lobby %s\nSAID #lobby %s %s",
		       test_client_name(plain), test_client_name(plain), text));
}
END_TEST

/* ---- what comes right after it ------------------------------------------- */

struct login {
	const char *protocol;
	const char *bytes; /* a login, and the beginning of a text to alice */
	size_t size;
	const char *end; /* of the text */
};

static const struct login logins[] = {
	{ "hello", BYTES("HELLO-FROM bob\nSEND alice "), "\n" },
	{ "sized", BYTES("0008NAME bob9010MSG alice "), "" },
	{ "framed",
	    BYTES("\0\3\0\0\0\0bob\0\3\0\0\x23\x2f"
		  "bob@alice "),
	    "" },
};

START_TEST(a_long_message_may_follow_a_login_at_once)
{
	const struct login *login = &logins[_i];
	const char *text = test_repeat('x', TEXT_BYTES, "");
	const char *rest = test_format("%s%s", text, login->end);
	size_t size = login->size + strlen(rest);
	char *whole = test_repeat('\0', size, "");
	struct test_client *alice, *bob;

	start();
	memcpy(whole, login->bytes, login->size);
	memcpy(whole + login->size, rest, strlen(rest));
	alice = test_client_login(chatd, "alice");
	for (size_t piece = size; piece > 0; piece /= 5) {
		bob = test_client_connect_protocol(chatd, login->protocol);
		test_client_send_pieces(bob, whole, size, piece);
		test_client_expect(
		    alice, test_format("DELIVERY bob %s\n", text));
		test_client_close(bob);
		test_daemon_wait_log(chatd, "bob: closed");
	}
}
END_TEST

/* ---- what it costs ------------------------------------------------------- */

struct unfinished {
	const char *protocol;
	const char *begin;
	size_t begin_size;
	size_t filler;
};

static const struct unfinished unfinished[] = {
	{ "hello", BYTES("HELLO-FROM "), 16000 },
	{ "hello", BYTES("HELLO-FROM "), MESSAGE_MAX - 11 },
	{ "sized", BYTES("9999NAME "), 9990 },
	{ "sized", BYTES("1024NAME "), MESSAGE_MAX - 6 },
	{ "framed", BYTES("\0\5\0\1\0\0alice"), MESSAGE_BYTES },
	{ "framed", BYTES("\0\5\0\0\4\0alice"), MESSAGE_MAX - 1 },
	/* There is no login here, but what is kept is short all the same. */
	{ "drop", BYTES("\0\0\0\2"), 4095 },
	{ "drop", BYTES("\0\0\0\2"), MESSAGE_BYTES },
};

START_TEST(an_unfinished_first_message_costs_little)
{
	const struct unfinished *first = &unfinished[_i];
	const char *filler = test_repeat('x', first->filler, "");
	struct test_client *alice, *client;
	long before, growth = 0, most = CROWD * CONNECTION_KIB;

	start();
	alice = test_client_login(chatd, "alice");
	before = test_process_private_kib(test_daemon_pid(chatd));
	for (int i = 0; i < CROWD; i++) {
		client = test_client_connect_protocol(chatd, first->protocol);
		test_client_send_bytes(client, first->begin, first->begin_size);
		test_client_try_send(client, filler, first->filler);
		test_client_wait_received(client);
		test_client_ask(alice, "WHO\n", "WHO-OK alice\n");
	}
	/* The disk may have to be waited for. */
	for (int i = 0; i < DISK_PATIENCE; i++) {
		growth = test_process_private_kib(test_daemon_pid(chatd)) -
			 before;
		if (test_is_sanitized() || growth <= most)
			return;
		test_client_ask(alice, "WHO\n", "WHO-OK alice\n");
	}
	test_fail("%ld KiB for %d connections", growth, CROWD);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(
	    tests, a_longer_first_message_is_refused, 0, COUNT(firsts));
	test_cases_add(tests, a_first_message_of_a_kib_is_served);
	test_cases_add_loop(
	    tests, a_long_message_may_follow_a_login_at_once, 0, COUNT(logins));
	test_cases_add_loop(tests, an_unfinished_first_message_costs_little, 0,
	    COUNT(unfinished));
}
