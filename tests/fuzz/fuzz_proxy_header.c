/* SPDX-License-Identifier: MIT */
/*
 * What is made of whatever a proxy, or somebody in its place, sends first.
 *
 * A header ends where it ends, however much has arrived of it or after it; and
 * what has been found to be none does not become one.
 */

#include "fuzz/fuzz.h"

#include <string.h>

#include "chatd/net/proxy_header.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sockaddr_storage peer, other;
	size_t used = 0, used_then = 0;
	enum proxy_header whole;
	enum proxy_header last = PROXY_HEADER_MORE;
	char *bytes = malloc(size + 1);

	fuzz_require(bytes != NULL);
	memcpy(bytes, data, size);
	whole = size > 0 ? proxy_header_parse(bytes, size, &used, &peer)
			 : PROXY_HEADER_MORE;
	fuzz_require(
	    whole != PROXY_HEADER_MORE || size < PROXY_HEADER_MAX_BYTES);
	for (size_t i = 1; i <= size && last == PROXY_HEADER_MORE; i++)
		last = proxy_header_parse(bytes, i, &used_then, &other);
	fuzz_require(last == whole);
	if (whole == PROXY_HEADER_PEER || whole == PROXY_HEADER_LOCAL)
		fuzz_require(used == used_then && used <= size &&
			     used <= PROXY_HEADER_MAX_BYTES);
	if (whole == PROXY_HEADER_PEER)
		fuzz_require(memcmp(&peer, &other, sizeof(peer)) == 0);
	free(bytes);
	return 0;
}
