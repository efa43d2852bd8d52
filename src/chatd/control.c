/* SPDX-License-Identifier: MIT */
/*
 * The console's socket.  Clients are few and not in a hurry, so plain
 * bufferevents do; but whatever comes in, the chat must not notice: lines are
 * short, clients are counted, and one that does not read its replies is asked
 * nothing more.
 */

#include "chatd/control.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>

#include "chatd/control_commands.h"
#include "chatd/server_private.h"
#include "common/log.h"
#include "common/text.h"

/* More operators than that are a mistake, or worse. */
#define CONTROL_CLIENTS_MAX 16

#define CONTROL_LINE_BYTES_MAX 4096

/* Groups of a peer that are looked at; Linux allows 65536, people have few. */
#define CONTROL_GROUPS_MAX 1024

struct control_client {
	struct control_client *next;
	struct control *control;
	struct bufferevent *stream;
	uint64_t number;
	uid_t uid;
	bool is_waiting; /* for the reply to be complete */
	bool is_ending;	 /* freed when the callback returns */
};

struct control {
	struct server *server;
	struct control_client *clients;
	struct event *readable;
	unsigned int client_count;
	uint64_t last_number;
	int fd;
	gid_t group; /* of the socket */
	struct sockaddr_un address;
};

/* ---- replies ------------------------------------------------------------- */

void
control_append_bytes(
    struct control_client *client, const char *bytes, size_t size)
{
	if (bufferevent_write(client->stream, bytes, size) != 0)
		client->is_ending = true;
}

static void control_append_arguments(struct control_client *client,
    const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

static void
control_append_arguments(
    struct control_client *client, const char *format, va_list arguments)
{
	struct evbuffer *output = bufferevent_get_output(client->stream);

	if (evbuffer_add_vprintf(output, format, arguments) < 0)
		client->is_ending = true;
}

void
control_append(struct control_client *client, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	control_append_arguments(client, format, arguments);
	va_end(arguments);
}

struct evbuffer *
control_client_output(struct control_client *client)
{
	return bufferevent_get_output(client->stream);
}

void
control_reply_end(struct control_client *client)
{
	control_append_bytes(client, "\n", 1);
	client->is_waiting = false;
	/* What is in the input already makes no event of its own. */
	bufferevent_trigger(
	    client->stream, EV_READ, BEV_TRIG_DEFER_CALLBACKS);
}

void
control_reply_ok(struct control_client *client)
{
	control_append(client, "OK\n");
	control_reply_end(client);
}

void
control_reply_error(struct control_client *client, const char *format, ...)
{
	va_list arguments;

	control_append(client, "ERROR ");
	va_start(arguments, format);
	control_append_arguments(client, format, arguments);
	va_end(arguments);
	control_append(client, "\n");
	control_reply_end(client);
}

/* ---- clients ------------------------------------------------------------- */

static void
control_client_free(struct control_client *client)
{
	struct control *control = client->control;
	struct control_client **link = &control->clients;

	while (*link != client)
		link = &(*link)->next;
	*link = client->next;
	control->client_count--;
	bufferevent_free(client->stream);
	free(client);
}

static void
control_ended_cb(struct bufferevent *stream, short what, void *argument)
{
	(void)stream;
	(void)what;
	control_client_free(argument);
}

/*
 * Handle the first line, if there is a whole one; return whether there may be
 * another.
 */
static bool
control_handle_line(struct control_client *client)
{
	struct evbuffer *input = bufferevent_get_input(client->stream);
	size_t size;
	char *line = evbuffer_readln(input, &size, EVBUFFER_EOL_LF);

	if (line == NULL) {
		if (evbuffer_get_length(input) > CONTROL_LINE_BYTES_MAX)
			client->is_ending = true;
		return false;
	}
	client->is_waiting = true;
	if (!text_is_valid(line, size))
		control_reply_error(client, "the request is not text");
	else
		control_command(client, (struct slice){ line, size });
	free(line);
	return true;
}

static void
control_readable_cb(struct bufferevent *stream, void *argument)
{
	struct control_client *client = argument;
	struct evbuffer *output = bufferevent_get_output(stream);

	/* A client that reads no replies gets no more of them. */
	while (!client->is_waiting && !client->is_ending &&
	    evbuffer_get_length(output) == 0 && control_handle_line(client))
		continue;
	if (client->is_ending)
		control_client_free(client);
}

static void
control_written_cb(struct bufferevent *stream, void *argument)
{
	control_readable_cb(stream, argument);
}

/* ---- who may connect ----------------------------------------------------- */

static bool
control_has_group(int fd, gid_t group)
{
	gid_t groups[CONTROL_GROUPS_MAX];
	socklen_t size = sizeof(groups);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &size) != 0)
		return false;
	for (size_t i = 0; i < size / sizeof(groups[0]); i++) {
		if (groups[i] == group)
			return true;
	}
	return false;
}

