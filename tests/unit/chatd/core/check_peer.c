/* SPDX-License-Identifier: MIT */
/* Peers as they stand in the log. */

#include "chatd/core/peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "unit/unit.h"

static const char *
format_ipv4(const char *address, uint16_t port)
{
	static char text[PEER_TEXT_BYTES];
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_port = htons(port) };
	struct peer peer;

	ck_assert_int_eq(inet_pton(AF_INET, address, &in.sin_addr), 1);
	peer = peer_make(-1, (const struct sockaddr *)&in);
	return peer_format(&peer, text);
}

static const char *
format_ipv6(const char *address, uint16_t port)
{
	static char text[PEER_TEXT_BYTES];
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
		.sin6_port = htons(port) };
	struct peer peer;

	ck_assert_int_eq(inet_pton(AF_INET6, address, &in6.sin6_addr), 1);
	peer = peer_make(-1, (const struct sockaddr *)&in6);
	return peer_format(&peer, text);
}

START_TEST(ipv4_has_its_own_form)
{
	ck_assert_str_eq(format_ipv4("192.0.2.7", 34858), "192.0.2.7:34858");
	ck_assert_str_eq(format_ipv4("0.0.0.0", 0), "0.0.0.0:0");
	ck_assert_str_eq(
	    format_ipv4("255.255.255.255", 65535), "255.255.255.255:65535");
}
END_TEST

START_TEST(ipv6_stands_in_brackets)
{
	ck_assert_str_eq(
	    format_ipv6("2001:db8::7", 5378), "[2001:db8::7]:5378");
	ck_assert_str_eq(format_ipv6("::1", 1), "[::1]:1");
}
END_TEST

START_TEST(ipv4_that_came_by_ipv6_is_ipv4)
{
	ck_assert_str_eq(
	    format_ipv6("::ffff:192.0.2.7", 5378), "192.0.2.7:5378");
}
END_TEST

START_TEST(a_peer_that_cannot_be_told_is_nowhere)
{
	const struct sockaddr_un local = { .sun_family = AF_UNIX };
	char text[PEER_TEXT_BYTES];
	struct peer peer = peer_make(-1, (const struct sockaddr *)&local);

	ck_assert_str_eq(peer_format(&peer, text), "[::]:0");
	ck_assert(!peer_is_unix(&peer));
}
END_TEST

START_TEST(a_unix_socket_has_a_process_and_a_user)
{
	const struct sockaddr_un local = { .sun_family = AF_UNIX };
	char text[PEER_TEXT_BYTES], expected[PEER_TEXT_BYTES];
	struct peer peer;
	int ends[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	peer = peer_make(ends[0], (const struct sockaddr *)&local);
	snprintf(expected, sizeof(expected), "unix:%ld/%lu", (long)getpid(),
	    (unsigned long)getuid());
	ck_assert_str_eq(peer_format(&peer, text), expected);
	ck_assert(peer_is_unix(&peer));
	close(ends[0]);
	close(ends[1]);
}
END_TEST

/* Return the peer at an IPv4 or IPv6 address, given as text. */
static struct peer
peer_at(const char *text, uint16_t port)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	in.sin_port = in6.sin6_port = htons(port);
	if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
		return peer_make(-1, (const struct sockaddr *)&in);
	ck_assert_int_eq(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
	return peer_make(-1, (const struct sockaddr *)&in6);
}

START_TEST(loopback_and_unix_sockets_are_on_this_machine)
{
	static const char *const local[] = { "127.0.0.1", "127.255.255.254",
		"::1", "::ffff:127.0.0.1" };
	static const char *const remote[] = { "128.0.0.1", "126.0.0.1",
		"::", "::2", "0.0.0.1", "192.0.2.7", "2001:db8::1",
		"::ffff:192.0.2.7" };

	for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++) {
		struct peer peer = peer_at(local[i], 1);

		ck_assert_msg(peer_is_local(&peer), "%s", local[i]);
	}
	for (size_t i = 0; i < sizeof(remote) / sizeof(remote[0]); i++) {
		struct peer peer = peer_at(remote[i], 1);

		ck_assert_msg(!peer_is_local(&peer), "%s", remote[i]);
	}
}
END_TEST

/* Say whether both are taken for one person. */
static bool
have_one_origin(const char *one, const char *other)
{
	struct peer peers[] = { peer_at(one, 1), peer_at(other, 2) };

	for (int i = 0; i < 2; i++)
		peers[i] = peer_origin(&peers[i]);
	return memcmp(&peers[0], &peers[1], sizeof(peers[0])) == 0;
}

START_TEST(an_origin_is_what_one_person_cannot_change)
{
	ck_assert(have_one_origin("192.0.2.7", "192.0.2.7"));
	ck_assert(!have_one_origin("192.0.2.7", "192.0.2.8"));
	ck_assert(have_one_origin("2001:db8::1", "2001:db8::ffff:1:2:3"));
	ck_assert(!have_one_origin("2001:db8::1", "2001:db8:0:1::1"));
}
END_TEST

START_TEST(an_origin_at_a_unix_socket_is_its_user)
{
	const struct sockaddr_un local = { .sun_family = AF_UNIX };
	struct peer peer, origin;
	int ends[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	peer = peer_make(ends[0], (const struct sockaddr *)&local);
	ck_assert(peer_is_local(&peer));
	/* Another process of the same user, and then of another one. */
	origin = peer_origin(&peer);
	peer.address[8] ^= 1;
	peer = peer_origin(&peer);
	ck_assert_mem_eq(&peer, &origin, sizeof(peer));
	peer.address[12] ^= 1;
	peer = peer_origin(&peer);
	ck_assert_mem_ne(&peer, &origin, sizeof(peer));
	close(ends[0]);
	close(ends[1]);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, ipv4_has_its_own_form);
	test_cases_add(tests, ipv6_stands_in_brackets);
	test_cases_add(tests, ipv4_that_came_by_ipv6_is_ipv4);
	test_cases_add(tests, a_peer_that_cannot_be_told_is_nowhere);
	test_cases_add(tests, a_unix_socket_has_a_process_and_a_user);
	test_cases_add(tests, loopback_and_unix_sockets_are_on_this_machine);
	test_cases_add(tests, an_origin_is_what_one_person_cannot_change);
	test_cases_add(tests, an_origin_at_a_unix_socket_is_its_user);
}
