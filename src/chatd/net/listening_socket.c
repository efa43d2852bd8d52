/* SPDX-License-Identifier: MIT */
/*
 * The options that every connection needs are set on the listening socket,
 * because Linux hands them down: that saves six system calls a connection.
 */

#include "chatd/net/listening_socket.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/un.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "chatd/net/lifesigns.h"
#include "chatd/net/transport.h"
#include "common/unix_path.h"

static int
listening_socket_set_option(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof(value));
}

/* Set the options that a socket needs before it is bound. */
static int
listening_socket_set_address_options(int fd, int family, unsigned int flags)
{
	bool is_ipv6 = family == AF_INET6;
	bool is_alone = (flags & LISTENING_SOCKET_DUAL_STACK) == 0;

	if (is_ipv6 && listening_socket_set_option(
			   fd, IPPROTO_IPV6, IPV6_V6ONLY, is_alone) != 0)
		return -1;
	if ((flags & LISTENING_SOCKET_FREEBIND) != 0 &&
	    listening_socket_set_option(fd, is_ipv6 ? IPPROTO_IPV6 : IPPROTO_IP,
		is_ipv6 ? IPV6_FREEBIND : IP_FREEBIND, 1) != 0)
		return -1;
	return listening_socket_set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
}

static bool
listening_socket_is_unix(int fd)
{
	int domain = AF_UNSPEC;
	socklen_t size = sizeof(domain);

	return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 &&
	       domain == AF_UNIX;
}

int
listening_socket_prepare(int fd)
{
	if (listening_socket_is_unix(fd))
		return 0;
	if (listening_socket_set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1) != 0 ||
	    listening_socket_set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1) != 0 ||
	    listening_socket_set_option(
		fd, IPPROTO_TCP, TCP_KEEPIDLE, LIFESIGNS_IDLE_S) != 0 ||
	    listening_socket_set_option(
		fd, IPPROTO_TCP, TCP_KEEPINTVL, LIFESIGNS_INTERVAL_S) != 0 ||
	    listening_socket_set_option(
		fd, IPPROTO_TCP, TCP_KEEPCNT, LIFESIGNS_PROBES) != 0)
		return -1;
	return listening_socket_set_option(
	    fd, IPPROTO_TCP, TCP_USER_TIMEOUT, TRANSPORT_USER_TIMEOUT_MS);
}

int
listening_socket_open(
    const struct sockaddr *address, socklen_t size, unsigned int flags)
{
	int fd = socket(
	    address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int saved_errno;

	if (fd < 0)
		return -1;
	if (listening_socket_set_address_options(
		fd, address->sa_family, flags) == 0 &&
	    listening_socket_prepare(fd) == 0 && bind(fd, address, size) == 0 &&
	    listen(fd, SOMAXCONN) == 0)
		return fd;
	saved_errno = errno;
	close(fd);
	errno = saved_errno;
	return -1;
}

uint16_t
listening_socket_port(int fd)
{
	struct sockaddr_storage address = { 0 };
	socklen_t size = sizeof(address);

	if (getsockname(fd, (struct sockaddr *)&address, &size) != 0)
		return 0;
	return ntohs(address.ss_family == AF_INET6
			 ? ((struct sockaddr_in6 *)&address)->sin6_port
			 : ((struct sockaddr_in *)&address)->sin_port);
}

bool
listening_socket_family_is_absent(int error)
{
	return error == EADDRNOTAVAIL || error == EAFNOSUPPORT ||
	       error == EPROTONOSUPPORT;
}

int
listening_socket_open_any(uint16_t port)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
		.sin6_port = htons(port),
		.sin6_addr = IN6ADDR_ANY_INIT };
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr = { htonl(INADDR_ANY) } };
	int fd = listening_socket_open(
	    (struct sockaddr *)&in6, sizeof(in6), LISTENING_SOCKET_DUAL_STACK);

	if (fd < 0 && listening_socket_family_is_absent(errno))
		fd = listening_socket_open(
		    (struct sockaddr *)&in, sizeof(in), 0);
	return fd;
}

const char *
listening_socket_name(int fd, char *buffer)
{
	struct sockaddr_storage address;
	socklen_t size = sizeof(address);
	char host[INET6_ADDRSTRLEN] = "?", port[8] = "?";
	bool is_ipv6;

	memset(&address, 0, sizeof(address));
	if (getsockname(fd, (struct sockaddr *)&address, &size) == 0 &&
	    address.ss_family == AF_UNIX) {
		snprintf(buffer, LISTENING_SOCKET_NAME_BYTES,
		    UNIX_PATH_PREFIX "%.*s", (int)UNIX_PATH_BYTES - 1,
		    ((struct sockaddr_un *)&address)->sun_path);
		return buffer;
	}
	if (address.ss_family != AF_UNSPEC)
		getnameinfo((struct sockaddr *)&address, size, host,
		    sizeof(host), port, sizeof(port),
		    NI_NUMERICHOST | NI_NUMERICSERV);
	is_ipv6 = strchr(host, ':') != NULL;
	snprintf(buffer, LISTENING_SOCKET_NAME_BYTES, "%s%s%s:%s",
	    is_ipv6 ? "[" : "", host, is_ipv6 ? "]" : "", port);
	return buffer;
}

/* Return what IPv4 has mapped into in6, in the order of the machine; or 0. */
static uint32_t
listening_socket_mapped(const struct in6_addr *in6)
{
	uint32_t mapped = 0;

	if (IN6_IS_ADDR_V4MAPPED(in6))
		memcpy(&mapped, &in6->s6_addr[12], sizeof(mapped));
	return ntohl(mapped);
}

bool
listening_socket_is_open(int fd)
{
	struct sockaddr_storage address = { 0 };
	const struct in6_addr *in6 =
	    &((const struct sockaddr_in6 *)&address)->sin6_addr;
	socklen_t size = sizeof(address);
	uint32_t in = 0;

	if (getsockname(fd, (struct sockaddr *)&address, &size) != 0)
		return true;
	if (address.ss_family == AF_UNIX)
		return false;
	if (address.ss_family == AF_INET)
		in = ntohl(
		    ((const struct sockaddr_in *)&address)->sin_addr.s_addr);
	else if (address.ss_family == AF_INET6)
		in = listening_socket_mapped(in6);
	return in >> 24 != IN_LOOPBACKNET &&
	       !(address.ss_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(in6));
}
