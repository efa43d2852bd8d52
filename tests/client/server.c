/* SPDX-License-Identifier: MIT */
/*
 * The misbehaving server.  Its calls block, each after a wait with a limit, so
 * that a test reads like the dialogue that it is.
 */

#include "client/server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/test_support.h"

/* In /proc/net/tcp: established, and a timer that is for keepalive. */
#define SERVER_ESTABLISHED 1u
#define SERVER_KEEPALIVE   2u

/* The most that is read for one comparison. */
#define SERVER_READ_BYTES 4096

static int listener = -1;
static int peer = -1;
static unsigned port;

static void
server_wait(int descriptor, const char *what)
{
	test_require(test_wait(descriptor, POLLIN), "want %.60s", what);
}

void
server_listen(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_ne(listener, -1);
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&address, size), 0);
	ck_assert_int_eq(listen(listener, 8), 0);
	ck_assert_int_eq(
	    getsockname(listener, (struct sockaddr *)&address, &size), 0);
	port = ntohs(address.sin_port);
}

const char *
server_target(const char *name)
{
	static char target[128];

	(void)snprintf(target, sizeof(target), "%s%s127.0.0.1:%u", name,
	    *name == '\0' ? "" : "@", port);
	return target;
}

void
server_close(void)
{
	ck_assert_int_eq(close(listener), 0);
	listener = -1;
}

void
server_accept(void)
{
	int on = 1;

	server_wait(listener, "a connection");
	peer = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	ck_assert_int_ne(peer, -1);
	ck_assert_int_eq(
	    setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)), 0);
}

static void
server_expect_reads(const char *bytes, size_t size, size_t reads)
{
	char got[SERVER_READ_BYTES];
	size_t piece;
	ssize_t received;

	for (size_t i = 0; size > 0 && i < reads; i++) {
		piece = size < sizeof(got) ? size : sizeof(got);
		server_wait(peer, bytes);
		received = recv(peer, got, piece, 0);
		test_require(received > 0, "hung up, want %.60s", bytes);
		test_require(memcmp(got, bytes, (size_t)received) == 0,
		    "got %.*s, want %.60s", (int)received, got, bytes);
		bytes += received;
		size -= (size_t)received;
	}
	test_require(size == 0, "want more: %.60s", bytes);
}

void
server_expect_bytes(const char *bytes, size_t size)
{
	server_expect_reads(bytes, size, (size_t)-1);
}

void
server_swallow(size_t size)
{
	static char piece[64 * 1024];
	ssize_t got;

	while (size > 0) {
		server_wait(peer, "more");
		got = recv(peer, piece,
		    size < sizeof(piece) ? size : sizeof(piece), 0);
		ck_assert_int_gt(got, 0);
		size -= (size_t)got;
	}
}

void
server_expect(const char *bytes)
{
	server_expect_bytes(bytes, strlen(bytes));
}

void
server_expect_in_one(const char *bytes)
{
	server_expect_reads(bytes, strlen(bytes), 1);
}

void
server_expect_end(void)
{
	char byte;

	server_wait(peer, "the end");
	ck_assert_int_eq(recv(peer, &byte, 1, 0), 0);
}

void
server_send_bytes(const char *bytes, size_t size)
{
	ssize_t sent;

	while (size > 0) {
		sent = send(peer, bytes, size, MSG_NOSIGNAL);
		ck_assert_int_gt(sent, 0);
		bytes += sent;
		size -= (size_t)sent;
	}
}

void
server_send(const char *bytes)
{
	server_send_bytes(bytes, strlen(bytes));
}

void
server_send_piecemeal(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		server_send_bytes(bytes + i, 1);
}

void
server_flood(const char *bytes, size_t size, int times)
{
	for (int i = 0; i < times; i++)
		if (send(peer, bytes, size, MSG_NOSIGNAL) == -1)
			break;
}

unsigned long
server_probed_within_seconds(void)
{
	char line[256];
	struct sockaddr_in client = { 0 };
	socklen_t size = sizeof(client);
	unsigned int from, to, state, timer;
	unsigned long ticks, seconds = 0;
	FILE *table = fopen("/proc/net/tcp", "r");

	ck_assert_ptr_nonnull(table);
	ck_assert_int_eq(
	    getpeername(peer, (struct sockaddr *)&client, &size), 0);
	while (fgets(line, sizeof(line), table) != NULL)
		if (sscanf(line, " %*u: %*x:%x %*x:%x %x %*x:%*x %x:%lx", &from,
			&to, &state, &timer, &ticks) == 5 &&
		    from == ntohs(client.sin_port) && to == port &&
		    state == SERVER_ESTABLISHED && timer == SERVER_KEEPALIVE)
			seconds = ticks / (unsigned long)sysconf(_SC_CLK_TCK) +
				  1;
	(void)fclose(table);
	return seconds;
}

void
server_finish(void)
{
	ck_assert_int_eq(shutdown(peer, SHUT_WR), 0);
}

void
server_hang_up(void)
{
	ck_assert_int_eq(close(peer), 0);
	peer = -1;
}

void
server_reset(void)
{
	struct linger none = { .l_onoff = 1, .l_linger = 0 };

	ck_assert_int_eq(
	    setsockopt(peer, SOL_SOCKET, SO_LINGER, &none, sizeof(none)), 0);
	server_hang_up();
}
