/* SPDX-License-Identifier: MIT */
/*
 * The console's clients.  They are few and in no hurry, so plain bufferevents
 * do.  But whatever they send, the chat must not notice: lines are short, a
 * reply is made when the one before has been taken, and a client that does not
 * take its replies is cut after a while.
 */

#include "chatd/console/client.h"

#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>

#include "chatd/config/config.h"
#include "chatd/console/commands.h"
#include "chatd/console/console.h"
#include "chatd/console/console_private.h"
#include "chatd/console/reply.h"
#include "chatd/net/acceptor.h"
#include "common/slice.h"
#include "common/text.h"

#define CONSOLE_LINE_BYTES_MAX 4096

static void
console_client_free(struct console_client *client)
{
	struct console *console = client->console;
	struct console_client **link = &console->clients;

	while (*link != client)
		link = &(*link)->next;
	*link = client->next;
	console->client_count--;
	event_free(client->go_on);
	bufferevent_free(client->stream);
	free(client);
	/* A descriptor has become free. */
	acceptor_keep_reserve(console->acceptor);
}

/* Handle a request, which lies in the input. */
static void
console_client_handle(struct console_client *client, struct slice line)
{
	if (line.size > CONSOLE_LINE_BYTES_MAX) {
		client->is_ending = true;
		bufferevent_disable(client->stream, EV_READ);
		console_reply_error(client, "the request is too long");
	} else if (!text_is_valid(line.bytes, line.size)) {
		console_reply_error(client, "the request is not text");
	} else {
		console_command(client, line);
	}
}

/*
 * Handle the first line of the input, if it is whole, or too long to be.
 * Return whether there may be another.
 */
static bool
console_client_handle_line(struct console_client *client)
{
	struct evbuffer *input = bufferevent_get_input(client->stream);
	ssize_t end =
	    evbuffer_search_eol(input, NULL, NULL, EVBUFFER_EOL_LF).pos;
	size_t whole = evbuffer_get_length(input);
	size_t size = end < 0 ? whole : (size_t)end;
	unsigned char *bytes;

	if (end < 0 && size <= CONSOLE_LINE_BYTES_MAX)
		return false;
	bytes = evbuffer_pullup(input, (ssize_t)size);
	if (bytes == NULL && size > 0) {
		/* There is no memory. */
		client->is_over = true;
		return false;
	}
	client->is_waiting = true;
	console_client_handle(
	    client, (struct slice){ (const char *)bytes, size });
	/* There may have been a password in it. */
	if (size > 0)
		explicit_bzero(bytes, size);
	evbuffer_drain(input, size > CONSOLE_LINE_BYTES_MAX ? whole : size + 1);
	return true;
}

/*
 * Stop reading while as much as the longest line waits to be handled.  A
 * watermark would do the same, but libevent crashes where there is no memory
 * for one.
 */
static void
console_client_bound_input(struct console_client *client)
{
	struct evbuffer *input = bufferevent_get_input(client->stream);

	if (client->is_ending)
		return;
	if (evbuffer_get_length(input) > CONSOLE_LINE_BYTES_MAX)
		bufferevent_disable(client->stream, EV_READ);
	else if (bufferevent_enable(client->stream, EV_READ) != 0)
		client->is_over = true;
}

/* Handle the client's requests as far as its replies are taken. */
static void
console_client_serve(struct console_client *client)
{
	struct evbuffer *output = bufferevent_get_output(client->stream);

	/* A client that reads no replies gets no more of them. */
	while (!client->is_waiting && !client->is_over &&
	       evbuffer_get_length(output) == 0) {
		if (console_client_handle_line(client))
			continue;
		if (!client->is_ending)
			break;
		client->is_over = true;
	}
	console_client_bound_input(client);
	if (client->is_over)
		console_client_free(client);
}

static void
console_client_go_on_cb(evutil_socket_t fd, short what, void *argument)
{
	(void)fd;
	(void)what;
	console_client_serve(argument);
}

static void
console_client_readable_cb(struct bufferevent *stream, void *argument)
{
	(void)stream;
	console_client_serve(argument);
}

static void
console_client_written_cb(struct bufferevent *stream, void *argument)
{
	(void)stream;
	console_client_serve(argument);
}

/* A client that has sent its last line still gets its replies. */
static void
console_client_ended_cb(struct bufferevent *stream, short what, void *argument)
{
	struct console_client *client = argument;

	(void)stream;
	client->is_ending = true;
	if ((what & BEV_EVENT_EOF) == 0)
		client->is_over = true;
	console_client_serve(client);
}

/* Make a client on fd.  Return NULL, and leave fd, if there is no memory. */
static struct console_client *
console_client_new(struct console *console, int fd)
{
	struct event_base *base = console->host->base;
	struct console_client *client = calloc(1, sizeof(*client));

	if (client == NULL)
		return NULL;
	client->go_on = event_new(base, -1, 0, console_client_go_on_cb, client);
	if (client->go_on != NULL)
		client->stream = bufferevent_socket_new(
		    base, fd, BEV_OPT_CLOSE_ON_FREE);
	if (client->stream == NULL) {
		if (client->go_on != NULL)
			event_free(client->go_on);
		free(client);
		return NULL;
	}
	client->console = console;
	client->number = ++console->last_number;
	client->next = console->clients;
	console->clients = client;
	console->client_count++;
	return client;
}

int
console_client_open(struct console *console, int fd, uid_t uid)
{
	const struct console_host *host = console->host;
	const struct config *config = host->config(host->owner);
	uint64_t patience_ms = config->limits.send_timeout_ms;
	const struct timeval send_timeout = {
		.tv_sec = (time_t)(patience_ms / 1000),
		.tv_usec = (suseconds_t)(patience_ms % 1000 * 1000),
	};
	struct console_client *client = console_client_new(console, fd);

	if (client == NULL)
		return -1;
	client->uid = uid;
	bufferevent_setcb(client->stream, console_client_readable_cb,
	    console_client_written_cb, console_client_ended_cb, client);
	bufferevent_set_timeouts(client->stream, NULL, &send_timeout);
	if (bufferevent_enable(client->stream, EV_READ | EV_WRITE) != 0) {
		/* The caller has words for fd. */
		bufferevent_setfd(client->stream, -1);
		console_client_free(client);
		return -1;
	}
	return 0;
}

void
console_clients_close(struct console *console)
{
	while (console->clients != NULL)
		console_client_free(console->clients);
}
