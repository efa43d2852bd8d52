/* SPDX-License-Identifier: MIT */
/*
 * Orders.  Whom one concerns is looked up in the directory; it is carried out
 * on the thread of his worker, and where he has gone meanwhile nothing happens.
 */

#include "chatd/console/orders.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/config/options.h"
#include "chatd/config/value.h"
#include "chatd/connection/connection.h"
#include "chatd/console/console.h"
#include "chatd/core/message.h"
#include "chatd/connection/connections.h"
#include "chatd/core/reserved_names.h"
#include "chatd/presence/directory.h"
#include "chatd/server/server_private.h"
#include "chatd/service/notify.h"
#include "chatd/worker/worker.h"
#include "common/log.h"

/* ---- users --------------------------------------------------------------- */

/* What is to be done to one connection, or to all, on a worker. */
struct user_order {
	struct address address; /* nowhere: everybody on the worker */
	bool kicks;
	struct slice text; /* from the server; the bytes are behind the order */
};

static struct user_order *
user_order_new(struct address address, bool kicks, struct slice text)
{
	struct user_order *order = malloc(sizeof(*order) + text.size);

	if (order == NULL)
		return NULL;
	*order = (struct user_order){ address, kicks,
		{ (char *)(order + 1), text.size } };
	if (text.size > 0)
		memcpy(order + 1, text.bytes, text.size);
	return order;
}

static void
user_order_carry_out_cb(struct connection *connection, void *argument)
{
	const struct user_order *order = argument;
	const struct message message = {
		.kind = MESSAGE_DELIVERED,
		.from = SLICE(SERVER_NAME),
		.text = order->text,
	};

	if (connection_claim(connection) == NULL)
		return;
	if (order->text.size > 0)
		connection_deliver(connection, &message);
	if (order->kicks)
		connection_finish(connection, CLOSE_KICKED);
}

/* On the worker's thread. */
static void
user_order_call(struct connections *connections, void *argument)
{
	struct user_order *order = argument;
	struct connection *connection;

	if (order->address.value == 0) {
		connections_for_each(
		    connections, user_order_carry_out_cb, order);
	} else {
		connection = slots_find(&connections->slots, order->address);
		if (connection != NULL)
			user_order_carry_out_cb(connection, order);
	}
	free(order);
}

static int
control_order(const struct server *server, unsigned int worker,
    struct address address, bool kicks, struct slice text)
{
	struct user_order *order = user_order_new(address, kicks, text);

	if (order != NULL && worker_post_call(server->workers[worker],
				 user_order_call, order) == 0)
		return 0;
	free(order);
	return -1;
}

static void
control_order_user(struct control_client *client, struct slice name, bool kicks,
    struct slice text)
{
	const struct server *server = control_client_server(client);
	struct address address = directory_find(server->directory, name);

	if (address.value == 0)
		control_reply_error(client, "nobody is called that");
	else if (control_order(server, address_worker(address), address, kicks,
		     text) != 0)
		control_reply_error(client, "out of memory");
	else
		control_reply_ok(client);
}

/* Receivers expect no longer text than users may send; else reply so. */
static bool
control_text_is_taken(struct control_client *client, struct slice text)
{
	const struct limits *limits =
	    &control_client_server(client)->config->limits;

	if (text.size <= limits->message_max)
		return true;
	control_reply_error(client, "the text is longer than message_max");
	return false;
}

static void
control_tell_all(struct control_client *client, struct slice text)
{
	const struct server *server = control_client_server(client);
	const struct address everybody = { 0 };

	for (unsigned int i = 0; i < server->worker_count; i++) {
		if (control_order(server, i, everybody, false, text) != 0) {
			control_reply_error(client, "out of memory");
			return;
		}
	}
	control_reply_ok(client);
}

/* ---- settings ------------------------------------------------------------ */

/* Errors of a configuration, for the log and the first one for the client. */
struct control_errors {
	char first[512];
};

static void
control_config_error_cb(const char *message, void *argument)
{
	struct control_errors *errors = argument;

	log_error("console: %s", message);
	if (errors->first[0] == '\0')
		snprintf(errors->first, sizeof(errors->first), "%s", message);
}

static void
control_reload_with(
    struct control_client *client, const struct config_override *option)
{
	struct control_errors found = { "" };
	const struct config_errors errors = { control_config_error_cb, &found };
	struct server *server = control_client_server(client);

	if (server->phase != SERVER_SERVING)
		control_reply_error(client, "the server stops");
	else if (server_reload(server, option, &errors) != 0)
		control_reply_error(client, "%s", found.first);
	else
		control_reply_ok(client);
}

/* Copy s to buffer as a C string.  Return -1 if it does not fit. */
static int
control_copy(struct slice s, char *buffer, size_t size)
{
	if (s.size >= size)
		return -1;
	if (s.size > 0)
		memcpy(buffer, s.bytes, s.size);
	buffer[s.size] = '\0';
	return 0;
}

static void
control_set_option(
    struct control_client *client, struct slice option, struct slice value)
{
	char name[64], text[CONFIG_VALUE_TEXT_BYTES];
	const struct config_option *row;

	if (control_copy(option, name, sizeof(name)) != 0 ||
	    control_copy(value, text, sizeof(text)) != 0) {
		control_reply_error(client, "too long");
		return;
	}
	row = config_table_find(config_main_table(), name);
	if (row != NULL && !row->is_reloadable) {
		control_reply_error(client, "%s needs a restart", name);
		return;
	}
	log_info("console: setting %s to %s", name, text);
	control_reload_with(client, &(struct config_override){ name, text });
}

/* ---- the orders ---------------------------------------------------------- */

void
control_kick(struct control_client *client, struct slice arguments)
{
	struct slice name = slice_take_word(&arguments);
	struct slice reason = slice_trim(arguments);

	if (name.size == 0)
		control_reply_error(client, "usage: kick NAME [REASON]");
	else if (control_text_is_taken(client, reason))
		control_order_user(client, name, true, reason);
}

void
control_tell(struct control_client *client, struct slice arguments)
{
	struct slice name = slice_take_word(&arguments);
	struct slice text = slice_trim(arguments);

	if (text.size == 0)
		control_reply_error(client, "usage: tell NAME|# TEXT");
	else if (!control_text_is_taken(client, text))
		return;
	else if (slice_equals(name, "#"))
		control_tell_all(client, text);
	else
		control_order_user(client, name, false, text);
}

void
control_set(struct control_client *client, struct slice arguments)
{
	struct slice option = slice_take_word(&arguments);

	if (option.size == 0)
		control_reply_error(client, "usage: set OPTION VALUE");
	else
		control_set_option(client, option, slice_trim(arguments));
}

void
control_loglevel(struct control_client *client, struct slice arguments)
{
	control_set_option(
	    client, (struct slice){ "log_level", 9 }, slice_trim(arguments));
}

void
control_reload(struct control_client *client, struct slice arguments)
{
	bool serves = control_client_server(client)->phase == SERVER_SERVING;

	(void)arguments;
	log_info("console: reloading the configuration");
	if (serves)
		notify_reloading();
	control_reload_with(client, NULL);
	if (serves)
		notify_ready();
}

void
control_drain(struct control_client *client, struct slice arguments)
{
	(void)arguments;
	log_info("console: stopping");
	control_reply_ok(client);
	server_drain(control_client_server(client));
}
