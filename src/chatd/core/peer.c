/* SPDX-License-Identifier: MIT */
/*
 * IPv4 addresses are kept in their IPv6 form (RFC 4291, section 2.5.5.2), so
 * that there is one form to keep, and written as what they are.
 *
 * A process and its user have a form of their own there, which begins like a
 * multicast address: nothing that connects by TCP has one.
 */

#include "chatd/core/peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <stdio.h>
#include <string.h>
#include <sys/types.h>

static const uint8_t peer_mapped[12] = { [10] = 0xff, [11] = 0xff };

/* What the form of a process begins with; its number and its user's follow. */
static const uint8_t peer_unix[8] = { 0xff };

static void
peer_ask_credentials(int fd, struct peer *peer)
{
	struct ucred credentials;
	socklen_t size = sizeof(credentials);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
		return;
	memcpy(peer->address, peer_unix, sizeof(peer_unix));
	memcpy(peer->address + 8, &credentials.pid, 4);
	memcpy(peer->address + 12, &credentials.uid, 4);
}

struct peer
peer_make(int fd, const struct sockaddr *address)
{
	struct peer peer = { { 0 }, { 0 } };

	if (address->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, address, sizeof(in));
		memcpy(peer.address, peer_mapped, sizeof(peer_mapped));
		memcpy(peer.address + 12, &in.sin_addr, 4);
		memcpy(peer.port, &in.sin_port, 2);
	} else if (address->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;

		memcpy(&in6, address, sizeof(in6));
		memcpy(peer.address, &in6.sin6_addr, 16);
		memcpy(peer.port, &in6.sin6_port, 2);
	} else if (address->sa_family == AF_UNIX) {
		peer_ask_credentials(fd, &peer);
	}
	return peer;
}

bool
peer_is_unix(const struct peer *peer)
{
	return memcmp(peer->address, peer_unix, sizeof(peer_unix)) == 0;
}

bool
peer_get_user(const struct peer *peer, uid_t *user_r)
{
	if (!peer_is_unix(peer))
		return false;
	memcpy(user_r, peer->address + 12, 4);
	return true;
}

static bool
peer_is_ipv4(const struct peer *peer)
{
	return memcmp(peer->address, peer_mapped, sizeof(peer_mapped)) == 0;
}

bool
peer_is_local(const struct peer *peer)
{
	static const uint8_t loopback[16] = { [15] = 1 };

	if (peer_is_ipv4(peer))
		return peer->address[12] == 127;
	return peer_is_unix(peer) ||
	       memcmp(peer->address, loopback, sizeof(loopback)) == 0;
}

struct peer
peer_origin(const struct peer *peer)
{
	struct peer origin = *peer;

	memset(origin.port, 0, sizeof(origin.port));
	if (peer_is_unix(peer))
		memset(origin.address + 8, 0, 4);
	else if (!peer_is_ipv4(peer))
		memset(origin.address + 8, 0, 8);
	return origin;
}

static const char *
peer_format_unix(const struct peer *peer, char *buffer)
{
	pid_t process;
	uid_t user;

	memcpy(&process, peer->address + 8, 4);
	memcpy(&user, peer->address + 12, 4);
	snprintf(buffer, PEER_TEXT_BYTES, "unix:%ld/%lu", (long)process,
	    (unsigned long)user);
	return buffer;
}

const char *
peer_format(const struct peer *peer, char *buffer)
{
	unsigned int port = (unsigned int)peer->port[0] << 8 | peer->port[1];
	char host[INET6_ADDRSTRLEN] = "?";

	if (peer_is_unix(peer))
		return peer_format_unix(peer, buffer);
	if (peer_is_ipv4(peer)) {
		inet_ntop(AF_INET, peer->address + 12, host, sizeof(host));
		snprintf(buffer, PEER_TEXT_BYTES, "%s:%u", host, port);
	} else {
		inet_ntop(AF_INET6, peer->address, host, sizeof(host));
		snprintf(buffer, PEER_TEXT_BYTES, "[%s]:%u", host, port);
	}
	return buffer;
}
