/* SPDX-License-Identifier: MIT */
/*
 * The console's clients.  They are few and not in a hurry, so plain
 * bufferevents do; but whatever comes in, the chat must not notice: lines are
 * short, a reply is made when the one before has been taken, and who does not
 * take his is cut after a while.
 */

#include "chatd/console/console.h"

#include <stdarg.h>
#include <stdlib.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>

#include "chatd/console/commands.h"
#include "chatd/console/console_private.h"
#include "chatd/server/server_private.h"
#include "common/text.h"

#define CONTROL_LINE_BYTES_MAX 4096

struct control_client {
	struct control_client *next;
	struct control *control;
	struct bufferevent *stream;
	struct event
	    *go_on; /* what is in the input makes no event of its own */
	uint64_t number;
	bool is_waiting; /* for the reply to be complete */
	bool is_ending;  /* asks no more; freed when it has its replies */
	bool is_over;    /* freed when the callback returns */
};

/* ---- replies ------------------------------------------------------------- */

void
control_append_buffer(struct control_client *client, struct evbuffer *from)
{
	if (bufferevent_write_buffer(client->stream, from) != 0)
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
	control_append(client, "\n");
	client->is_waiting = false;
	/* Without memory libevent lets output lie, and does not say so. */
	if (bufferevent_enable(client->stream, EV_WRITE) != 0)
		client->is_over = true;
	/* A deferred trigger of the stream would outlive a loop that ends now.
	 */
	event_active(client->go_on, EV_READ, 0);
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
	event_free(client->go_on);
	bufferevent_free(client->stream);
	free(client);
	control_keep_reserve(control);
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
	if (line == NULL && size <= CONTROL_LINE_BYTES_MAX) {
		/* With a whole line there it is memory that is not. */
		client->is_over = evbuffer_search_eol(
				      input, NULL, NULL, EVBUFFER_EOL_LF)
				      .pos >= 0;
		return false;
	}
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

/*
 * Read no more while a whole line, or more, waits to be handled.  A watermark
 * would do the same, but libevent's crashes where there is no memory for it.
 */
static void
control_bound_input(struct control_client *client)
{
	struct evbuffer *input = bufferevent_get_input(client->stream);

	if (client->is_ending)
		return;
	if (evbuffer_get_length(input) > CONTROL_LINE_BYTES_MAX)
		bufferevent_disable(client->stream, EV_READ);
	else if (bufferevent_enable(client->stream, EV_READ) != 0)
		client->is_over = true;
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
	control_bound_input(client);
	if (client->is_over)
		control_client_free(client);
}

static void
control_go_on_cb(evutil_socket_t fd, short what, void *argument)
{
	(void)fd;
	(void)what;
	control_serve(argument);
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

int
control_client_open(struct control *control, int fd)
{
	uint64_t patience_ms = control->server->config->limits.send_timeout_ms;
	const struct timeval send_timeout = {
		.tv_sec = (time_t)(patience_ms / 1000),
		.tv_usec = (suseconds_t)(patience_ms % 1000 * 1000),
	};
	struct control_client *client = calloc(1, sizeof(*client));

	if (client == NULL)
		return -1;
	client->go_on = event_new(
	    control->server->base, -1, 0, control_go_on_cb, client);
	if (client->go_on != NULL)
		client->stream = bufferevent_socket_new(
		    control->server->base, fd, BEV_OPT_CLOSE_ON_FREE);
	if (client->stream == NULL) {
		if (client->go_on != NULL)
			event_free(client->go_on);
		free(client);
		return -1;
	}
	client->control = control;
	client->number = ++control->last_number;
	client->next = control->clients;
	control->clients = client;
	control->client_count++;
	bufferevent_setcb(client->stream, control_readable_cb,
	    control_written_cb, control_ended_cb, client);
	bufferevent_set_timeouts(client->stream, NULL, &send_timeout);
	if (bufferevent_enable(client->stream, EV_READ | EV_WRITE) != 0) {
		/* The caller has words for fd. */
		bufferevent_setfd(client->stream, -1);
		control_client_free(client);
		return -1;
	}
	return 0;
}

void
control_clients_close(struct control *control)
{
	while (control->clients != NULL)
		control_client_free(control->clients);
}

/* ---- who is who ---------------------------------------------------------- */

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

struct server *
control_client_server(const struct control_client *client)
{
	return client->control->server;
}

struct control_client *
control_find_client(struct control *control, uint64_t number)
{
	struct control_client *at = control->clients;

	while (at != NULL && at->number != number)
		at = at->next;
	return at;
}
