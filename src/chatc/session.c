/* SPDX-License-Identifier: MIT */
/*
 * The glue between the parts: who tells whom.  The conversation decides; the
 * connection, the terminal or the input, and the timer report to it.  After
 * each report the next line is handed over, if the conversation wants one.
 */

#include "chatc/session.h"

#include <err.h>
#include <netdb.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <event2/event.h>

#include "chatc/server_connection.h"
#include "chatc/conversation.h"
#include "chatc/options.h"
#include "chatc/resolve.h"
#include "chatc/user.h"
#include "chatc/codecs/codec.h"

struct client {
	const struct options *options;
	struct addrinfo *addresses;
	struct event_base *base;
	struct event *timer;
	struct connection *connection;
	struct user *user;
	struct conversation conversation;
	bool over;
	int status;
};

/* ---- what the conversation wants done ---- */

static void
client_connect(void *context)
{
	struct client *client = context;

	connection_open(client->connection);
}

static void
client_send(void *context, const char *bytes, size_t size)
{
	struct client *client = context;

	connection_send(client->connection, bytes, size);
}

static void
client_finish(void *context)
{
	struct client *client = context;

	connection_finish(client->connection);
}

static void
client_disconnect(void *context)
{
	struct client *client = context;

	connection_close(client->connection);
}

static void
client_set_timeout(void *context, int timeout_ms)
{
	struct client *client = context;
	struct timeval timeout = { timeout_ms / 1000,
		timeout_ms % 1000 * 1000 };

	if (timeout_ms > 0)
		event_add(client->timer, &timeout);
	else
		event_del(client->timer);
}

static void
client_end(void *context, int status)
{
	struct client *client = context;

	client->over = true;
	client->status = status;
	event_base_loopbreak(client->base);
}

static void
client_show(
    void *context, enum display_kind kind, struct slice name, struct slice text)
{
	struct client *client = context;

	user_show(client->user, kind, name, text);
}

static const struct conversation_host client_host = {
	.connect = client_connect,
	.send = client_send,
	.finish = client_finish,
	.disconnect = client_disconnect,
	.set_timeout = client_set_timeout,
	.show = client_show,
	.end = client_end,
};

/* ---- what is reported to the conversation ---- */

static void
client_prompt(struct client *client)
{
	const struct conversation *conversation = &client->conversation;

	if (conversation->stage == CONVERSATION_ASKING)
		user_ask_name(client->user);
	else
		user_ask_line(client->user, buffer_slice(&conversation->name));
}

/* Hand over lines as long as they are there and wanted. */
static void
client_pump(struct client *client)
{
	struct conversation *conversation = &client->conversation;
	static const struct slice nothing = { NULL, 0 };
	struct slice line;

	while (!client->over && conversation_is_ready(conversation)) {
		client_prompt(client);
		switch (user_take(client->user, &line)) {
		case INPUT_NONE:
			return;
		case INPUT_LINE:
			conversation_line(conversation, line);
			break;
		case INPUT_TOO_LONG:
			client_show(client, DISPLAY_TOO_LONG, nothing, nothing);
			break;
		case INPUT_ENDED:
			conversation_leave(conversation);
			break;
		}
	}
}

static void
client_connected_cb(void *context)
{
	struct client *client = context;

	conversation_connected(&client->conversation);
	client_pump(client);
}

static void
client_failed_cb(void *context, const char *why)
{
	struct client *client = context;

	conversation_not_connected(&client->conversation,
	    (struct slice){
		client->options->host, strlen(client->options->host) },
	    (struct slice){ why, strlen(why) });
}

static void
client_received_cb(void *context, const char *bytes, size_t size)
{
	struct client *client = context;

	conversation_received(&client->conversation, bytes, size);
	client_pump(client);
}

static void
client_ended_cb(void *context, const char *why)
{
	struct client *client = context;

	conversation_hung_up(
	    &client->conversation, (struct slice){ why, strlen(why) });
	client_pump(client);
}

static const struct connection_events client_connection_events = {
	.connected = client_connected_cb,
	.failed = client_failed_cb,
	.received = client_received_cb,
	.ended = client_ended_cb,
};

static void
client_ready_cb(void *context)
{
	client_pump(context);
}

static void
client_leave_cb(void *context)
{
	struct client *client = context;

	conversation_leave(&client->conversation);
}

static void
client_gone_cb(void *context)
{
	client_end(context, EX_IOERR);
}

static const struct user_events client_user_events = {
	.ready = client_ready_cb,
	.leave = client_leave_cb,
	.gone = client_gone_cb,
};

static void
client_timer_cb(evutil_socket_t fd, short what, void *argument)
{
	struct client *client = argument;

	(void)fd;
	(void)what;
	conversation_timed_out(&client->conversation);
	client_pump(client);
}

/* ---- beginning and end ---- */

/* A method of waiting that takes files too, as standard input may be one. */
static struct event_base *
client_new_base(void)
{
	struct event_config *config = event_config_new();
	struct event_base *base = NULL;

	if (config != NULL &&
	    event_config_require_features(config, EV_FEATURE_FDS) == 0)
		base = event_base_new_with_config(config);
	if (config != NULL)
		event_config_free(config);
	return base;
}

static int
client_open(struct client *client)
{
	client->base = client_new_base();
	if (client->base == NULL)
		return -1;
	client->timer = evtimer_new(client->base, client_timer_cb, client);
	client->connection = connection_new(
	    client->base, client->addresses, &client_connection_events, client);
	if (client->timer == NULL || client->connection == NULL)
		return -1;
	client->user = user_new(
	    client->base, client->options, &client_user_events, client);
	return client->user != NULL ? 0 : -1;
}

static void
client_close(struct client *client)
{
	user_free(client->user);
	conversation_clear(&client->conversation);
	connection_free(client->connection);
	if (client->timer != NULL)
		event_free(client->timer);
	if (client->base != NULL)
		event_base_free(client->base);
	freeaddrinfo(client->addresses);
}

int
client_run(const struct options *options)
{
	struct client *client = calloc(1, sizeof(*client));
	int status;

	if (client == NULL)
		err(EX_OSERR, "out of memory");
	client->options = options;
	status = resolve(options, options->wire->port, &client->addresses);
	if (status != EX_OK) {
		free(client);
		return status;
	}

	/* A server that is gone shows when it is written to, as an error. */
	(void)signal(SIGPIPE, SIG_IGN);
	if (client_open(client) == -1)
		errx(EX_OSERR, "cannot start: out of memory");
	conversation_start(&client->conversation, options->wire,
	    options->timeout_ms, &client_host, client,
	    (struct slice){ options->name, strlen(options->name) });
	client_pump(client);
	if (!client->over)
		event_base_dispatch(client->base);
	status = client->status;
	client_close(client);
	free(client);
	return status;
}
