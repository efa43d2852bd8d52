/* SPDX-License-Identifier: MIT */
/*
 * An abstract address needs no file and goes away with the process.
 */

#include "common/test_manager.h"

#include <check.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>

static int manager = -1;

const char *
test_manager_open(void)
{
	static char variable[sizeof("NOTIFY_SOCKET=@") +
			     sizeof(((struct sockaddr_un *)NULL)->sun_path)];
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	socklen_t size = sizeof(address);
	int name_size;

	manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ck_assert_int_ne(manager, -1);
	ck_assert_int_eq(bind(manager, (const struct sockaddr *)&address,
			     sizeof(address.sun_family)),
	    0);
	ck_assert_int_eq(
	    getsockname(manager, (struct sockaddr *)&address, &size), 0);
	name_size = (int)(size - offsetof(struct sockaddr_un, sun_path)) - 1;
	snprintf(variable, sizeof(variable), "NOTIFY_SOCKET=@%.*s", name_size,
	    address.sun_path + 1);
	return variable;
}

int
test_manager_fd(void)
{
	return manager;
}

const char *
test_manager_receive(void)
{
	static char buffer[1024];
	ssize_t size = recv(manager, buffer, sizeof(buffer) - 1, MSG_DONTWAIT);

	if (size < 0) {
		ck_assert_int_eq(errno, EAGAIN);
		return NULL;
	}
	buffer[size] = '\0';
	return buffer;
}
