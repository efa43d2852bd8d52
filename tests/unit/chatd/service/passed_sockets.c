/* SPDX-License-Identifier: MIT */
/* Sockets as a service manager passes them on (sd_listen_fds(3)). */

#include "unit/chatd/service/passed_sockets.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

void
passed_sockets_place(int fd, int type, bool listens)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int made = socket(AF_INET, type, 0);

	STEP(made != -1);
	STEP(bind(made, (const struct sockaddr *)&address, sizeof(address)) ==
	     0);
	STEP(!listens || listen(made, 1) == 0);
	if (made == fd)
		return;
	STEP(dup2(made, fd) == fd);
	close(made);
}

void
passed_sockets_place_unix(int fd, const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int made = socket(AF_UNIX, SOCK_STREAM, 0);

	STEP(made != -1);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	STEP(bind(made, (const struct sockaddr *)&address, sizeof(address)) ==
	     0);
	STEP(listen(made, 1) == 0);
	if (made == fd)
		return;
	STEP(dup2(made, fd) == fd);
	close(made);
}

int
passed_sockets_port(int fd)
{
	struct sockaddr_in address;
	socklen_t size = sizeof(address);

	STEP(getsockname(fd, (struct sockaddr *)&address, &size) == 0);
	return ntohs(address.sin_port);
}

void
passed_sockets_announce(int count, const char *names)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", (int)getpid());
	setenv("LISTEN_PID", number, 1);
	snprintf(number, sizeof(number), "%d", count);
	setenv("LISTEN_FDS", number, 1);
	if (names != NULL)
		setenv("LISTEN_FDNAMES", names, 1);
}

void
passed_sockets_run(void (*body)(void))
{
	pid_t child = fork();
	int status;

	ck_assert_int_ne(child, -1);
	if (child == 0) {
		body();
		exit(EXIT_SUCCESS);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}
