/* SPDX-License-Identifier: MIT */
/* One table of options; not every system knows all of them. */

#include "chatc/server_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <sys/socket.h>

/*
 * A server that has gone without a word, or a link that is dead, is noticed
 * after these together (tcp(7)), and so is what is sent and never acknowledged.
 * Were the last one shorter, the first probe that is lost would be the end: a
 * time-out of that kind takes the place of the number of probes.
 */
#define SERVER_SOCKET_IDLE_SECONDS  60
#define SERVER_SOCKET_PROBE_SECONDS 10
#define SERVER_SOCKET_PROBES        3
#define SERVER_SOCKET_UNHEARD_MS                                               \
	(1000 * (SERVER_SOCKET_IDLE_SECONDS +                                  \
		    SERVER_SOCKET_PROBES * SERVER_SOCKET_PROBE_SECONDS))

void
server_socket_set_up(int fd)
{
	static const struct {
		int level, option, value;
	} rows[] = {
		{ IPPROTO_TCP, TCP_NODELAY, 1 },
		{ SOL_SOCKET, SO_KEEPALIVE, 1 },
#ifdef TCP_KEEPIDLE
		{ IPPROTO_TCP, TCP_KEEPIDLE, SERVER_SOCKET_IDLE_SECONDS },
		{ IPPROTO_TCP, TCP_KEEPINTVL, SERVER_SOCKET_PROBE_SECONDS },
		{ IPPROTO_TCP, TCP_KEEPCNT, SERVER_SOCKET_PROBES },
#endif
#ifdef TCP_USER_TIMEOUT
		{ IPPROTO_TCP, TCP_USER_TIMEOUT, SERVER_SOCKET_UNHEARD_MS },
#endif
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		(void)setsockopt(fd, rows[i].level, rows[i].option,
		    &rows[i].value, sizeof(rows[i].value));
}

bool
server_socket_is_private(const struct sockaddr *address)
{
	const struct sockaddr_in *in = (const void *)address;
	const struct sockaddr_in6 *in6 = (const void *)address;

	if (address->sa_family == AF_INET)
		return (ntohl(in->sin_addr.s_addr) >> 24) == IN_LOOPBACKNET;
	if (address->sa_family != AF_INET6)
		return address->sa_family == AF_UNIX;
	return IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr) ||
	       (IN6_IS_ADDR_V4MAPPED(&in6->sin6_addr) &&
		   in6->sin6_addr.s6_addr[12] == IN_LOOPBACKNET);
}
