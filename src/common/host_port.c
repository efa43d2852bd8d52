/* SPDX-License-Identifier: MIT */
/*
 * The port follows the last colon.  Whether there is such a host is for the
 * resolver to say.
 */

#include "common/host_port.h"

#include <stddef.h>
#include <string.h>

static int
host_port_parse_port(const char *text, uint16_t *port_r)
{
	unsigned int port = 0;

	if (*text == '\0')
		return -1;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return -1;
		port = port * 10 + (unsigned int)(*text - '0');
		if (port > UINT16_MAX)
			return -1;
	}
	*port_r = (uint16_t)port;
	return 0;
}

int
host_port_parse(
    const char *text, char host_r[HOST_PORT_HOST_BYTES], uint16_t *port_r)
{
	const char *colon = strrchr(text, ':');
	size_t size;

	if (colon == NULL || host_port_parse_port(colon + 1, port_r) != 0)
		return -1;
	size = (size_t)(colon - text);
	if (size >= 2 && text[0] == '[' && text[size - 1] == ']') {
		text++;
		size -= 2;
	} else if (memchr(text, ':', size) != NULL) {
		return -1;
	}
	if (size == 0 || size >= HOST_PORT_HOST_BYTES)
		return -1;
	memcpy(host_r, text, size);
	host_r[size] = '\0';
	return 0;
}
