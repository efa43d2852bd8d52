/* SPDX-License-Identifier: MIT */
/*
 * A thin layer over sd_listen_fds_with_names(3).
 *
 * Only listening stream sockets are taken, of TCP or unix.  Anything else means
 * that the socket unit is wrong.  That is an error, because to start without
 * the port that the unit was meant to hold would hide the mistake from its
 * author.
 */

#include "chatd/service/inherited_sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/unix_path.h"

#ifdef HAVE_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

#define MAIN_LISTENER "main"

#ifdef HAVE_SYSTEMD
/* What systemd calls a socket whose unit gives it no name. */
static const char *const nameless[] = { "chatd.socket", "unknown", NULL };

/* Call a unix socket by its path.  Return 0, or -1 with errno set. */
static int
inherited_socket_name_by_path(struct inherited_socket *socket)
{
	struct sockaddr_un address = { 0 };
	socklen_t size = sizeof(address);
	char *name;

	if (getsockname(socket->fd, (struct sockaddr *)&address, &size) != 0 ||
	    asprintf(&name, UNIX_PATH_PREFIX "%.*s",
		(int)sizeof(address.sun_path), address.sun_path) < 0)
		return -1;
	free(socket->name);
	socket->name = name;
	return 0;
}

static int
inherited_socket_rename(struct inherited_socket *socket)
{
	if (sd_is_socket(socket->fd, AF_UNIX, SOCK_STREAM, 1) > 0)
		return inherited_socket_name_by_path(socket);
	for (size_t i = 0; nameless[i] != NULL; i++) {
		char *name;

		if (strcmp(socket->name, nameless[i]) != 0)
			continue;
		name = strdup(MAIN_LISTENER);
		if (name == NULL)
			return -1;
		free(socket->name);
		socket->name = name;
		break;
	}
	return 0;
}

/* Make the socket ours.  Return NULL, or what is wrong with it. */
static const char *
inherited_socket_prepare(struct inherited_socket *socket)
{
	int flags = fcntl(socket->fd, F_GETFL);

	if (sd_is_socket_inet(socket->fd, AF_UNSPEC, SOCK_STREAM, 1, 0) <= 0 &&
	    sd_is_socket(socket->fd, AF_UNIX, SOCK_STREAM, 1) <= 0)
		return "the service manager passed on something other than a "
		       "listening stream socket";
	if (flags == -1 ||
	    fcntl(socket->fd, F_SETFL, flags | O_NONBLOCK) == -1 ||
	    inherited_socket_rename(socket) == -1)
		return strerror(errno);
	return NULL;
}

/* Fill *sockets_r with what systemd gave, and take over the names. */
static int
inherited_sockets_fill(
    struct inherited_sockets *sockets_r, char **names, size_t count)
{
	sockets_r->sockets = calloc(count, sizeof(sockets_r->sockets[0]));
	if (sockets_r->sockets == NULL)
		return -1;
	sockets_r->count = count;
	for (size_t i = 0; i < count; i++) {
		sockets_r->sockets[i].name = names[i];
		sockets_r->sockets[i].fd = SD_LISTEN_FDS_START + (int)i;
	}
	return 0;
}
#endif

int
inherited_sockets_take(
    struct inherited_sockets *sockets_r, const char **error_r)
{
	memset(sockets_r, 0, sizeof(*sockets_r));
#ifdef HAVE_SYSTEMD
	char **names = NULL;
	int count = sd_listen_fds_with_names(1, &names);

	if (count < 0) {
		*error_r = strerror(-count);
		return -1;
	}
	if (count == 0)
		return 0;
	if (inherited_sockets_fill(sockets_r, names, (size_t)count) == -1) {
		*error_r = strerror(errno);
		for (int i = 0; i < count; i++)
			free(names[i]);
		free(names);
		return -1;
	}
	free(names);
	for (int i = 0; i < count; i++) {
		*error_r = inherited_socket_prepare(&sockets_r->sockets[i]);
		if (*error_r != NULL) {
			inherited_sockets_clear(sockets_r);
			return -1;
		}
	}
#else
	(void)error_r;
#endif
	return 0;
}

int
inherited_sockets_claim(struct inherited_sockets *sockets, const char *name)
{
	for (size_t i = 0; i < sockets->count; i++) {
		struct inherited_socket *socket = &sockets->sockets[i];
		int fd = socket->fd;

		if (fd == -1 || strcmp(socket->name, name) != 0)
			continue;
		socket->fd = -1;
		return fd;
	}
	return -1;
}

void
inherited_sockets_clear(struct inherited_sockets *sockets)
{
	for (size_t i = 0; i < sockets->count; i++) {
		if (sockets->sockets[i].fd != -1)
			close(sockets->sockets[i].fd);
		free(sockets->sockets[i].name);
	}
	free(sockets->sockets);
	memset(sockets, 0, sizeof(*sockets));
}
