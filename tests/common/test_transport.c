/* SPDX-License-Identifier: MIT */
/* Paths in directories of the test, as far as they are wanted. */

#include "common/test_transport.h"

#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include "common/test_support.h"
#include "common/unix_path.h"

const char *
test_transport_place(void)
{
	const char *transport = getenv("CHATD_TEST_TRANSPORT");

	if (transport == NULL || strcmp(transport, "unix") != 0)
		return "127.0.0.1";
	return test_format("unix:%s/socket", test_directory_create());
}

const char *
test_transport_option(void)
{
	const char *place = test_transport_place();

	return unix_path_of(place) != NULL
		   ? test_format("address = \"%s\"", place)
		   : "port = 0";
}

size_t
test_transport_take_path(const char *text, struct sockaddr_storage *address_r)
{
	const char *path = unix_path_of(text);
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t size;

	if (path == NULL)
		return 0;
	size = strcspn(path, ",\n");
	test_require(size < sizeof(address.sun_path), "too long: %s", path);
	memcpy(address.sun_path, path, size);
	memcpy(address_r, &address, sizeof(address));
	return sizeof(address);
}
