/* SPDX-License-Identifier: MIT */
/*
 * Replies go into the output of the client's bufferevent.  A client for which
 * there is no memory is not freed here, where its caller still uses it, but
 * marked as over and freed by the callback that serves it.
 */

#include "chatd/console/reply.h"

#include <stdarg.h>
#include <stdio.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>

#include "chatd/console/console.h"
#include "chatd/console/console_private.h"
#include "common/log.h"

struct console *
console_client_console(const struct console_client *client)
{
	return client->console;
}

const struct console_host *
console_client_host(const struct console_client *client)
{
	return client->console->host;
}

const struct config *
console_client_config(const struct console_client *client)
{
	const struct console_host *host = client->console->host;

	return host->config(host->owner);
}

long
console_client_user(const struct console_client *client)
{
	return client->uid == (uid_t)-1 ? -1L : (long)client->uid;
}

void
console_log_order(const struct console_client *client, const char *format, ...)
{
	char order[LOG_LINE_MAX_BYTES];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(order, sizeof(order), format, arguments);
	va_end(arguments);
	log_notice("console: user %ld %s", console_client_user(client), order);
}

uint64_t
console_client_number(const struct console_client *client)
{
	return client->number;
}

struct console_client *
console_find_client(const struct console *console, uint64_t number)
{
	struct console_client *at = console->clients;

	while (at != NULL && at->number != number)
		at = at->next;
	return at;
}

void
console_apply_sanctions(const struct console *console)
{
	console->host->apply_sanctions(console->host->owner);
}

static void console_append_arguments(
    struct console_client *client, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

static void
console_append_arguments(
    struct console_client *client, const char *format, va_list arguments)
{
	if (evbuffer_add_vprintf(
		console_reply_buffer(client), format, arguments) < 0)
		client->is_over = true;
}

void
console_append(struct console_client *client, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	console_append_arguments(client, format, arguments);
	va_end(arguments);
}

void
console_append_buffer(struct console_client *client, struct evbuffer *from)
{
	if (bufferevent_write_buffer(client->stream, from) != 0)
		client->is_over = true;
}

struct evbuffer *
console_reply_buffer(struct console_client *client)
{
	return bufferevent_get_output(client->stream);
}

void
console_reply_end(struct console_client *client)
{
	console_append(client, "\n");
	client->is_waiting = false;
	/* Where libevent has no memory to wait for the socket, it leaves the
	 * output where it is and says nothing. */
	if (bufferevent_enable(client->stream, EV_WRITE) != 0)
		client->is_over = true;
	/* A deferred trigger of the stream would outlive a loop that ends now.
	 */
	event_active(client->go_on, EV_READ, 0);
}

void
console_reply_ok(struct console_client *client)
{
	console_append(client, "OK\n");
	console_reply_end(client);
}

void
console_reply_error(struct console_client *client, const char *format, ...)
{
	va_list arguments;

	console_append(client, "ERROR ");
	va_start(arguments, format);
	console_append_arguments(client, format, arguments);
	va_end(arguments);
	console_append(client, "\n");
	console_reply_end(client);
}
