/* SPDX-License-Identifier: MIT */
/*
 * The header of a proxy: whole ones, those that are cut short, and what is
 * none.
 */

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "chatd/core/peer.h"
#include "chatd/net/proxy_header.h"
#include "unit/unit.h"

#define SIGNATURE "\r\n\r\n\0\r\nQUIT\n"

/* A header, what it says, and the peer. */
struct header {
	const char *bytes;
	size_t size;
	enum proxy_header result;
	const char *peer;
};

/* Of a string literal, which may have zeros in it. */
#define BYTES(text) text, sizeof(text) - 1

static const struct header headers[] = {
	{ BYTES("PROXY TCP4 192.0.2.1 198.51.100.2 56324 5378\r\n"),
	    PROXY_HEADER_PEER, "192.0.2.1:56324" },
	{ BYTES("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n"),
	    PROXY_HEADER_PEER, "255.255.255.255:65535" },
	{ BYTES("PROXY TCP6 2001:db8::7 2001:db8::1 0 5378\r\n"),
	    PROXY_HEADER_PEER, "[2001:db8::7]:0" },
	{ BYTES("PROXY TCP6 ::ffff:192.0.2.1 ::1 7 5378\r\n"),
	    PROXY_HEADER_PEER, "192.0.2.1:7" },
	{ BYTES("PROXY UNKNOWN\r\n"), PROXY_HEADER_LOCAL, NULL },
	{ BYTES("PROXY UNKNOWN ffff:f...f:ffff ffff:f...f 65535 65535\r\n"),
	    PROXY_HEADER_LOCAL, NULL },
	{ BYTES(SIGNATURE "\x21\x11\0\x0c"
			  "\xc0\0\2\1\xc6\x33\x64\2\xdc\4\x15\2"),
	    PROXY_HEADER_PEER, "192.0.2.1:56324" },
	/* With something about the connection behind the addresses. */
	{ BYTES(SIGNATURE "\x21\x11\0\x10"
			  "\xc0\0\2\1\xc6\x33\x64\2\xdc\4\x15\2\4\0\1\0"),
	    PROXY_HEADER_PEER, "192.0.2.1:56324" },
	{ BYTES(SIGNATURE "\x21\x21\0\x24"
			  "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\7"
			  "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1"
			  "\xdc\4\x15\2"),
	    PROXY_HEADER_PEER, "[2001:db8::7]:56324" },
	/* A health check of the proxy's own. */
	{ BYTES(SIGNATURE "\x20\0\0\0"), PROXY_HEADER_LOCAL, NULL },
	{ BYTES(SIGNATURE "\x20\x11\0\4abcd"), PROXY_HEADER_LOCAL, NULL },
	/* Families that are none of ours. */
	{ BYTES(SIGNATURE "\x21\0\0\0"), PROXY_HEADER_LOCAL, NULL },
	{ BYTES(SIGNATURE "\x21\x31\0\2ab"), PROXY_HEADER_LOCAL, NULL },
};

#define HEADERS ((int)(sizeof(headers) / sizeof(headers[0])))

START_TEST(a_whole_one_says_who_is_behind_it)
{
	const struct header *header = &headers[_i];
	struct sockaddr_storage peer;
	char text[PEER_TEXT_BYTES];
	struct peer found;
	size_t used = 0;

	ck_assert_int_eq(
	    proxy_header_parse(header->bytes, header->size, &used, &peer),
	    header->result);
	ck_assert_uint_eq(used, header->size);
	if (header->peer == NULL)
		return;
	found = peer_make(-1, (const struct sockaddr *)&peer);
	ck_assert_str_eq(peer_format(&found, text), header->peer);
}
END_TEST

START_TEST(what_follows_is_left)
{
	const struct header *header = &headers[_i];
	struct sockaddr_storage peer;
	char bytes[256];
	size_t used = 0;

	memcpy(bytes, header->bytes, header->size);
	memcpy(bytes + header->size, "HELLO-FROM a\r\n", 14);
	ck_assert_int_eq(
	    proxy_header_parse(bytes, header->size + 14, &used, &peer),
	    header->result);
	ck_assert_uint_eq(used, header->size);
}
END_TEST

START_TEST(one_that_is_cut_short_may_become_one)
{
	const struct header *header = &headers[_i];
	struct sockaddr_storage peer;
	size_t used;

	for (size_t size = 1; size < header->size; size++)
		ck_assert_int_eq(
		    proxy_header_parse(header->bytes, size, &used, &peer),
		    PROXY_HEADER_MORE);
}
END_TEST

