/* SPDX-License-Identifier: MIT */
/*
 * Numbers of a line are taken as the specification has them, without signs and
 * leading zeros, and words are one blank apart: a proxy writes what a proxy
 * writes, and anything else is somebody else.
 */

#include "chatd/net/proxy_header.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/big_endian.h"

/* ---- version 1 ----------------------------------------------------------- */

/* With its "\r\n". */
#define PROXY_LINE_MAX_BYTES 107

#define PROXY_LINE_WORD "PROXY "

/* Take the word that *at begins with, up to a blank or the end. */
static bool
proxy_take_word(char **at, char **word_r)
{
	char *end;

	if (*at == NULL)
		return false;
	*word_r = *at;
	end = strchr(*at, ' ');
	if (end != NULL)
		*end++ = '\0';
	*at = end;
	return **word_r != '\0';
}

static bool
proxy_read_port(const char *word, in_port_t *port_r)
{
	size_t digits = strspn(word, "0123456789");
	long port = strtol(word, NULL, 10);

	if (digits == 0 || digits > 5 || word[digits] != '\0' ||
	    (word[0] == '0' && digits > 1) || port > UINT16_MAX)
		return false;
	*port_r = htons((uint16_t)port);
	return true;
}

static bool
proxy_set_peer(int family, const char *address, const char *port,
    struct sockaddr_storage *peer_r)
{
	struct sockaddr_in *ipv4 = (struct sockaddr_in *)peer_r;
	struct sockaddr_in6 *ipv6 = (struct sockaddr_in6 *)peer_r;

	memset(peer_r, 0, sizeof(*peer_r));
	peer_r->ss_family = (sa_family_t)family;
	if (family == AF_INET)
		return inet_pton(AF_INET, address, &ipv4->sin_addr) == 1 &&
		       proxy_read_port(port, &ipv4->sin_port);
	return inet_pton(AF_INET6, address, &ipv6->sin6_addr) == 1 &&
	       proxy_read_port(port, &ipv6->sin6_port);
}

/* Read a line behind its first word; it is cut into words. */
static enum proxy_header
proxy_read_line(char *line, struct sockaddr_storage *peer_r)
{
	struct sockaddr_storage proxy;
	char *family, *source, *destination, *source_port, *destination_port;
	int number;

	if (!proxy_take_word(&line, &family))
		return PROXY_HEADER_BAD;
	/* Whatever may follow. */
	if (strcmp(family, "UNKNOWN") == 0)
		return PROXY_HEADER_LOCAL;
	if (strcmp(family, "TCP4") == 0)
		number = AF_INET;
	else if (strcmp(family, "TCP6") == 0)
		number = AF_INET6;
	else
		return PROXY_HEADER_BAD;
	if (!proxy_take_word(&line, &source) ||
	    !proxy_take_word(&line, &destination) ||
	    !proxy_take_word(&line, &source_port) ||
	    !proxy_take_word(&line, &destination_port) || line != NULL)
		return PROXY_HEADER_BAD;
	if (!proxy_set_peer(number, destination, destination_port, &proxy) ||
	    !proxy_set_peer(number, source, source_port, peer_r))
		return PROXY_HEADER_BAD;
	return PROXY_HEADER_PEER;
}

static enum proxy_header
proxy_parse_line(const char *bytes, size_t size, size_t *used_r,
    struct sockaddr_storage *peer_r)
{
	size_t most = size < PROXY_LINE_MAX_BYTES ? size : PROXY_LINE_MAX_BYTES;
	const char *end = memchr(bytes, '\n', most);
	char line[PROXY_LINE_MAX_BYTES];
	size_t length;

	if (end == NULL)
		return size < PROXY_LINE_MAX_BYTES ? PROXY_HEADER_MORE
						   : PROXY_HEADER_BAD;
	*used_r = (size_t)(end - bytes) + 1;
	length = *used_r - 2;
	if (end[-1] != '\r' || memchr(bytes, '\0', length) != NULL)
		return PROXY_HEADER_BAD;
	memcpy(line, bytes, length);
	line[length] = '\0';
	return proxy_read_line(line + strlen(PROXY_LINE_WORD), peer_r);
}

/* ---- version 2 ----------------------------------------------------------- */

