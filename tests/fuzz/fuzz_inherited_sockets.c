/* SPDX-License-Identifier: MIT */
/*
 * What a service manager passes on, in descriptors and in the environment,
 * whatever that says.
 *
 * The first line of the input is a letter for each descriptor from 3 on: l is a
 * listening TCP socket, t one that does not listen, u a listening UNIX socket,
 * n the null device, and anything else nothing.  The next lines are the values
 * of LISTEN_PID, where "self" is this process, LISTEN_FDS and LISTEN_FDNAMES;
 * where there is no line, the variable is not set.
 */

#include "fuzz/fuzz.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "chatd/service/inherited_sockets.h"

#define FIRST_FD 3 /* SD_LISTEN_FDS_START */
#define FDS_MAX  6

/* Longer than any list of names that can be right. */
#define LINE_MAX_BYTES 1024

static const char *const variables[] = { "LISTEN_PID", "LISTEN_FDS",
	"LISTEN_FDNAMES" };

#define VARIABLE_COUNT (sizeof(variables) / sizeof(variables[0]))

static int
make_socket(int domain, bool listens)
{
	/* The kernel chooses a port, and a name with autobind. */
	const struct sockaddr_in inet = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const struct sockaddr_un local = { .sun_family = AF_UNIX };
	int fd = socket(domain, SOCK_STREAM, 0);

	fuzz_require(fd != -1);
	if (domain == AF_INET)
		fuzz_require(bind(fd, (const struct sockaddr *)&inet,
				 sizeof(inet)) == 0);
	else
		fuzz_require(bind(fd, (const struct sockaddr *)&local,
				 sizeof(local.sun_family)) == 0);
	fuzz_require(!listens || listen(fd, 1) == 0);
	return fd;
}

static int
make_descriptor(char letter)
{
	switch (letter) {
	case 'l':
		return make_socket(AF_INET, true);
	case 't':
		return make_socket(AF_INET, false);
	case 'u':
		return make_socket(AF_UNIX, true);
	case 'n':
		return open("/dev/null", O_RDWR);
	default:
		return -1;
	}
}

/* Place what letters says, and nothing else, at the first descriptors. */
static void
place_descriptors(const char *letters)
{
	size_t count = strlen(letters);

	for (size_t i = 0; i < FDS_MAX; i++)
		close(FIRST_FD + (int)i);
	for (size_t i = 0; i < FDS_MAX && i < count; i++) {
		int fd = make_descriptor(letters[i]);

		if (fd == -1 || fd == FIRST_FD + (int)i)
			continue;
		fuzz_require(dup2(fd, FIRST_FD + (int)i) != -1);
		close(fd);
	}
}

/* Take a line off the front of the input, as a C string. */
static bool
take_line(const char **bytes, size_t *size, char *line)
{
	const char *newline = *size > 0 ? memchr(*bytes, '\n', *size) : NULL;
	size_t length = newline != NULL ? (size_t)(newline - *bytes) : *size;

	if (*size == 0)
		return false;
	snprintf(line, LINE_MAX_BYTES, "%.*s", (int)length, *bytes);
	*bytes += newline != NULL ? length + 1 : length;
	*size -= newline != NULL ? length + 1 : length;
	return true;
}

static void
set_environment(const char *bytes, size_t size)
{
	char line[LINE_MAX_BYTES];

	for (size_t i = 0; i < VARIABLE_COUNT; i++) {
		unsetenv(variables[i]);
		if (!take_line(&bytes, &size, line))
			continue;
		if (i == 0 && strcmp(line, "self") == 0)
			snprintf(line, sizeof(line), "%ld", (long)getpid());
		fuzz_require(setenv(variables[i], line, 1) == 0);
	}
}

static void
check_socket(const struct inherited_socket *socket)
{
	int listens = 0;
	socklen_t size = sizeof(listens);

	fuzz_require(socket->name != NULL &&
		     strcmp(socket->name, "unknown") != 0 &&
		     strcmp(socket->name, "chatd.socket") != 0);
	fuzz_require(socket->fd >= FIRST_FD && socket->fd < FIRST_FD + FDS_MAX);
	fuzz_require((fcntl(socket->fd, F_GETFL) & O_NONBLOCK) != 0 &&
		     (fcntl(socket->fd, F_GETFD) & FD_CLOEXEC) != 0);
	fuzz_require(getsockopt(socket->fd, SOL_SOCKET, SO_ACCEPTCONN, &listens,
			 &size) == 0 &&
		     listens != 0);
}

/* Claim every other socket; each is handed out once, under its name. */
static void
check_claims(struct inherited_sockets *sockets)
{
	fuzz_require(inherited_sockets_claim(sockets, "\n") == -1);
	for (size_t i = 0; i < sockets->count; i += 2) {
		const char *name = sockets->sockets[i].name;
		int fd = inherited_sockets_claim(sockets, name);
		size_t same = 0;

		for (size_t j = 0; j < sockets->count; j++)
			same += strcmp(sockets->sockets[j].name, name) == 0;
		fuzz_require(fd != -1 || same > 1);
		if (fd != -1)
			fuzz_require(close(fd) == 0);
	}
}

static void
check_all_closed(size_t count)
{
	for (size_t i = 0; i < count; i++)
		fuzz_require(fcntl(FIRST_FD + (int)i, F_GETFD) == -1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	char letters[LINE_MAX_BYTES] = "";
	struct inherited_sockets sockets;
	const char *error = NULL;
	size_t count;

	take_line(&bytes, &size, letters);
	place_descriptors(letters);
	set_environment(bytes, size);
	if (inherited_sockets_take(&sockets, &error) == -1) {
		fuzz_require(error != NULL && error[0] != '\0');
		fuzz_require(sockets.count == 0 && sockets.sockets == NULL);
	}
	count = sockets.count;
	for (size_t i = 0; i < count; i++)
		check_socket(&sockets.sockets[i]);
#ifdef HAVE_SYSTEMD
	for (size_t i = 0; i < VARIABLE_COUNT; i++)
		fuzz_require(getenv(variables[i]) == NULL);
#endif
	check_claims(&sockets);
	inherited_sockets_clear(&sockets);
	check_all_closed(count);
	return 0;
}