static const struct header bad[] = {
	{ BYTES("HELLO-FROM alice\n"), PROXY_HEADER_BAD, NULL },
	{ BYTES("P\n"), PROXY_HEADER_BAD, NULL },
	{ BYTES("proxy TCP4 1.2.3.4 1.2.3.4 1 2\r\n"), PROXY_HEADER_BAD, NULL },
	{ BYTES("PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n"), PROXY_HEADER_BAD, NULL },
	{ BYTES("PROXY  TCP4 1.2.3.4 1.2.3.4 1 2\r\n"), PROXY_HEADER_BAD,
	    NULL },
	{ BYTES("PROXY TCP4 1.2.3.4 1.2.3.4 1 2 \r\n"), PROXY_HEADER_BAD,
	    NULL },
	{ BYTES("PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3\r\n"), PROXY_HEADER_BAD,
	    NULL },
	{ BYTES("PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n"), PROXY_HEADER_BAD, NULL },
	{ BYTES("PROXY TCP4 1.2.3 1.2.3.4 1 2\r\n"), PROXY_HEADER_BAD, NULL },
	{ BYTES("PROXY TCP4 1.2.3.4 1.2.3.400 1 2\r\n"), PROXY_HEADER_BAD,
	    NULL },
	{ BYTES("PROXY TCP4 ::1 ::1 1 2\r\n"), PROXY_HEADER_BAD, NULL },
	{ BYTES("PROXY TCP6 1.2.3.4 1.2.3.4 1 2\r\n"), PROXY_HEADER_BAD, NULL },
	{ BYTES("PROXY TCP4 1.2.3.4 1.2.3.4 65536 2\r\n"), PROXY_HEADER_BAD,
	    NULL },
	{ BYTES("PROXY TCP4 1.2.3.4 1.2.3.4 +1 2\r\n"), PROXY_HEADER_BAD,
	    NULL },
	{ BYTES("PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n"), PROXY_HEADER_BAD,
	    NULL },
	{ BYTES("PROXY TCP4 1.2.3.4 1.2.3.4 1 -2\r\n"), PROXY_HEADER_BAD,
	    NULL },
	{ BYTES("PROXY TCP4 1.2.3.4\0 1.2.3.4 1 2\r\n"), PROXY_HEADER_BAD,
	    NULL },
	{ BYTES("PROXY \r\n"), PROXY_HEADER_BAD, NULL },
	{ BYTES("PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n"), PROXY_HEADER_BAD, NULL },
	/* A version and commands that there are not. */
	{ BYTES(SIGNATURE "\x11\x11\0\0"), PROXY_HEADER_BAD, NULL },
	{ BYTES(SIGNATURE "\x22\x11\0\0"), PROXY_HEADER_BAD, NULL },
	/* Addresses that are not all there, and lengths out of bounds. */
	{ BYTES(SIGNATURE "\x21\x11\0\x0b"
			  "abcdefghijk"),
	    PROXY_HEADER_BAD, NULL },
	{ BYTES(SIGNATURE "\x21\x21\0\x0c"
			  "abcdefghijkl"),
	    PROXY_HEADER_BAD, NULL },
	{ BYTES(SIGNATURE "\x21\x11\x07\xf1"), PROXY_HEADER_BAD, NULL },
	{ BYTES(SIGNATURE "\x20\x11\xff\xff"), PROXY_HEADER_BAD, NULL },
};

START_TEST(nothing_else_is_one)
{
	const struct header *header = &bad[_i];
	struct sockaddr_storage peer;
	size_t used;

	ck_assert_int_eq(
	    proxy_header_parse(header->bytes, header->size, &used, &peer),
	    header->result);
}
END_TEST

START_TEST(a_line_has_107_bytes_at_most)
{
	struct sockaddr_storage peer;
	char line[108];
	size_t used = 0;

	memset(line, 'x', sizeof(line));
	memcpy(line, "PROXY UNKNOWN ", 14);
	ck_assert_int_eq(
	    proxy_header_parse(line, 106, &used, &peer), PROXY_HEADER_MORE);
	ck_assert_int_eq(
	    proxy_header_parse(line, 107, &used, &peer), PROXY_HEADER_BAD);
	memcpy(line + 106, "\r\n", 2);
	ck_assert_int_eq(
	    proxy_header_parse(line, 108, &used, &peer), PROXY_HEADER_BAD);
	memcpy(line + 105, "\r\n", 2);
	ck_assert_int_eq(
	    proxy_header_parse(line, 107, &used, &peer), PROXY_HEADER_LOCAL);
	ck_assert_uint_eq(used, 107);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(
	    tests, a_whole_one_says_who_is_behind_it, 0, HEADERS);
	test_cases_add_loop(tests, what_follows_is_left, 0, HEADERS);
	test_cases_add_loop(
	    tests, one_that_is_cut_short_may_become_one, 0, HEADERS);
	test_cases_add_loop(
	    tests, nothing_else_is_one, 0, (int)(sizeof(bad) / sizeof(bad[0])));
	test_cases_add(tests, a_line_has_107_bytes_at_most);
}
