/* SPDX-License-Identifier: MIT */
/*
 * What servers say to strangers, and what people say who are no servers.
 */

#include "chatc/codecs/wrong_door.h"

#include <string.h>

#include "unit/unit.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* More than is looked at. */
#define LONG_BYTES 200

static const struct {
	const char *protocol;
	struct slice bytes;
} servers[] = {
	{ "hello", SLICE("BAD-RQST-HDR\n") },
	{ "hello", SLICE("BAD-RQST-HDR\r\n") },
	{ "hello", SLICE("BAD-RQST-HDR") },
	{ "hello", SLICE("BAD-RQST-HDR\nBAD-RQST-HDR\nBAD-RQST-HDR\n") },
	{ "hello", SLICE("BAD-RQST-BODY\n") },
	{ "sized", SLICE("0019ERROR bad length: H") },
	{ "sized", SLICE("0022ERROR bad length: \\x00") },
	{ "sized", SLICE("0017ERROR server full") },
	{ "framed", SLICE("\0\6\0\0\0\15servername too long") },
	{ "framed", SLICE("\0\6\0\1\0\0server") },
	{ "plain", SLICE("! refused: empty, or not printable UTF-8\n") },
	{ "plain", SLICE("! refused: server full\n") },
	{ "plain", SLICE("\r<bob> hello\n") },
	{ "plain", SLICE("\r<192.0.2.7:34858> hello\n") },
	{ "plain", SLICE("\r<[::1]:34858> hello\n") },
	{ "plain", SLICE("[192.0.2.7:34858] entered room\n") },
	{ "plain", SLICE("[[2001:db8::7]:34858] entered room\n") },
	{ "plain", SLICE("[alice] entered room\r\n") },
	{ "drop", SLICE("R") },
	{ "drop", SLICE("A") },
	{ "IRC", SLICE(":irc.example 451 * :You have not registered\r\n") },
	{ "IRC", SLICE(":irc.example 421 * SEND :Unknown command\r\n") },
	{ "IRC", SLICE(":irc.example NOTICE * :*** Looking up ...\r\n") },
	{ "IRC", SLICE(":irc.example NOTICE AUTH :*** Looking up\r\n") },
	{ "IRC", SLICE("NOTICE AUTH :*** Looking up your hostname...\r\n") },
	{ "IRC", SLICE("NOTICE * :*** Checking Ident\r\n") },
	{ "IRC", SLICE("ERROR :Closing Link: [192.0.2.7]\r\n") },
	{ "HTTP", SLICE("HTTP/1.1 400 Bad Request\r\nServer: example\r\n") },
	{ "HTTP", SLICE("HTTP/1.0 501 Unsupported method\r\n") },
	{ "TLS", SLICE("\25\3\1\0\2\2\106") },
	{ "TLS", SLICE("\25\3\3\0\2\2\12") },
	{ "SSH", SLICE("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n") },
	{ "SSH", SLICE("SSH-1.99-OpenSSH_3.9p1\n") },
};

/* Lines of users, in rooms that pass them on as they are, and other servers. */
static const struct slice others[] = {
	SLICE(""),
	SLICE("\n"),
	SLICE("\r\n"),
	SLICE("hello\n"),
	SLICE("HELLO alice\n"),
	SLICE("BAD-RQST-HDR is what I get\n"),
	SLICE("BAD-RQST-HDRS\n"),
	SLICE("bad-rqst-hdr\n"),
	SLICE("BAD\n"),
	SLICE("BUSY\n"),
	SLICE("IN-USE\n"),
	SLICE("404ERROR page not found\n"),
	SLICE("0404ERROR page not found\n"),
	SLICE("ERROR bad length\n"),
	SLICE("19ERROR bad length: H"),
	SLICE("0011HELLO alice"),
	SLICE("0005hello"),
	SLICE("\0\5\0\0\0\2alicehi"),
	SLICE("\0\7\0\0\0\2servershi"),
	SLICE("\0\6\0\0"),
	SLICE("! refused\n"),
	SLICE("!refused: why\n"),
	SLICE("refused: I will not\n"),
	SLICE("<bob> hello\n"),
	SLICE("\r<3 you all\n"),
	SLICE("\r<> nobody\n"),
	SLICE("\r<bob says> hello\n"),
	SLICE("\r<[::1]> no port\n"),
	SLICE("[alice] entered room 5\n"),
	SLICE("[] entered room\n"),
	SLICE("alice entered room\n"),
	SLICE("R\n"),
	SLICE("RFB 003.008\n"),
	SLICE("Right\n"),
	SLICE("A\n"),
	SLICE("AA"),
	SLICE("Q"),
	SLICE(":D 100 % sure\n"),
	SLICE(":-) 451 * 2 = 902\n"),
	SLICE(": 451 * 2\n"),
	SLICE(":D NOTICE the door\n"),
	SLICE("NOTICE: the bar is closed\n"),
	SLICE("ERROR :(\n"),
	SLICE("-ERR unknown command\r\n"),
	SLICE("HTTP/1.1 is old\n"),
	SLICE("HTTP/2 200\n"),
	SLICE("GET / HTTP/1.1\r\n"),
	SLICE("\25\3\1\0\2\1\0"),
	SLICE("\26\3\1\2\0\1\0"),
	SLICE("SSH-2 is what you want\n"),
	SLICE("ssh-2.0-\n"),
	SLICE("220 mail.example ESMTP\r\n"),
};

START_TEST(knows_servers_by_their_words)
{
	for (size_t i = 0; i < COUNT(servers); i++) {
		const char *guess = wrong_door_guess(servers[i].bytes);

		ck_assert_msg(
		    guess != NULL && strcmp(guess, servers[i].protocol) == 0,
		    "\"%s\" is %s", servers[i].bytes.bytes,
		    guess == NULL ? "nothing" : guess);
	}
}
END_TEST

START_TEST(takes_nobody_else_for_a_server)
{
	for (size_t i = 0; i < COUNT(others); i++) {
		const char *guess = wrong_door_guess(others[i]);

		ck_assert_msg(
		    guess == NULL, "\"%s\" is %s", others[i].bytes, guess);
	}
	ck_assert_ptr_null(wrong_door_guess((struct slice){ NULL, 0 }));
}
END_TEST

/* The words of a server, cut anywhere, are its own or nobody's. */
START_TEST(takes_no_part_for_another_whole)
{
	for (size_t i = 0; i < COUNT(servers); i++) {
		for (size_t size = 0; size < servers[i].bytes.size; size++) {
			const char *guess = wrong_door_guess(
			    (struct slice){ servers[i].bytes.bytes, size });

			ck_assert_msg(
			    guess == NULL ||
				strcmp(guess, servers[i].protocol) == 0,
			    "%zu bytes of \"%s\" are %s", size,
			    servers[i].bytes.bytes, guess);
		}
	}
}
END_TEST

START_TEST(looks_at_the_first_bytes_only)
{
	char bytes[LONG_BYTES] = "\r<";

	memset(bytes + 2, 'a', sizeof(bytes) - 2);
	memcpy(bytes + 64, "> ", 2);
	ck_assert_ptr_null(
	    wrong_door_guess((struct slice){ bytes, sizeof(bytes) }));
	memcpy(bytes + 62, "> ", 2);
	ck_assert_str_eq(
	    wrong_door_guess((struct slice){ bytes, sizeof(bytes) }), "plain");
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, knows_servers_by_their_words);
	test_cases_add(tests, takes_nobody_else_for_a_server);
	test_cases_add(tests, takes_no_part_for_another_whole);
	test_cases_add(tests, looks_at_the_first_bytes_only);
}
