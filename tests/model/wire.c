/* SPDX-License-Identifier: MIT */
/* What the wires share. */

#include "model/wire.h"

#include <string.h>

#include "common/test_support.h"
#include "common/text.h"
#include "model/peer.h"

/* The daemon's line_max. */
#define LINE_MAX_BYTES 16384

void
wire_fail(const struct wire *wire, const char *bytes, size_t size)
{
	char shown[800];

	text_escape(bytes, size, shown, sizeof(shown));
	test_fail("%s does not say \"%s\"", wire->protocol, shown);
}

void
wire_put_long(struct peer *peer)
{
	char bytes[1024];

	memset(bytes, 'x', sizeof(bytes));
	for (size_t size = 0; size <= LINE_MAX_BYTES; size += sizeof(bytes))
		peer_put(peer, bytes, sizeof(bytes));
}

bool
wire_split(struct slice *rest, const char *mark, struct slice *part_r)
{
	size_t size = strlen(mark);
	const char *found = memmem(rest->bytes, rest->size, mark, size);

	if (found == NULL)
		return false;
	*part_r = (struct slice){ rest->bytes, (size_t)(found - rest->bytes) };
	rest->size -= part_r->size + size;
	rest->bytes = found + size;
	return true;
}
