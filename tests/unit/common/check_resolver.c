/* SPDX-License-Identifier: MIT */
/*
 * What localhost is.  Whether it is so without a resolver is for
 * tests/server/check_network.c, which has one that knows no name.
 */

#include "common/resolver.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "unit/unit.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const char *const localhosts[] = { "localhost", "localhost.",
	"LocalHost", "chat.localhost", "a.b.LOCALHOST." };

/* Require that at is a loopback address, at this port. */
static void
require_loopback(const struct addrinfo *at, uint16_t port)
{
	const struct sockaddr_in *in = (const void *)at->ai_addr;
	const struct sockaddr_in6 *in6 = (const void *)at->ai_addr;

	ck_assert_int_eq(at->ai_socktype, SOCK_STREAM);
	if (at->ai_family == AF_INET) {
		ck_assert_uint_eq(ntohl(in->sin_addr.s_addr), INADDR_LOOPBACK);
		ck_assert_uint_eq(ntohs(in->sin_port), port);
	} else {
		ck_assert_int_eq(at->ai_family, AF_INET6);
		ck_assert(IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr));
		ck_assert_uint_eq(ntohs(in6->sin6_port), port);
	}
}

static void
require_both(const char *host, const char *service, int flags, uint16_t port)
{
	struct addrinfo *addresses;

	ck_assert_int_eq(resolver_look_up(host, service, flags, &addresses), 0);
	ck_assert_ptr_nonnull(addresses->ai_next);
	ck_assert_ptr_null(addresses->ai_next->ai_next);
	ck_assert_int_ne(addresses->ai_family, addresses->ai_next->ai_family);
	require_loopback(addresses, port);
	require_loopback(addresses->ai_next, port);
	freeaddrinfo(addresses);
}

START_TEST(localhost_is_both_loopback_addresses)
{
	require_both(localhosts[_i], "5378", 0, 5378);
	require_both(localhosts[_i], "5378", AI_PASSIVE, 5378);
	require_both(localhosts[_i], NULL, AI_PASSIVE, 0);
}
END_TEST

/* They would be found here if they were not, because nobody is asked. */
START_TEST(other_names_are_looked_up)
{
	static const char *const names[] = { "", "notlocalhost",
		"localhost.invalid", "localhost..", ".." };
	struct addrinfo *addresses;

	ck_assert_int_ne(
	    resolver_look_up(names[_i], "5378", AI_NUMERICHOST, &addresses), 0);
}
END_TEST

START_TEST(numeric_addresses_are_themselves)
{
	struct addrinfo *addresses;
	const struct sockaddr_in *in;

	ck_assert_int_eq(
	    resolver_look_up("192.0.2.1", "5378", 0, &addresses), 0);
	in = (const void *)addresses->ai_addr;
	ck_assert_int_eq(addresses->ai_family, AF_INET);
	ck_assert_uint_eq(ntohl(in->sin_addr.s_addr), 0xc0000201);
	ck_assert_uint_eq(ntohs(in->sin_port), 5378);
	ck_assert_ptr_null(addresses->ai_next);
	freeaddrinfo(addresses);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(
	    tests, localhost_is_both_loopback_addresses, 0, COUNT(localhosts));
	test_cases_add_loop(tests, other_names_are_looked_up, 0, 5);
	test_cases_add(tests, numeric_addresses_are_themselves);
}
