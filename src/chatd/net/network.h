/* SPDX-License-Identifier: MIT */
#ifndef CHATD_NETWORK_H
#define CHATD_NETWORK_H

/*
 * Addresses of machines, and networks of them, as values.  IPv4 is kept in its
 * IPv6 form (RFC 4291, section 2.5.5.2), so an address that reaches a socket
 * of IPv6 as ::ffff:192.0.2.7 is 192.0.2.7.  Pure; any thread.
 */

#include <sys/socket.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct network_address {
	uint8_t bytes[16];
};

/* The addresses that begin with the same bits. */
struct network {
	struct network_address address; /* all zero after those bits */
	uint8_t bits;                   /* 0 to 128; 96 more than IPv4 says */
};

/* Bytes that hold every result of network_format(). */
#define NETWORK_TEXT_BYTES 64

/* The bits of a network that is one address. */
#define NETWORK_SINGLE_BITS 128

/* How many bits come before those of an IPv4 address. */
#define NETWORK_IPV4_BITS 96

/* Store the address of a socket's peer.  Return false if it has no such. */
bool network_address_of(
    const struct sockaddr *peer, struct network_address *address_r);

/* Set all bits of the address after the first so many to zero. */
void network_address_cut(struct network_address *address, unsigned int bits);

bool network_address_is_ipv4(const struct network_address *address);

enum network_error {
	NETWORK_VALID,
	NETWORK_MALFORMED,
	NETWORK_HAS_HOST, /* bits after its own are set: "192.0.2.1/24" */
};

/*
 * Read "192.0.2.0/24", "2001:db8::/32", or one address.  *network_r is set
 * unless the text is malformed; where it has a host, to the network that the
 * host is in.
 */
enum network_error network_parse(
    const char *text, size_t size, struct network *network_r);

/*
 * Say whether address is in network.  One of IPv4 is in networks of IPv4 only:
 * ::/0 is all of IPv6.
 */
bool network_has(
    const struct network *network, const struct network_address *address);

/*
 * Compare two networks as qsort(3) does: all of IPv4 comes first, then the
 * lower address, then the larger network.  So all networks within another one
 * follow it, and nothing else is among them.
 */
int network_compare(const struct network *one, const struct network *other);

/*
 * Write network as network_parse() reads it, one address without its bits, to
 * buffer of NETWORK_TEXT_BYTES; return buffer.
 */
const char *network_format(const struct network *network, char *buffer);

#endif
