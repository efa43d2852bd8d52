/* SPDX-License-Identifier: MIT */
/*
 * The ceiling: what the kernel of this machine and one thread can carry.
 *
 * This is a relay on bare epoll that speaks as much of the hello protocol as a
 * message needs: HELLO-FROM, SEND, DELIVERY, and JOIN with SAID for its only
 * room.  It has no event library, no workers, no limits worth the name, and
 * does not check names or texts; it is made to be measured next to chatd, and
 * for nothing else.
 *
 * It does what is known to be cheap: one read of up to 64 KiB into a buffer
 * that all connections share, lines parsed where they lie, and one write for
 * each connection that got something, when the input of the reader is used up.
 * At worst, a message takes four system calls (epoll_wait, recv, two sends).
 *
 * relay [port]: listen on 127.0.0.1, on any free port for 0, say on standard
 * error which it is, in chatd's words, and run until killed.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define INPUT_BYTES 65536
#define LINE_BYTES  16384
#define OUTPUT_MAX  (4 * 1024 * 1024) /* a peer with more than this is cut */
#define NAME_BYTES  64
#define TURN_EVENTS 64
#define BUCKETS     65536 /* of the table of names: a power of two */
#define CONNECTIONS 32768 /* the table of descriptors */

/* Bytes that wait to be sent; borrowed from a pool that stays in the cache. */
struct output {
	struct output *next; /* in the pool */
	char *bytes;
	size_t size;
	size_t room;
};

struct connection {
	int fd;
	bool dirty; /* it is in the list of those to be written */
	bool waits; /* EPOLLOUT is on */
	bool in_room;
	size_t name_size; /* 0: not logged in */
	char name[NAME_BYTES];
	struct connection *next_name; /* in the table's bucket */
	struct output *output;        /* NULL: nothing waits */
	char *rest;                   /* the beginning of a line; NULL: none */
	size_t rest_size;
};

static struct connection *names[BUCKETS];
static struct connection *dirty[CONNECTIONS];
static size_t dirty_count;
static struct connection *members[CONNECTIONS];
static size_t member_count;
static struct output *pool;
static int epoll_fd;
static char input[INPUT_BYTES + LINE_BYTES];

static struct connection **
name_bucket(const char *name, size_t size)
{
	uint32_t hash = 2166136261U;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ (unsigned char)name[i]) * 16777619U;
	return &names[hash & (BUCKETS - 1)];
}

static struct connection *
name_find(const char *name, size_t size)
{
	struct connection *c = *name_bucket(name, size);

	while (c != NULL &&
	       (c->name_size != size || memcmp(c->name, name, size) != 0))
		c = c->next_name;
	return c;
}

static void
watch(struct connection *c, int operation, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = c };

	if (epoll_ctl(epoll_fd, operation, c->fd, &event) != 0) {
		perror("relay: epoll_ctl");
		exit(1);
	}
}

static void *
must_have(void *memory)
{
	if (memory == NULL) {
		perror("relay");
		exit(1);
	}
	return memory;
}

/* Make room for size more bytes to c, count them in, and return their place. */
static char *
output_extend(struct connection *c, size_t size)
{
	struct output *o = c->output;

	if (o == NULL) {
		o = pool;
		if (o != NULL)
			pool = o->next;
		else
			o = must_have(calloc(1, sizeof(*o)));
		c->output = o;
	}
	if (o->room - o->size < size) {
		o->room = 2 * (o->size + size) + LINE_BYTES;
		o->bytes = must_have(realloc(o->bytes, o->room));
	}
	if (!c->dirty) {
		c->dirty = true;
		dirty[dirty_count++] = c;
	}
	o->size += size;
	return o->bytes + o->size - size;
}

static void
reply(struct connection *c, const char *line)
{
	size_t size = strlen(line);

	memcpy(output_extend(c, size), line, size);
}

static void
connection_close(struct connection *c)
{
	if (c->name_size > 0) {
		struct connection **at = name_bucket(c->name, c->name_size);

		while (*at != c)
			at = &(*at)->next_name;
		*at = c->next_name;
	}
	for (size_t i = 0; c->in_room && i < member_count; i++) {
		if (members[i] == c)
			members[i--] = members[--member_count];
	}
	for (size_t i = 0; c->dirty && i < dirty_count; i++) {
		if (dirty[i] == c)
			dirty[i--] = dirty[--dirty_count];
	}
	if (c->output != NULL) {
		c->output->size = 0;
		c->output->next = pool;
		pool = c->output;
	}
	(void)close(c->fd);
	free(c->rest);
	free(c);
}

