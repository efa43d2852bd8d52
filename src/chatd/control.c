/* SPDX-License-Identifier: MIT */
/*
 * The console's clients.  They are few and not in a hurry, so plain
 * bufferevents do; but whatever comes in, the chat must not notice: lines are
 * short, clients are counted, and one that does not read its replies is asked
 * nothing more and cut after a while.
 */

#include "chatd/control.h"

#include <sys/socket.h>

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>

#include "chatd/control_commands.h"
#include "chatd/control_socket.h"
#include "chatd/server_private.h"
#include "common/log.h"
#include "common/text.h"

/* More operators than that are a mistake, or worse. */
#define CONTROL_CLIENTS_MAX 16

#define CONTROL_LINE_BYTES_MAX 4096

/* How long a client may leave its replies unread. */
#define CONTROL_SEND_TIMEOUT_S 30

struct control_client {
	struct control_client *next;
	struct control *control;
	struct bufferevent *stream;
	uint64_t number;
	bool is_waiting; /* for the reply to be complete */
	bool is_ending;  /* asks no more; freed when it has its replies */
	bool is_over;    /* freed when the callback returns */
};

struct control {
	struct server *server;
	struct control_client *clients;
	struct event *readable;
	unsigned int client_count;
	uint64_t last_number;
	int fd;
	gid_t group; /* who may connect */
	char path[]; /* the socket's */
};

/* ---- replies ------------------------------------------------------------- */

void
control_append_bytes(
    struct control_client *client, const char *bytes, size_t size)
{
	if (bufferevent_write(client->stream, bytes, size) != 0)
		client->is_over = true;
}

static void control_append_arguments(
    struct control_client *client, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

static void
control_append_arguments(
    struct control_client *client, const char *format, va_list arguments)
{
	struct evbuffer *output = bufferevent_get_output(client->stream);

	if (evbuffer_add_vprintf(output, format, arguments) < 0)
		client->is_over = true;
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
	bufferevent_trigger(client->stream, EV_READ, BEV_TRIG_DEFER_CALLBACKS);
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

/*
 * Handle the first line, if there is a whole one; return whether there may be
 * another.
 */
static bool
control_handle_line(struct control_client *client)
{
	struct evbuffer *input = bufferevent_get_input(client->stream);
	size_t size = 0;
	char *line = evbuffer_readln(input, &size, EVBUFFER_EOL_LF);

	if (line == NULL)
		size = evbuffer_get_length(input);
	if (line == NULL && size <= CONTROL_LINE_BYTES_MAX)
		return false;
	client->is_waiting = true;
	if (size > CONTROL_LINE_BYTES_MAX) {
		client->is_ending = true;
		bufferevent_disable(client->stream, EV_READ);
		evbuffer_drain(input, evbuffer_get_length(input));
		control_reply_error(client, "the request is too long");
	} else if (!text_is_valid(line, size)) {
		control_reply_error(client, "the request is not text");
	} else {
		control_command(client, (struct slice){ line, size });
	}
	free(line);
	return true;
}

/* Go on with client as far as it goes. */
static void
control_serve(struct control_client *client)
{
	struct evbuffer *output = bufferevent_get_output(client->stream);

	/* A client that reads no replies gets no more of them. */
	while (!client->is_waiting && !client->is_over &&
	       evbuffer_get_length(output) == 0) {
		if (control_handle_line(client))
			continue;
		if (!client->is_ending)
			break;
		client->is_over = true;
	}
	if (client->is_over)
		control_client_free(client);
}

static void
control_readable_cb(struct bufferevent *stream, void *argument)
{
	(void)stream;
	control_serve(argument);
}

static void
control_written_cb(struct bufferevent *stream, void *argument)
{
	(void)stream;
	control_serve(argument);
}

/* One who has said his last line still gets the replies. */
static void
control_ended_cb(struct bufferevent *stream, short what, void *argument)
{
	struct control_client *client = argument;

	(void)stream;
	client->is_ending = true;
	if ((what & BEV_EVENT_EOF) == 0)
		client->is_over = true;
	control_serve(client);
}

static struct control_client *
control_client_new(struct control *control, int fd)
{
	const struct timeval send_timeout = {
		.tv_sec = CONTROL_SEND_TIMEOUT_S
	};
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
	client->next = control->clients;
	control->clients = client;
	control->client_count++;
	bufferevent_setcb(client->stream, control_readable_cb,
	    control_written_cb, control_ended_cb, client);
	bufferevent_setwatermark(
	    client->stream, EV_READ, 0, CONTROL_LINE_BYTES_MAX * 2);
	bufferevent_set_timeouts(client->stream, NULL, &send_timeout);
	bufferevent_enable(client->stream, EV_READ | EV_WRITE);
	return client;
}

/* Tell why, as far as the socket takes it, and hang up. */
static void
control_turn_away(int fd, uid_t uid, const char *why)
{
	struct slice reply[] = { { "ERROR ", 6 }, { why, strlen(why) },
		{ "\n\n", 2 } };

	log_notice(
	    "console: turned user %lu away: %s", (unsigned long)uid, why);
	for (size_t i = 0; i < sizeof(reply) / sizeof(reply[0]); i++)
		(void)send(fd, reply[i].bytes, reply[i].size,
		    MSG_DONTWAIT | MSG_NOSIGNAL);
	close(fd);
}

static void
control_accept_cb(evutil_socket_t listening, short what, void *argument)
{
	struct control *control = argument;
	uid_t uid;
	int fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)what;
	if (fd < 0)
		return;
	/* chatctl knows these words by heart: CONSOLE_DENIED. */
	if (!control_socket_is_allowed(fd, control->group, &uid))
		control_turn_away(fd, uid, "permission denied");
	else if (control->client_count == CONTROL_CLIENTS_MAX)
		control_turn_away(fd, uid, "too many clients");
	else if (control_client_new(control, fd) == NULL)
		control_turn_away(fd, uid, "out of memory");
}

/* ---- the console --------------------------------------------------------- */

struct control *
control_new(struct server *server, const char *path)
{
	size_t size = strlen(path) + 1;
	struct control *control = calloc(1, sizeof(*control) + size);

	if (control == NULL) {
		log_error("console: out of memory");
		return NULL;
	}
	control->server = server;
	memcpy(control->path, path, size);
	control->fd = control_socket_open(
	    path, CONTROL_CLIENTS_MAX, &control->group);
	if (control->fd >= 0)
		return control;
	/* Without its directory nobody expects a console. */
	if (errno == ENOENT)
		log_debug("console: no directory for %s", path);
	else
		log_errno("console: cannot listen on %s", path);
	free(control);
	return NULL;
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
	unlink(control->path);
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