/* The mode of the socket says the same; but a mode is easily changed. */
static bool
control_is_allowed(const struct control *control, int fd, uid_t *uid_r)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
		return false;
	*uid_r = peer.uid;
	return peer.uid == 0 || peer.uid == geteuid() ||
	    peer.gid == control->group ||
	    control_has_group(fd, control->group);
}

static struct control_client *
control_client_new(struct control *control, int fd, uid_t uid)
{
	struct control_client *client = calloc(1, sizeof(*client));

	if (client == NULL)
		return NULL;
	client->stream = bufferevent_socket_new(
	    control->server->base, fd, BEV_OPT_CLOSE_ON_FREE);
	if (client->stream == NULL) {
		free(client);
		return NULL;
	}
	client->control = control;
	client->number = ++control->last_number;
	client->uid = uid;
	client->next = control->clients;
	control->clients = client;
	control->client_count++;
	bufferevent_setcb(client->stream, control_readable_cb,
	    control_written_cb, control_ended_cb, client);
	bufferevent_setwatermark(client->stream, EV_READ, 0,
	    CONTROL_LINE_BYTES_MAX * 2);
	bufferevent_enable(client->stream, EV_READ | EV_WRITE);
	return client;
}

static void
control_accept_cb(evutil_socket_t listening, short what, void *argument)
{
	struct control *control = argument;
	uid_t uid = 0;
	int fd = accept4(
	    listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)what;
	if (fd < 0)
		return;
	if (control->client_count < CONTROL_CLIENTS_MAX &&
	    control_is_allowed(control, fd, &uid) &&
	    control_client_new(control, fd, uid) != NULL)
		return;
	log_notice("console: turned user %lu away", (unsigned long)uid);
	close(fd);
}

/* ---- the socket ---------------------------------------------------------- */

/* Say whether a chatd listens at the address. */
static bool
control_is_in_use(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool connected;

	if (fd < 0)
		return false;
	connected = connect(fd, (const struct sockaddr *)address,
			sizeof(*address)) == 0;
	close(fd);
	return connected;
}

/* Bind, in the place of a socket that a chatd which died has left. */
static int
control_bind(const struct control *control)
{
	const struct sockaddr *address =
	    (const struct sockaddr *)&control->address;
	mode_t before = umask(0117);
	int result = bind(control->fd, address, sizeof(control->address));

	if (result != 0 && errno == EADDRINUSE &&
	    !control_is_in_use(&control->address) &&
	    unlink(control->address.sun_path) == 0)
		result =
		    bind(control->fd, address, sizeof(control->address));
	umask(before);
	return result;
}

static int
control_open(struct control *control)
{
	struct stat status;

	control->fd =
	    socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (control->fd < 0 || control_bind(control) != 0 ||
	    listen(control->fd, CONTROL_CLIENTS_MAX) != 0 ||
	    stat(control->address.sun_path, &status) != 0)
		return -1;
	control->group = status.st_gid;
	return 0;
}

struct control *
control_new(struct server *server, const char *path)
{
	struct control *control = calloc(1, sizeof(*control));

	if (control == NULL) {
		log_error("console: out of memory");
		return NULL;
	}
	control->server = server;
	control->address.sun_family = AF_UNIX;
	if (strlen(path) >= sizeof(control->address.sun_path)) {
		log_error("console: the path %s is too long", path);
		free(control);
		return NULL;
	}
	memcpy(control->address.sun_path, path, strlen(path) + 1);
	if (control_open(control) != 0) {
		/* Without its directory nobody expects a console. */
		if (errno == ENOENT)
			log_debug("console: no directory for %s", path);
		else
			log_errno("console: cannot listen on %s", path);
		if (control->fd >= 0)
			close(control->fd);
		free(control);
		return NULL;
	}
	return control;
}

int
control_start(struct control *control)
{
	control->readable = event_new(control->server->base, control->fd,
	    EV_READ | EV_PERSIST, control_accept_cb, control);
	if (control->readable == NULL)
		return -1;
	return event_add(control->readable, NULL);
}

void
control_free(struct control *control)
{
	if (control == NULL)
		return;
	while (control->clients != NULL)
		control_client_free(control->clients);
	if (control->readable != NULL)
		event_free(control->readable);
	close(control->fd);
	unlink(control->address.sun_path);
	free(control);
}

struct server *
control_server(const struct control *control)
{
	return control->server;
}

uint64_t
control_client_number(const struct control_client *client)
{
	return client->number;
}

struct control *
control_client_control(const struct control_client *client)
{
	return client->control;
}

struct control_client *
control_find_client(struct control *control, uint64_t number)
{
	struct control_client *at = control->clients;

	while (at != NULL && at->number != number)
		at = at->next;
	return at;
}