/* Write the output of c.  Return false if the connection is gone. */
static bool
connection_write(struct connection *c)
{
	struct output *o = c->output;
	ssize_t sent = send(c->fd, o->bytes, o->size, MSG_NOSIGNAL);

	c->dirty = false;
	if (sent == (ssize_t)o->size) {
		o->size = 0;
		o->next = pool;
		pool = o;
		c->output = NULL;
		if (c->waits)
			watch(c, EPOLL_CTL_MOD, EPOLLIN);
		c->waits = false;
		return true;
	}
	if ((sent < 0 && errno != EAGAIN) || o->size > OUTPUT_MAX) {
		connection_close(c);
		return false;
	}
	if (sent > 0) {
		o->size -= (size_t)sent;
		memmove(o->bytes, o->bytes + sent, o->size);
	}
	if (!c->waits)
		watch(c, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
	c->waits = true;
	return true;
}

static void
write_dirty(void)
{
	while (dirty_count > 0) {
		struct connection *c = dirty[--dirty_count];

		/* A connection that waits for EPOLLOUT is written then. */
		if (c->waits)
			c->dirty = false;
		else
			(void)connection_write(c);
	}
}

static void
login(struct connection *c, const char *name, size_t size)
{
	struct connection **bucket;
	char *at;

	if (c->name_size > 0 || size == 0 || size > NAME_BYTES) {
		reply(c, "BAD-RQST-BODY\n");
		return;
	}
	if (name_find(name, size) != NULL) {
		reply(c, "IN-USE\n");
		return;
	}
	bucket = name_bucket(name, size);
	memcpy(c->name, name, size);
	c->name_size = size;
	c->next_name = *bucket;
	*bucket = c;
	at = output_extend(c, 6 + size + 1);
	memcpy(at, "HELLO ", 6);
	memcpy(at + 6, name, size);
	at[6 + size] = '\n';
}

/* Deliver head, the sender's name, a blank, and the text with its "\n". */
static void
deliver(struct connection *to, const char *head, size_t head_size,
    const struct connection *from, const char *text, size_t size)
{
	char *at = output_extend(to, head_size + from->name_size + 1 + size);

	memcpy(at, head, head_size);
	at += head_size;
	memcpy(at, from->name, from->name_size);
	at += from->name_size;
	*at++ = ' ';
	memcpy(at, text, size);
}

/* Relay words: the destination, a blank, and the text with its "\n". */
static void
relay(struct connection *c, const char *words, size_t size)
{
	const char *blank = memchr(words, ' ', size);
	struct connection *to;
	size_t name_size;

	if (blank == NULL || blank + 2 >= words + size) {
		reply(c, "BAD-RQST-BODY\n");
		return;
	}
	name_size = (size_t)(blank - words);
	size -= name_size + 1;
	if (words[0] == '#') {
		reply(c, "SEND-OK\n");
		for (size_t i = 0; i < member_count; i++) {
			if (members[i] != c)
				deliver(members[i], "SAID #bench ", 12, c,
				    blank + 1, size);
		}
		return;
	}
	to = name_find(words, name_size);
	if (to == NULL) {
		reply(c, "UNKNOWN\n");
		return;
	}
	memcpy(output_extend(c, 8), "SEND-OK\n", 8);
	deliver(to, "DELIVERY ", 9, c, blank + 1, size);
}

/* Handle one line with its "\n". */
static void
take_line(struct connection *c, const char *line, size_t size)
{
	if (size > 5 && memcmp(line, "SEND ", 5) == 0 && c->name_size > 0) {
		relay(c, line + 5, size - 5);
	} else if (size > 11 && memcmp(line, "HELLO-FROM ", 11) == 0) {
		login(c, line + 11, size - 12);
	} else if (size == 12 && memcmp(line, "JOIN #bench\n", 12) == 0 &&
		   c->name_size > 0 && !c->in_room) {
		c->in_room = true;
		members[member_count++] = c;
		reply(c, "JOIN-OK #bench\n");
	} else {
		reply(c, "BAD-RQST-HDR\n");
	}
}

/* Read once and handle every line.  Return false if the connection is gone. */
static bool
connection_read(struct connection *c)
{
	size_t size = c->rest_size;
	const char *at = input;
	const char *end;
	const char *newline;
	ssize_t received;

	if (size > 0)
		memcpy(input, c->rest, size);
	received = recv(c->fd, input + size, INPUT_BYTES, 0);
	if (received <= 0) {
		if (received < 0 && errno == EAGAIN)
			return true;
		connection_close(c);
		return false;
	}
	end = input + size + received;
	while ((newline = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		take_line(c, at, (size_t)(newline + 1 - at));
		at = newline + 1;
	}
	c->rest_size = (size_t)(end - at);
	if (c->rest_size >= LINE_BYTES) {
		connection_close(c);
		return false;
	}
	if (c->rest_size > 0) {
		if (c->rest == NULL)
			c->rest = must_have(malloc(LINE_BYTES));
		memcpy(c->rest, at, c->rest_size);
	} else {
		free(c->rest);
		c->rest = NULL;
	}
	return true;
}

static void
accept_all(int listener)
{
	int yes = 1;
	int fd;

	while ((fd = accept4(
		    listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		struct connection *c;

		if (fd >= CONNECTIONS) {
			(void)close(fd);
			continue;
		}
		c = must_have(calloc(1, sizeof(*c)));
		c->fd = fd;
		(void)setsockopt(
		    fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
		watch(c, EPOLL_CTL_ADD, EPOLLIN);
	}
}

static int
listen_on(uint16_t port)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	address.sin_port = htons(port);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) != 0 ||
	    listen(fd, SOMAXCONN) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &size) != 0) {
		perror("relay: cannot listen");
		exit(1);
	}
	(void)fprintf(stderr, "relay: hello on 127.0.0.1:%u\n",
	    (unsigned int)ntohs(address.sin_port));
	return fd;
}

static void
turn(int listener)
{
	struct epoll_event events[TURN_EVENTS];
	int count = epoll_wait(epoll_fd, events, TURN_EVENTS, -1);

	for (int i = 0; i < count; i++) {
		struct connection *c = events[i].data.ptr;

		if (c == NULL) {
			accept_all(listener);
			continue;
		}
		if ((events[i].events & EPOLLOUT) != 0 && c->waits &&
		    !connection_write(c))
			continue;
		if ((events[i].events & ~(uint32_t)EPOLLOUT) != 0)
			(void)connection_read(c);
		write_dirty();
	}
}

int
main(int argc, char *argv[])
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = NULL };
	struct rlimit limit;
	int listener;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
	epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	listener = listen_on(
	    (uint16_t)(argc > 1 ? strtoul(argv[1], NULL, 10) : 0));
	if (epoll_fd < 0 ||
	    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &event) != 0) {
		perror("relay");
		return 1;
	}
	for (;;)
		turn(listener);
}
