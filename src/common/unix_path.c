/* SPDX-License-Identifier: MIT */
/*
 * No host name has a colon, and in an IPv6 address "unix" is no number: the
 * prefix takes nothing away from them.
 */

#include "common/unix_path.h"

#include <sys/socket.h>

#include <errno.h>
#include <string.h>

const char *
unix_path_of(const char *text)
{
	const size_t size = sizeof(UNIX_PATH_PREFIX) - 1;

	return strncmp(text, UNIX_PATH_PREFIX, size) == 0 ? text + size : NULL;
}

int
unix_path_address(const char *path, struct sockaddr_un *address_r)
{
	size_t size = strlen(path) + 1;

	if (size == 1 || size > UNIX_PATH_BYTES) {
		errno = size == 1 ? EINVAL : ENAMETOOLONG;
		return -1;
	}
	memset(address_r, 0, sizeof(*address_r));
	address_r->sun_family = AF_UNIX;
	memcpy(address_r->sun_path, path, size);
	return 0;
}
