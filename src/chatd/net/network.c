/* SPDX-License-Identifier: MIT */
/*
 * inet_pton(3) reads addresses, and it is strict: four decimal numbers make one
 * of IPv4, and no name, octal digit or interface is let through.
 */

#include "chatd/net/network.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "/128" has three digits, and no number of bits has more. */
#define NETWORK_DIGITS_MAX 3

static const uint8_t network_mapped[12] = { [10] = 0xff, [11] = 0xff };

bool
network_address_of(
    const struct sockaddr *peer, struct network_address *address_r)
{
	if (peer->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, peer, sizeof(in));
		memcpy(
		    address_r->bytes, network_mapped, sizeof(network_mapped));
		memcpy(address_r->bytes + 12, &in.sin_addr, 4);
		return true;
	}
	if (peer->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;

		memcpy(&in6, peer, sizeof(in6));
		memcpy(address_r->bytes, &in6.sin6_addr, 16);
		return true;
	}
	return false;
}

void
network_address_cut(struct network_address *address, unsigned int bits)
{
	for (unsigned int i = 0; i < sizeof(address->bytes); i++) {
		unsigned int left = bits > i * CHAR_BIT ? bits - i * CHAR_BIT
							: 0;

		if (left < CHAR_BIT)
			address->bytes[i] &= (uint8_t)(0xff00 >> left);
	}
}

bool
network_address_is_ipv4(const struct network_address *address)
{
	return memcmp(address->bytes, network_mapped, sizeof(network_mapped)) ==
	       0;
}

static bool
network_is_ipv4(const struct network *network)
{
	return network->bits >= NETWORK_IPV4_BITS &&
	       network_address_is_ipv4(&network->address);
}

/* Read an address.  Return how many bits stand before it, or -1. */
static int
network_parse_address(const char *text, struct network_address *address_r)
{
	memcpy(address_r->bytes, network_mapped, sizeof(network_mapped));
	if (inet_pton(AF_INET, text, address_r->bytes + 12) == 1)
		return NETWORK_IPV4_BITS;
	return inet_pton(AF_INET6, text, address_r->bytes) == 1 ? 0 : -1;
}

/* Read a number of bits, which is at most most.  Return it, or -1. */
static int
network_parse_bits(const char *text, int most)
{
	size_t size = strlen(text);
	int bits;

	if (size == 0 || size > NETWORK_DIGITS_MAX ||
	    strspn(text, "0123456789") != size)
		return -1;
	bits = atoi(text);
	return bits <= most ? bits : -1;
}

enum network_error
network_parse(const char *text, size_t size, struct network *network_r)
{
	char copy[NETWORK_TEXT_BYTES];
	struct network_address address;
	char *slash;
	int before, bits;

	if (size >= sizeof(copy) || memchr(text, '\0', size) != NULL)
		return NETWORK_MALFORMED;
	memcpy(copy, text, size);
	copy[size] = '\0';
	slash = strchr(copy, '/');
	if (slash != NULL)
		*slash++ = '\0';
	before = network_parse_address(copy, &address);
	if (before == -1)
		return NETWORK_MALFORMED;
	bits = NETWORK_SINGLE_BITS - before;
	if (slash != NULL)
		bits = network_parse_bits(slash, bits);
	if (bits == -1)
		return NETWORK_MALFORMED;
	network_r->address = address;
	network_r->bits = (uint8_t)(before + bits);
	network_address_cut(&network_r->address, network_r->bits);
	return memcmp(&network_r->address, &address, sizeof(address)) == 0
		   ? NETWORK_VALID
		   : NETWORK_HAS_HOST;
}

bool
network_has(
    const struct network *network, const struct network_address *address)
{
	struct network_address cut = *address;

	if (network_is_ipv4(network) != network_address_is_ipv4(address))
		return false;
	network_address_cut(&cut, network->bits);
	return memcmp(&cut, &network->address, sizeof(cut)) == 0;
}

int
network_compare(const struct network *one, const struct network *other)
{
	int order = network_is_ipv4(other) - network_is_ipv4(one);

	if (order == 0)
		order = memcmp(
		    &one->address, &other->address, sizeof(one->address));
	return order != 0 ? order : one->bits - other->bits;
}

const char *
network_format(const struct network *network, char *buffer)
{
	bool is_ipv4 = network_is_ipv4(network);
	char host[INET6_ADDRSTRLEN] = "?";

	if (is_ipv4)
		inet_ntop(
		    AF_INET, network->address.bytes + 12, host, sizeof(host));
	else
		inet_ntop(AF_INET6, network->address.bytes, host, sizeof(host));
	if (network->bits == NETWORK_SINGLE_BITS)
		snprintf(buffer, NETWORK_TEXT_BYTES, "%s", host);
	else
		snprintf(buffer, NETWORK_TEXT_BYTES, "%s/%d", host,
		    network->bits - (is_ipv4 ? NETWORK_IPV4_BITS : 0));
	return buffer;
}
