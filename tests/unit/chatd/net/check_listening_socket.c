/* SPDX-License-Identifier: MIT */
/*
 * A socket that listens on every address of the machine, and what it is called.
 */

#include "chatd/net/listening_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit/unit.h"

static void
require_reached(const struct sockaddr *address, socklen_t size)
{
	int fd = socket(address->sa_family, SOCK_STREAM, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(connect(fd, address, size), 0);
	close(fd);
}

static bool
has_ipv6(void)
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6,
		.sin6_addr = IN6ADDR_LOOPBACK_INIT };
	int fd = socket(AF_INET6, SOCK_STREAM, 0);
	bool has = fd >= 0 && bind(fd, (const struct sockaddr *)&address,
				  sizeof(address)) == 0;

	if (fd >= 0)
		close(fd);
	return has;
}

START_TEST(every_address_is_listened_on)
{
	int fd = listening_socket_open_any(0);
	uint16_t port;

	ck_assert_int_ge(fd, 0);
	port = listening_socket_port(fd);
	ck_assert_uint_ne(port, 0);
	require_reached((const struct sockaddr *)&(
			    struct sockaddr_in){ .sin_family = AF_INET,
			    .sin_port = htons(port),
			    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) },
	    sizeof(struct sockaddr_in));
	if (has_ipv6())
		require_reached(
		    (const struct sockaddr *)&(struct sockaddr_in6){
			.sin6_family = AF_INET6,
			.sin6_port = htons(port),
			.sin6_addr = IN6ADDR_LOOPBACK_INIT },
		    sizeof(struct sockaddr_in6));
	close(fd);
}
END_TEST

START_TEST(a_port_in_use_is_an_error)
{
	int first = listening_socket_open_any(0);
	uint16_t port = listening_socket_port(first);

	ck_assert_int_ge(first, 0);
	ck_assert_int_eq(listening_socket_open_any(port), -1);
	close(first);
}
END_TEST

START_TEST(its_name_has_brackets_around_colons)
{
	int fd = listening_socket_open_any(0);
	char name[LISTENING_SOCKET_NAME_BYTES], expected[64];

	ck_assert_int_ge(fd, 0);
	listening_socket_name(fd, name);
	snprintf(expected, sizeof(expected), "%s:%u",
	    name[0] == '[' ? "[::]" : "0.0.0.0", listening_socket_port(fd));
	ck_assert_str_eq(name, expected);
	close(fd);
}
END_TEST

static bool
is_open(const struct sockaddr *address, socklen_t size)
{
	int fd = listening_socket_open(
	    address, size, LISTENING_SOCKET_FREEBIND);
	bool open;

	ck_assert_int_ge(fd, 0);
	open = listening_socket_is_open(fd);
	close(fd);
	return open;
}

static bool
is_open_ipv4(const char *address)
{
	struct sockaddr_in in = { .sin_family = AF_INET };

	ck_assert_int_eq(inet_pton(AF_INET, address, &in.sin_addr), 1);
	return is_open((const struct sockaddr *)&in, sizeof(in));
}

static bool
is_open_ipv6(const char *address)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	ck_assert_int_eq(inet_pton(AF_INET6, address, &in6.sin6_addr), 1);
	return is_open((const struct sockaddr *)&in6, sizeof(in6));
}

START_TEST(only_loopback_addresses_are_not_open)
{
	int any = listening_socket_open_any(0);

	ck_assert(listening_socket_is_open(any));
	close(any);
	ck_assert(!is_open_ipv4("127.0.0.1"));
	ck_assert(!is_open_ipv4("127.255.3.4"));
	ck_assert(is_open_ipv4("0.0.0.0"));
	ck_assert(is_open_ipv4("192.0.2.7"));
	if (!has_ipv6())
		return;
	ck_assert(!is_open_ipv6("::1"));
	ck_assert(is_open_ipv6("::"));
	ck_assert(is_open_ipv6("2001:db8::127"));
}
END_TEST

START_TEST(a_unix_socket_is_not_open_and_what_is_no_socket_is)
{
	int sockets[2], fds[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
	ck_assert(!listening_socket_is_open(sockets[0]));
	ck_assert_int_eq(pipe(fds), 0);
	ck_assert(listening_socket_is_open(fds[0]));
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, every_address_is_listened_on);
	test_cases_add(tests, a_port_in_use_is_an_error);
	test_cases_add(tests, its_name_has_brackets_around_colons);
	test_cases_add(tests, only_loopback_addresses_are_not_open);
	test_cases_add(
	    tests, a_unix_socket_is_not_open_and_what_is_no_socket_is);
}
