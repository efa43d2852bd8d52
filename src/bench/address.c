/* SPDX-License-Identifier: MIT */
/*
 * Addresses.  The server's is looked up before any clock runs; a range is
 * written out, so that a client finds its source address by its number.
 */

#include "bench/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/resolver.h"
#include "common/unix_path.h"

/* A /16 of loopback addresses is more than there are sockets for. */
#define ADDRESSES_MAX 65536

/* Parse the size bytes at text: one address, or two with a "-" between them. */
static int
address_parse_range(
    const char *text, size_t size, uint32_t *first_r, uint32_t *last_r)
{
	char copy[2 * INET_ADDRSTRLEN];
	struct in_addr address;
	char *dash;

	if (size >= sizeof(copy))
		return -1;
	memcpy(copy, text, size);
	copy[size] = '\0';
	dash = strchr(copy, '-');
	if (dash != NULL)
		*dash = '\0';
	if (inet_pton(AF_INET, copy, &address) != 1)
		return -1;
	*first_r = ntohl(address.s_addr);
	if (dash != NULL && inet_pton(AF_INET, dash + 1, &address) != 1)
		return -1;
	*last_r = ntohl(address.s_addr);
	return *last_r >= *first_r ? 0 : -1;
}

const char *
address_resolve(const char *host, const char *port,
    struct sockaddr_storage *address_r, socklen_t *size_r)
{
	struct sockaddr_un address;
	struct addrinfo *found;
	int error;

	if (unix_path_of(host) != NULL) {
		if (unix_path_address(unix_path_of(host), &address) != 0)
			return strerror(errno);
		memcpy(address_r, &address, sizeof(address));
		*size_r = sizeof(address);
		return NULL;
	}

	/* getaddrinfo() would cut a number that is too large. */
	if (strspn(port, "0123456789") == strlen(port) &&
	    (strlen(port) > 5 || atoi(port) > UINT16_MAX || atoi(port) == 0))
		return "there is no such port";
	error = resolver_look_up(host, port, 0, &found);
	if (error != 0)
		return gai_strerror(error);
	memcpy(address_r, found->ai_addr, found->ai_addrlen);
	*size_r = found->ai_addrlen;
	freeaddrinfo(found);
	return NULL;
}

int
address_parse_list(
    const char *text, struct in_addr **addresses_r, size_t *count_r)
{
	struct in_addr *list = calloc(ADDRESSES_MAX, sizeof(*list));
	size_t count = 0;
	uint32_t first;
	uint32_t last;

	if (list == NULL)
		return -1;
	for (;;) {
		size_t size = strcspn(text, ",");

		if (address_parse_range(text, size, &first, &last) != 0 ||
		    last - first >= ADDRESSES_MAX - count)
			goto fail;
		for (uint32_t i = 0; i <= last - first; i++)
			list[count++].s_addr = htonl(first + i);
		if (text[size] == '\0')
			break;
		text += size + 1;
	}
	*addresses_r = list;
	*count_r = count;
	return 0;
fail:
	free(list);
	return -1;
}
