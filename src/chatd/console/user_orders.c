/* SPDX-License-Identifier: MIT */
/*
 * The user whom an order concerns is looked up in the directory.  The order is
 * carried out on the thread of that user's worker, and nothing happens if the
 * user is gone by then.
 */

#include "chatd/console/user_orders.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/config/config.h"
#include "chatd/connection/connection.h"
#include "chatd/connection/connections.h"
#include "chatd/console/console.h"
#include "chatd/console/reply.h"
#include "chatd/core/address.h"
#include "chatd/core/message.h"
#include "chatd/core/reserved_names.h"
#include "chatd/metrics/metrics.h"
#include "chatd/presence/directory.h"
#include "chatd/worker/worker.h"
#include "common/slice.h"

/* What is to be done to one user, or to all users of one worker. */
struct user_order {
	struct address address; /* nowhere: everybody on the worker */
	bool kicks;
	struct slice text; /* from the server; its bytes follow the order */
};

static struct user_order *
user_order_new(struct address address, bool kicks, struct slice text)
{
	struct user_order *order = malloc(sizeof(*order) + text.size);

	if (order == NULL)
		return NULL;
	*order = (struct user_order){
		.address = address,
		.kicks = kicks,
		.text = { (char *)(order + 1), text.size },
	};
	if (text.size > 0)
		memcpy(order + 1, text.bytes, text.size);
	return order;
}

static void
user_order_apply_cb(struct connection *connection, void *argument)
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

/* Carry an order out, on the worker's thread, and free it. */
static void
user_order_carry_out_cb(struct connections *connections, void *argument)
{
	struct user_order *order = argument;
	struct connection *connection;

	if (order->address.value == 0) {
		connections_for_each(connections, user_order_apply_cb, order);
	} else {
		connection = slots_find(&connections->slots, order->address);
		if (connection != NULL)
			user_order_apply_cb(connection, order);
	}
	free(order);
}

/*
 * Have a worker carry order out, which it takes; NULL is a lack of memory.
 * Return 0, or -1 if there is no memory.
 */
static int
user_order_post(const struct console_host *host, unsigned int worker,
    struct user_order *order)
{
	if (order != NULL && worker_post_call(host->metrics->workers[worker],
				 user_order_carry_out_cb, order) == 0)
		return 0;
	free(order);
	return -1;
}

static void
console_order_user(struct console_client *client, struct slice name, bool kicks,
    struct slice text)
{
	const struct console_host *host = console_client_host(client);
	struct address address = directory_find(host->directory, name);

	if (address.value == 0)
		console_reply_error(client, "nobody is called that");
	else if (user_order_post(host, address_worker(address),
		     user_order_new(address, kicks, text)) != 0)
		console_reply_error(client, "out of memory");
	else
		console_reply_ok(client);
}

/* Refuse a text longer than those that users may send; receivers rely on it. */
static bool
console_takes_text(struct console_client *client, struct slice text)
{
	if (text.size <= console_client_config(client)->limits.message_max)
		return true;
	console_reply_error(client, "the text is longer than message_max");
	return false;
}

static void
console_tell_all(struct console_client *client, struct slice text)
{
	const struct console_host *host = console_client_host(client);

	const struct address everybody = { 0 };

	for (unsigned int i = 0; i < host->metrics->worker_count; i++) {
		if (user_order_post(
			host, i, user_order_new(everybody, false, text)) != 0) {
			console_reply_error(client, "out of memory");
			return;
		}
	}
	console_reply_ok(client);
}

void
console_kick(struct console_client *client, struct slice arguments)
{
	struct slice name = slice_take_word(&arguments);
	struct slice reason = slice_trim(arguments);

	if (name.size == 0)
		console_reply_error(client, "usage: kick NAME [REASON]");
	else if (console_takes_text(client, reason))
		console_order_user(client, name, true, reason);
}

void
console_tell(struct console_client *client, struct slice arguments)
{
	struct slice name = slice_take_word(&arguments);
	struct slice text = slice_trim(arguments);

	if (text.size == 0)
		console_reply_error(client, "usage: tell NAME|# TEXT");
	else if (!console_takes_text(client, text))
		return;
	else if (slice_is(name, "#"))
		console_tell_all(client, text);
	else
		console_order_user(client, name, false, text);
}
