/* SPDX-License-Identifier: MIT */
/*
 * Lists of networks, and addresses that are looked up in them.
 *
 * The first line of the input is what is allowed, the second what is denied,
 * and the rest are addresses, or networks whose first addresses are looked up.
 * What is found is what looking at each network in turn finds; and a network
 * that is written as text is read as the same one.
 */

#include "fuzz/fuzz.h"

#include <stdio.h>
#include <string.h>

#include "chatd/net/access_list.h"

#define LINES 3

/* More than a word of the configuration has. */
#define LINE_BYTES 16384

#define SEPARATORS " \t\r\n,"

/* Copy the next line, or the rest of the input, as a C string. */
static void
take_line(const char **bytes, size_t *size, bool is_last, char *line)
{
	const char *newline = *size > 0 ? memchr(*bytes, '\n', *size) : NULL;
	size_t length = newline != NULL && !is_last ? (size_t)(newline - *bytes)
						    : *size;
	size_t kept = length < LINE_BYTES ? length : LINE_BYTES - 1;

	memcpy(line, *bytes, kept);
	line[kept] = '\0';
	if (length < *size)
		length++;
	*bytes += length;
	*size -= length;
}

/* Take a network off the front of *text.  Return false at the end. */
static bool
take_network(
    const char **text, enum network_error *error_r, struct network *network_r)
{
	size_t size;

	*text += strspn(*text, SEPARATORS);
	size = strcspn(*text, SEPARATORS);
	if (size == 0)
		return false;
	*error_r = network_parse(*text, size, network_r);
	*text += size;
	return true;
}

static void
check_network(const struct network *network)
{
	char text[NETWORK_TEXT_BYTES];
	struct network again;

	network_format(network, text);
	fuzz_require(
	    network_parse(text, strlen(text), &again) == NETWORK_VALID);
	fuzz_require(again.bits == network->bits);
	fuzz_require(memcmp(&again.address, &network->address,
			 sizeof(again.address)) == 0);
	fuzz_require(network_has(network, &network->address));
	fuzz_require(network_compare(network, &again) == 0);
}

/* Say whether text is a list, and hold what is said about it to that. */
static bool
is_list(const char *text)
{
	char meant[NETWORK_TEXT_BYTES];
	struct slice bad = access_list_find_error(text, meant);
	enum network_error error;
	struct network network;
	size_t count = 0;

	fuzz_require(
	    bad.size == 0 ||
	    (bad.bytes >= text && bad.bytes + bad.size <= text + strlen(text)));
	while (take_network(&text, &error, &network)) {
		if (error != NETWORK_MALFORMED)
			check_network(&network);
		if (error == NETWORK_VALID &&
		    ++count <= ACCESS_LIST_NETWORKS_MAX)
			continue;
		fuzz_require(bad.bytes + bad.size == text);
		fuzz_require((meant[0] != '\0') == (error == NETWORK_HAS_HOST));
		return false;
	}
	fuzz_require(bad.size == 0 && meant[0] == '\0');
	return true;
}

/* Return the bits of the smallest network of text with the address, or -1. */
static int
find_smallest(const char *text, const struct network_address *address)
{
	enum network_error error;
	struct network network;
	int bits = -1;

	while (take_network(&text, &error, &network)) {
		if (network_has(&network, address) && network.bits > bits)
			bits = network.bits;
	}
	return bits;
}

static void
check_address(const struct access_list *list, const char *allowed,
    const char *denied, const struct network_address *address)
{
	int allowed_bits = find_smallest(allowed, address);
	int denied_bits = find_smallest(denied, address);
	enum access found = access_list_find(list, address);

	if (allowed_bits == -1 && denied_bits == -1)
		fuzz_require(found == ACCESS_UNSAID);
	else
		fuzz_require(
		    found == (denied_bits >= allowed_bits ? ACCESS_DENIED
							  : ACCESS_ALLOWED));
	fuzz_require(access_list_admits(list, address) ==
		     (found == ACCESS_UNSAID
			     ? allowed[strspn(allowed, SEPARATORS)] == '\0'
			     : found == ACCESS_ALLOWED));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char lines[LINES][LINE_BYTES];
	const char *bytes = (const char *)data, *rest = lines[LINES - 1];
	struct access_list *list;
	enum network_error error;
	struct network network;
	bool is_valid;

	for (int i = 0; i < LINES; i++)
		take_line(&bytes, &size, i == LINES - 1, lines[i]);
	is_valid = is_list(lines[0]);
	if (!is_list(lines[1]) || !is_valid)
		return 0;
	list = access_list_new(lines[0], lines[1]);
	fuzz_require(list != NULL);
	while (take_network(&rest, &error, &network)) {
		if (error != NETWORK_MALFORMED)
			check_address(
			    list, lines[0], lines[1], &network.address);
	}
	access_list_free(list);
	return 0;
}