#define PROXY_SIGNATURE       "\r\n\r\n\0\r\nQUIT\n"
#define PROXY_SIGNATURE_BYTES 12
#define PROXY_FIXED_BYTES     16

/* The upper half of a byte is the version, the lower one a command. */
#define PROXY_VERSION 0x20

enum proxy_command {
	PROXY_COMMAND_LOCAL = 0,
	PROXY_COMMAND_PROXY = 1,
};

/* A family and a kind of socket. */
enum proxy_family {
	PROXY_FAMILY_TCP4 = 0x11,
	PROXY_FAMILY_TCP6 = 0x21,
};

/* Where the addresses and ports are, behind the fixed part. */
#define PROXY_TCP4_BYTES 12
#define PROXY_TCP6_BYTES 36

static enum proxy_header
proxy_read_tcp4(const char *at, size_t size, struct sockaddr_storage *peer_r)
{
	struct sockaddr_in *ipv4 = (struct sockaddr_in *)peer_r;

	if (size < PROXY_TCP4_BYTES)
		return PROXY_HEADER_BAD;
	memset(peer_r, 0, sizeof(*peer_r));
	ipv4->sin_family = AF_INET;
	memcpy(&ipv4->sin_addr, at, 4);
	memcpy(&ipv4->sin_port, at + 8, 2);
	return PROXY_HEADER_PEER;
}

static enum proxy_header
proxy_read_tcp6(const char *at, size_t size, struct sockaddr_storage *peer_r)
{
	struct sockaddr_in6 *ipv6 = (struct sockaddr_in6 *)peer_r;

	if (size < PROXY_TCP6_BYTES)
		return PROXY_HEADER_BAD;
	memset(peer_r, 0, sizeof(*peer_r));
	ipv6->sin6_family = AF_INET6;
	memcpy(&ipv6->sin6_addr, at, 16);
	memcpy(&ipv6->sin6_port, at + 32, 2);
	return PROXY_HEADER_PEER;
}

static enum proxy_header
proxy_parse_binary(const char *bytes, size_t size, size_t *used_r,
    struct sockaddr_storage *peer_r)
{
	const char *at = bytes + PROXY_FIXED_BYTES;
	size_t behind;

	if (size < PROXY_FIXED_BYTES)
		return PROXY_HEADER_MORE;
	behind = (size_t)big_endian_read(bytes + 14, 2);
	*used_r = PROXY_FIXED_BYTES + behind;
	if (*used_r > PROXY_HEADER_MAX_BYTES)
		return PROXY_HEADER_BAD;
	if ((unsigned char)bytes[12] == (PROXY_VERSION | PROXY_COMMAND_LOCAL))
		return size < *used_r ? PROXY_HEADER_MORE : PROXY_HEADER_LOCAL;
	if ((unsigned char)bytes[12] != (PROXY_VERSION | PROXY_COMMAND_PROXY))
		return PROXY_HEADER_BAD;
	if (size < *used_r)
		return PROXY_HEADER_MORE;
	if (bytes[13] == PROXY_FAMILY_TCP4)
		return proxy_read_tcp4(at, behind, peer_r);
	if (bytes[13] == PROXY_FAMILY_TCP6)
		return proxy_read_tcp6(at, behind, peer_r);
	/* A unix socket, or a family of which nothing is known here. */
	return PROXY_HEADER_LOCAL;
}

/* ---- both ---------------------------------------------------------------- */

/* Say whether bytes and this beginning agree, as far as both go. */
static bool
proxy_may_begin_with(
    const char *bytes, size_t size, const char *beginning, size_t length)
{
	return memcmp(bytes, beginning, size < length ? size : length) == 0;
}

enum proxy_header
proxy_header_parse(const char *bytes, size_t size, size_t *used_r,
    struct sockaddr_storage *peer_r)
{
	size_t word = strlen(PROXY_LINE_WORD);

	if (proxy_may_begin_with(
		bytes, size, PROXY_SIGNATURE, PROXY_SIGNATURE_BYTES))
		return proxy_parse_binary(bytes, size, used_r, peer_r);
	if (!proxy_may_begin_with(bytes, size, PROXY_LINE_WORD, word))
		return PROXY_HEADER_BAD;
	if (size < word)
		return PROXY_HEADER_MORE;
	return proxy_parse_line(bytes, size, used_r, peer_r);
}
