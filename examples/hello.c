/* SPDX-License-Identifier: MIT */
/*
 * A client for the hello protocol, which chatd-protocols(7) describes.
 *
 *	cc -o hello hello.c && ./hello alice localhost 5378
 *
 * Type "bob Good morning!" to write to bob.  A line is read from the terminal
 * only when the reply to the last one has arrived; a delivery may arrive at any
 * moment, even between a request and its reply.
 */

#include <err.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int
connect_to(const char *host, const char *port)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *list, *at;
	int fd = -1, error = getaddrinfo(host, port, &hints, &list);

	if (error != 0)
		errx(1, "%s port %s: %s", host, port, gai_strerror(error));
	for (at = list; at != NULL; at = at->ai_next) {
		fd = socket(at->ai_family, SOCK_STREAM, at->ai_protocol);
		if (fd != -1 && connect(fd, at->ai_addr, at->ai_addrlen) == 0)
			break;
		if (at->ai_next == NULL)
			err(1, "%s port %s", host, port);
		close(fd);
	}
	freeaddrinfo(list);
	return fd;
}

/* Send what is typed and print what arrives, until the server closes. */
static void
converse(int fd, FILE *server)
{
	struct pollfd ready[] = {
		{ fd, POLLIN, 0 },
		{ STDIN_FILENO, POLLIN, 0 }, /* -1 while a reply is due */
	};
	char *line = NULL;
	size_t size = 0;

	while (poll(ready, 2, -1) != -1) {
		if (ready[0].revents != 0) {
			if (getline(&line, &size, server) == -1)
				return;
			fputs(line, stdout);
			if (strncmp(line, "DELIVERY ", 9) != 0)
				ready[1].fd = STDIN_FILENO;
			continue;
		}
		ready[1].fd = -1;
		if (getline(&line, &size, stdin) == -1)
			shutdown(fd, SHUT_WR);
		else if (dprintf(fd, "SEND %.*s\n", (int)strcspn(line, "\n"),
			     line) < 0)
			err(1, "cannot send");
	}
	err(1, "poll");
}

static void
log_in(int fd, FILE *server, const char *name)
{
	char reply[512] = "";

	if (dprintf(fd, "HELLO-FROM %s\n", name) < 0)
		err(1, "cannot send");
	if (fgets(reply, sizeof(reply), server) == NULL)
		errx(1, "the server has closed the connection");
	if (strncmp(reply, "HELLO ", 6) != 0)
		errx(1, "not logged in: %s", reply);
	fputs(reply, stdout);
}

int
main(int argc, char **argv)
{
	FILE *server;
	int fd;

	if (argc != 4)
		errx(2, "usage: hello NAME HOST PORT");
	fd = connect_to(argv[2], argv[3]);
	server = fdopen(fd, "r");
	if (server == NULL)
		err(1, "fdopen");
	/* No buffers, because poll() does not know what lies in them. */
	setvbuf(server, NULL, _IONBF, 0);
	setvbuf(stdin, NULL, _IONBF, 0);
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	log_in(fd, server, argv[1]);
	converse(fd, server);
	return 0;
}
