/* SPDX-License-Identifier: MIT */
/*
 * A client on a non-blocking socket that waits only through test_wait().  This
 * half opens, sends and closes.
 */

#include "common/test_client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/test_client_private.h"
#include "common/test_daemon.h"
#include "common/test_nodes.h"
#include "common/test_support.h"
#include "common/test_tls.h"
#include "common/text.h"

/*
 * Small beside what a sender's kernel holds, but not so small that segments
 * find no room: sending them again takes longer and longer.
 */
#define SMALL_BUFFER_BYTES 65536

static void
client_free(void *argument)
{
	struct test_client *client = argument;

	if (client->fd >= 0)
		close(client->fd);
	free(client->input);
	free(client);
}

static void
client_name(struct test_client *client)
{
	struct sockaddr_storage address = { 0 };
	socklen_t size = sizeof(address);
	char host[64], port[16];

	static unsigned int count; /* of connections, as the daemon has it */

	/* What plain calls its guest, if nobody else has connected. */
	count++;
	if (client->peer.ss_family == AF_UNIX) {
		snprintf(client->name, sizeof(client->name), "unix:%ld/%lu/%u",
		    (long)getpid(), (unsigned long)getuid(), count);
		return;
	}
	if (getsockname(client->fd, (struct sockaddr *)&address, &size) < 0 ||
	    getnameinfo((struct sockaddr *)&address, size, host, sizeof(host),
		port, sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		test_fail("a client without an address");
	snprintf(client->name, sizeof(client->name),
	    address.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
}

static void
client_open_socket(struct test_client *client, int family)
{
	int on = 1;

	client->fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	test_require(client->fd >= 0, "socket: %s", strerror(errno));
	/* A unix socket whose queue is full has to be waited for in connect().
	 */
	if (family != AF_UNIX)
		fcntl(client->fd, F_SETFL, O_NONBLOCK);
	setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

/* Return a client with a socket that is not connected yet. */
static struct test_client *
client_new(int family)
{
	struct test_client *client = calloc(1, sizeof(*client));

	ck_assert_ptr_nonnull(client);
	test_defer(client_free, client);
	client_open_socket(client, family);
	return client;
}

static void
client_connect_to(
    struct test_client *client, const struct sockaddr *address, size_t size)
{
	if (connect(client->fd, address, (socklen_t)size) < 0 &&
	    errno != EINPROGRESS)
		test_fail("connect: %s", strerror(errno));
	fcntl(client->fd, F_SETFL, O_NONBLOCK);
	if (!test_wait(client->fd, POLLOUT))
		test_fail("nobody accepts the connection");
	memcpy(&client->peer, address, size);
	client->peer_size = size;
	client_name(client);
	if (client->is_encrypted)
		client->fd = test_tls_relay(client->fd);
}

/* Connect to the daemon's index-th listener that speaks protocol. */
static void
client_connect(struct test_client *client, const struct test_daemon *daemon,
    const char *protocol, size_t index)
{
	struct sockaddr_storage address;
	size_t size = test_daemon_address(daemon, protocol, index, &address);

	client_connect_to(client, (struct sockaddr *)&address, size);
}

/*
 * Come to the second node from another address: the kernel may use one port
 * for connections to two nodes at a time, and guests have only their address
 * and port for a name.
 */
static void
client_choose_address(struct test_client *client)
{
	const struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1) };

	if (client->node > 0)
		(void)bind(client->fd, (const struct sockaddr *)&address,
		    sizeof(address));
}

static struct test_client *
client_open(const struct test_daemon *daemon, const char *protocol,
    size_t index, int buffer_size)
{
	static unsigned int count;
	unsigned int node = count++ % test_nodes_count();
	struct sockaddr_storage address;
	struct test_client *client;

	daemon = test_daemon_node(daemon, node);
	test_daemon_address(daemon, protocol, index, &address);
	client = client_new(address.ss_family);
	client->node = node;
	client_choose_address(client);
	client->is_encrypted = test_daemon_encrypts(daemon, protocol, index);
	if (buffer_size > 0)
		setsockopt(client->fd, SOL_SOCKET, SO_RCVBUF, &buffer_size,
		    sizeof(buffer_size));
	client_connect(client, daemon, protocol, index);
	return client;
}

struct test_client *
test_client_connect_socket(const struct sockaddr *address, size_t size)
{
	struct test_client *client = client_new(address->sa_family);

	client_connect_to(client, address, size);
	return client;
}

void
test_client_connect_again(struct test_client *client)
{
	struct sockaddr_storage peer = client->peer;

	close(client->fd);
	client->start = client->end = 0;
	client->ended = client->reset = false;
	client_open_socket(client, peer.ss_family);
	client_connect_to(client, (struct sockaddr *)&peer, client->peer_size);
}

struct test_client *
test_client_connect(const struct test_daemon *daemon)
{
	return client_open(daemon, "hello", 0, 0);
}

struct test_client *
test_client_connect_to(const struct test_daemon *daemon, size_t index)
{
	return client_open(daemon, "hello", index, 0);
}

struct test_client *
test_client_connect_protocol(
    const struct test_daemon *daemon, const char *protocol)
{
	return client_open(daemon, protocol, 0, 0);
}

struct test_client *
test_client_connect_beside(const struct test_daemon *daemon,
    const char *protocol, size_t index, const struct test_client *other)
{
	struct sockaddr_storage address;
	socklen_t size = (socklen_t)test_daemon_address(
	    daemon, protocol, index, &address);
	struct test_client *client = client_new(address.ss_family);
	int on = 1;

	client->is_encrypted = test_daemon_encrypts(daemon, protocol, index);
	if (other != NULL)
		getsockname(other->fd, (struct sockaddr *)&address, &size);
	else if (address.ss_family == AF_INET6)
		((struct sockaddr_in6 *)&address)->sin6_port = 0;
	else
		((struct sockaddr_in *)&address)->sin_port = 0;
	setsockopt(client->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	test_require(bind(client->fd, (struct sockaddr *)&address, size) == 0,
	    "bind: %s", strerror(errno));
	client_connect(client, daemon, protocol, index);
	return client;
}

struct test_client *
test_client_connect_from(
    const struct test_daemon *daemon, const char *protocol, const char *address)
{
	struct sockaddr_in from = { .sin_family = AF_INET };
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_storage listener;
	struct test_client *client = client_new(AF_INET);

	test_daemon_address(daemon, protocol, 0, &listener);
	to.sin_port = listener.ss_family == AF_INET6
			  ? ((struct sockaddr_in6 *)&listener)->sin6_port
			  : ((struct sockaddr_in *)&listener)->sin_port;
	test_require(inet_pton(AF_INET, address, &from.sin_addr) == 1,
	    "%s is no address", address);
	test_require(
	    bind(client->fd, (struct sockaddr *)&from, sizeof(from)) == 0,
	    "bind: %s", strerror(errno));
	client_connect_to(client, (struct sockaddr *)&to, sizeof(to));
	return client;
}

struct test_client *
test_client_connect_small(
    const struct test_daemon *daemon, const char *protocol)
{
	return client_open(daemon, protocol, 0, SMALL_BUFFER_BYTES);
}

bool
test_client_is_refused(const struct test_daemon *daemon)
{
	struct sockaddr_storage address;
	size_t size = test_daemon_address(daemon, "hello", 0, &address);
	int fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool refused;

	test_require(fd >= 0, "socket: %s", strerror(errno));
	refused = connect(fd, (struct sockaddr *)&address, (socklen_t)size) <
		      0 &&
		  (errno == ECONNREFUSED || errno == ENOENT);
	close(fd);
	return refused;
}

static struct test_client *
client_log_in(struct test_client *client, const char *name)
{
	test_client_ask(client, test_format("HELLO-FROM %s\n", name),
	    test_format("HELLO %s\n", name));
	return client;
}

struct test_client *
test_client_login(const struct test_daemon *daemon, const char *name)
{
	return client_log_in(test_client_connect(daemon), name);
}

struct test_client *
test_client_login_small(const struct test_daemon *daemon, const char *name)
{
	return client_log_in(test_client_connect_small(daemon, "hello"), name);
}

void
test_client_send(struct test_client *client, const char *text)
{
	test_client_send_bytes(client, text, strlen(text));
}

void
test_client_send_bytes(
    struct test_client *client, const void *bytes, size_t size)
{
	size_t sent = 0;

	while ((sent += test_client_try_send(
		    client, (const char *)bytes + sent, size - sent)) < size)
		if (!test_wait(client->fd, POLLOUT))
			test_fail("client %s: nobody reads what it sends",
			    client->name);
}

void
test_client_send_pieces(struct test_client *client, const void *bytes,
    size_t size, size_t piece_max)
{
	size_t sent = 0, piece;

	for (; sent < size; sent += piece) {
		piece = 1 + test_random((uint32_t)piece_max);
		if (piece > size - sent)
			piece = size - sent;
		test_client_send_bytes(
		    client, (const char *)bytes + sent, piece);
	}
}

size_t
test_client_try_send(struct test_client *client, const void *bytes, size_t size)
{
	ssize_t n;

	text_escape(bytes, size, client->sent, sizeof(client->sent));
	n = send(client->fd, bytes, size, MSG_NOSIGNAL);
	if (n < 0 && (errno == EPIPE || errno == ECONNRESET))
		return size;
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		test_fail("client %s: send \"%s\": %s", client->name,
		    client->sent, strerror(errno));
	return n > 0 ? (size_t)n : 0;
}

void
test_client_wait_received(const struct test_client *client)
{
	int bytes;

	/* Nothing tells when: the kernel has to be asked again and again. */
	for (int i = 0; i < TEST_PATIENCE_MS; i++) {
		test_require(ioctl(client->fd, SIOCOUTQ, &bytes) == 0,
		    "ioctl: %s", strerror(errno));
		if (bytes == 0)
			return;
		poll(NULL, 0, 1);
	}
	test_fail("client %s: %d bytes are not received", client->name, bytes);
}

int
test_client_fd(const struct test_client *client)
{
	return client->fd;
}

void
test_client_finish(struct test_client *client)
{
	shutdown(client->fd, SHUT_WR);
}

void
test_client_close(struct test_client *client)
{
	close(client->fd);
	client->fd = -1;
}

void
test_client_abort(struct test_client *client)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	test_client_close(client);
}

const char *
test_client_name(const struct test_client *client)
{
	return client->name;
}
