/* SPDX-License-Identifier: MIT */
/*
 * Connecting to a host with several addresses, some of which fail, either
 * later, as one that refuses does, or at once, as the broadcast address does.
 */

#include "chatc/server_connection.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/event.h>

#include "chatc/codecs/buffer.h"
#include "chatc/server_socket.h"
#include "unit/unit.h"

#define ADDRESSES 3

static struct event_base *base;
static struct server_connection *connection;
static struct sockaddr_in sockets[ADDRESSES];
static struct addrinfo addresses[ADDRESSES];
static struct buffer done;

static void
connected_cb(void *context, bool is_private)
{
	(void)context;
	/* It is that of 127.0.0.1. */
	ck_assert(is_private);
	buffer_append_text(&done, "connected ");
	event_base_loopbreak(base);
}

static void
failed_cb(void *context, const char *why)
{
	(void)context;
	buffer_append_format(&done, "failed: %s ", why);
	event_base_loopbreak(base);
}

static void
received_cb(void *context, const char *bytes, size_t size)
{
	(void)context;
	buffer_append(&done, bytes, size);
}

static void
sent_cb(void *context)
{
	(void)context;
}

static void
ended_cb(void *context, const char *why)
{
	(void)context;
	buffer_append_format(&done, "ended: %s ", why);

	/* The owner may open it again from here. */
	server_connection_open(connection);
}

static const struct server_connection_events events = {
	.connected = connected_cb,
	.failed = failed_cb,
	.received = received_cb,
	.sent = sent_cb,
	.ended = ended_cb,
};

/* Return a socket that is bound to the address at index. */
static int
bind_address(size_t index)
{
	int descriptor = socket(AF_INET, SOCK_STREAM, 0);
	socklen_t size = sizeof(sockets[index]);

	ck_assert_int_ne(descriptor, -1);
	sockets[index].sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(
	    bind(descriptor, (struct sockaddr *)&sockets[index], size), 0);
	ck_assert_int_eq(
	    getsockname(descriptor, (struct sockaddr *)&sockets[index], &size),
	    0);
	return descriptor;
}

static void
set_up(void)
{
	for (size_t i = 0; i < ADDRESSES; i++) {
		sockets[i] = (struct sockaddr_in){ .sin_family = AF_INET };
		addresses[i] = (struct addrinfo){
			.ai_family = AF_INET,
			.ai_socktype = SOCK_STREAM,
			.ai_addr = (struct sockaddr *)&sockets[i],
			.ai_addrlen = sizeof(sockets[i]),
			.ai_next = i + 1 < ADDRESSES ? &addresses[i + 1] : NULL,
		};
	}
	base = event_base_new();
	connection = server_connection_new(
	    base, addresses, NULL, &events, NULL);
	ck_assert_ptr_nonnull(connection);

	/* The first fails at once, the second is refused. */
	sockets[0].sin_addr.s_addr = htonl(INADDR_BROADCAST);
	sockets[0].sin_port = htons(9);
}

static void
tear_down(void)
{
	server_connection_free(connection);
	event_base_free(base);
	buffer_clear(&done);
}

static void
assert_done(const char *want)
{
	buffer_append(&done, "", 1);
	ck_assert_str_eq(done.bytes, want);
	buffer_clear(&done);
}

START_TEST(goes_on_to_an_address_that_answers)
{
	int bound = bind_address(1), listener = bind_address(2);

	ck_assert_int_eq(listen(listener, 1), 0);
	server_connection_open(connection);
	ck_assert_uint_eq(done.size, 0);
	event_base_dispatch(base);
	assert_done("connected ");
	(void)close(bound);
	(void)close(listener);
}
END_TEST

START_TEST(fails_after_the_last_address)
{
	int bound = bind_address(1), last = bind_address(2);

	server_connection_open(connection);
	event_base_dispatch(base);
	assert_done("failed: Connection refused ");
	(void)close(bound);
	(void)close(last);
}
END_TEST

START_TEST(can_be_opened_again_after_its_end)
{
	int bound = bind_address(1), listener = bind_address(2), peer;

	ck_assert_int_eq(listen(listener, 1), 0);
	server_connection_open(connection);
	event_base_dispatch(base);
	peer = accept(listener, NULL, NULL);
	ck_assert_int_eq(send(peer, "bye ", 4, 0), 4);
	(void)close(peer);
	event_base_dispatch(base);
	assert_done("connected bye ended: the server closed it connected ");
	(void)close(bound);
	(void)close(listener);
}
END_TEST

/* All of this happens before the loop has looked even once. */
START_TEST(reads_what_was_sent_before_a_reset)
{
	struct linger none = { .l_onoff = 1, .l_linger = 0 };
	int listener = bind_address(2), peer;

	ck_assert_int_eq(listen(listener, 1), 0);
	addresses[2].ai_next = NULL;
	server_connection_free(connection);
	connection = server_connection_new(
	    base, &addresses[2], NULL, &events, NULL);
	server_connection_open(connection);
	peer = accept(listener, NULL, NULL);
	ck_assert_int_eq(send(peer, "BUSY ", 5, 0), 5);
	ck_assert_int_eq(
	    setsockopt(peer, SOL_SOCKET, SO_LINGER, &none, sizeof(none)), 0);
	(void)close(peer);
	event_base_dispatch(base);
	buffer_append(&done, "", 1);
	ck_assert_ptr_eq(
	    strstr(done.bytes, "connected BUSY ended: "), done.bytes);
	(void)close(listener);
}
END_TEST

START_TEST(reports_nothing_after_it_is_closed)
{
	server_connection_open(connection);
	server_connection_close(connection);
	event_base_dispatch(base);
	ck_assert_uint_eq(done.size, 0);
	server_connection_send(connection, "x", 1);
	server_connection_finish(connection);
	server_connection_free(NULL);
}
END_TEST

/* Say whether chatc takes this address for that of its own machine. */
static bool
is_private(int family, const char *text)
{
	union {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	} address = { .any.sa_family = (sa_family_t)family };
	void *bytes = family == AF_INET6 ? (void *)&address.in6.sin6_addr
					 : (void *)&address.in.sin_addr;

	if (family != AF_UNIX)
		ck_assert_int_eq(inet_pton(family, text, bytes), 1);
	return server_socket_is_private(&address.any);
}

START_TEST(knows_who_could_read_along)
{
	ck_assert(is_private(AF_UNIX, ""));
	ck_assert(is_private(AF_INET, "127.0.0.1"));
	ck_assert(is_private(AF_INET, "127.255.0.3"));
	ck_assert(!is_private(AF_INET, "128.0.0.1"));
	ck_assert(!is_private(AF_INET, "1.0.0.127"));
	ck_assert(is_private(AF_INET6, "::1"));
	ck_assert(is_private(AF_INET6, "::ffff:127.0.0.1"));
	ck_assert(!is_private(AF_INET6, "::ffff:10.0.0.1"));
	ck_assert(!is_private(AF_INET6, "::2"));
	ck_assert(!is_private(AF_INET6, "fe80::1"));
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_up, tear_down);
	test_cases_add(tests, goes_on_to_an_address_that_answers);
	test_cases_add(tests, fails_after_the_last_address);
	test_cases_add(tests, can_be_opened_again_after_its_end);
	test_cases_add(tests, reads_what_was_sent_before_a_reset);
	test_cases_add(tests, reports_nothing_after_it_is_closed);
	test_cases_add(tests, knows_who_could_read_along);
}
