/* SPDX-License-Identifier: MIT */
#include "cluster/talker.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

bool
talker_connect(struct talker *talker, const struct test_daemon *daemon)
{
	struct sockaddr_storage address;
	size_t size = test_daemon_address(daemon, "hello", 0, &address);
	const int one = 1;
	int fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	test_require(fd >= 0, "socket: %s", strerror(errno));
	if (connect(fd, (struct sockaddr *)&address, (socklen_t)size) != 0) {
		close(fd);
		return false;
	}
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	(void)fcntl(fd, F_SETFL, O_NONBLOCK);
	talker->fd = fd;
	talker->size = talker->taken = 0;
	talker->empty_ns = clock_monotonic_ns();
	return true;
}

bool
talker_say(struct talker *talker, const char *text)
{
	size_t size = strlen(text);

	return send(talker->fd, text, size, MSG_NOSIGNAL | MSG_DONTWAIT) ==
	       (ssize_t)size;
}

/* Move what is left to the front. */
static void
talker_make_room(struct talker *talker)
{
	talker->size -= talker->taken;
	memmove(talker->bytes, talker->bytes + talker->taken, talker->size);
	talker->taken = 0;
}

bool
talker_read(
    struct talker *talker, const struct pollfd *polled, uint64_t polled_ns)
{
	uint64_t now_ns;
	size_t room;
	ssize_t got;

	if (polled->revents == 0) {
		talker->empty_ns = polled_ns;
		return true;
	}
	talker_make_room(talker);
	room = sizeof(talker->bytes) - talker->size;
	now_ns = clock_monotonic_ns();
	got = recv(talker->fd, talker->bytes + talker->size, room, 0);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return true;
	if (got <= 0)
		return false;
	talker->size += (size_t)got;
	talker->after_ns = talker->empty_ns;
	/* It took all there was. */
	if ((size_t)got < room)
		talker->empty_ns = now_ns;
	return true;
}

const char *
talker_take_line(struct talker *talker)
{
	char *line = talker->bytes + talker->taken;
	char *end = memchr(line, '\n', talker->size - talker->taken);

	if (end == NULL)
		return NULL;
	*end = '\0';
	talker->taken = (size_t)(end + 1 - talker->bytes);
	return line;
}

void
talker_close(struct talker *talker, bool is_reset)
{
	const struct linger linger = { .l_onoff = 1 };

	if (talker->fd < 0)
		return;
	if (is_reset)
		(void)setsockopt(
		    talker->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	close(talker->fd);
	talker->fd = -1;
}
