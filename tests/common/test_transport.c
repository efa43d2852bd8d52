/* SPDX-License-Identifier: MIT */
/* Paths in directories of the test, as far as they are wanted. */

#include "common/test_transport.h"

#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include "common/test_certificate.h"
#include "common/test_support.h"
#include "common/unix_path.h"

static bool
transport_is(const char *wanted)
{
	const char *transport = getenv("CHATD_TEST_TRANSPORT");

	return transport != NULL && strcmp(transport, wanted) == 0;
}

bool
test_transport_is_tls(void)
{
	return transport_is("tls");
}

bool
test_transport_tells_resets(void)
{
	return !transport_is("unix") && !transport_is("tls");
}

const char *
test_transport_certificate_option(void)
{
	return test_transport_is_tls() ? test_format("certificate=%s",
					     test_certificate_create_usual())
				       : "certificate=";
}

const char *
test_transport_place(void)
{
	if (!transport_is("unix"))
		return "127.0.0.1";
	return test_format("unix:%s/socket", test_directory_create());
}

/* Return the option of a listener that is to be there. */
static const char *
transport_option(void)
{
	const char *place = test_transport_place();

	return unix_path_of(place) != NULL
		   ? test_format("address = \"%s\"", place)
		   : "port = 0";
}

/* Return where the next listener that speaks protocol is, or NULL. */
static const char *
transport_find_next(const char *line, const char *protocol)
{
	const char *const words[] = { " on ", " with TLS on ",
		" with TLS or without on " };
	const char *found = line;

	while ((found = strstr(found, protocol)) != NULL) {
		found += strlen(protocol);
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
			if (strncmp(found, words[i], strlen(words[i])) == 0)
				return found + strlen(words[i]);
	}
	return NULL;
}

const char *
test_transport_find_listener(
    const char *line, const char *protocol, size_t index)
{
	for (size_t i = 0; i <= index && line != NULL; i++)
		line = transport_find_next(line, protocol);
	return line;
}

const char *
test_transport_listeners(const char *protocols)
{
	const char *text = "";
	int size;

	for (int i = 1; *protocols != '\0'; protocols += size, i++) {
		protocols += strspn(protocols, " ");
		size = (int)strcspn(protocols, " ");
		text = test_format(
		    "%slistener \"%.*s%d\" { protocol = %.*s %s }\n", text,
		    size, protocols, i, size, protocols, transport_option());
	}
	return test_file_create(text, strlen(text));
}

bool
test_transport_encrypts(const char *line, const char *protocol, size_t index)
{
	static const char words[] = " with TLS on ";
	const char *found = test_transport_find_listener(line, protocol, index);

	return found != NULL &&
	       strncmp(found - strlen(words), words, strlen(words)) == 0;
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
