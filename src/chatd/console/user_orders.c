/* SPDX-License-Identifier: MIT */
/*
 * The user whom an order concerns is looked up in the directory, and a
 * connection by its number on all workers.  The order is carried out on the
 * thread of its worker, and nothing happens if the user is gone by then.
 */

#include "chatd/console/user_orders.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/config/config.h"
#include "chatd/connection/connection.h"
#include "chatd/connection/connections.h"
#include "chatd/console/console.h"
#include "chatd/console/reply.h"
#include "chatd/console/survey.h"
#include "chatd/core/address.h"
#include "chatd/core/message.h"
#include "chatd/core/reserved_names.h"
#include "chatd/metrics/metrics.h"
#include "chatd/presence/directory.h"
#include "chatd/worker/worker.h"
#include "common/slice.h"

/* More digits than that are no number of a connection. */
#define USER_ORDER_DIGITS_MAX 19

/* What is to be done to one user, or to all users of one worker. */
struct user_order {
	struct address address; /* nowhere: see number */
	uint64_t number; /* of a connection; 0: everybody on the worker */
	bool kicks;
	struct slice text; /* from the server; its bytes follow the order */
};

/* Return what the caller frees, or NULL if there is no memory. */
static struct user_order *
user_order_new(bool kicks, struct slice text)
{
	struct user_order *order = malloc(sizeof(*order) + text.size);

	if (order == NULL)
		return NULL;
	*order = (struct user_order){
		.kicks = kicks,
		.text = { (char *)(order + 1), text.size },
	};
	if (text.size > 0)
		memcpy(order + 1, text.bytes, text.size);
	return order;
}

/* ---- on the worker's thread ---------------------------------------------- */

/* Only who has a name can be told anything. */
static void
user_order_apply_cb(struct connection *connection, void *argument)
{
	const struct user_order *order = argument;
	const struct message message = {
		.kind = MESSAGE_DELIVERED,
		.from = SLICE(SERVER_NAME),
		.text = order->text,
	};

	stamping_begin(&connection_set(connection)->stamping);
	if (order->text.size > 0 && connection_claim(connection) != NULL)
		connection_deliver(connection, &message);
	if (order->kicks)
		connection_finish(connection, CLOSE_KICKED);
}

static void
user_order_apply_to_user_cb(struct connection *connection, void *argument)
{
	if (connection_claim(connection) != NULL)
		user_order_apply_cb(connection, argument);
}

/* Carry an order out, and free it. */
static void
user_order_carry_out_cb(struct connections *connections, void *argument)
{
	struct user_order *order = argument;
	struct connection *connection;

	if (order->address.value == 0) {
		connections_for_each(
		    connections, user_order_apply_to_user_cb, order);
	} else {
		connection = slots_find(&connections->slots, order->address);
		if (connection != NULL)
			user_order_apply_to_user_cb(connection, order);
	}
	free(order);
}

static void
user_order_seek_cb(struct connection *connection, void *argument)
{
	struct survey_part *part = argument;
	struct user_order *order = part->argument;

	if (connection_number(connection) != order->number)
		return;
	user_order_apply_cb(connection, order);
	part->count++;
}

/* ---- on the main thread -------------------------------------------------- */

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

/* Log an order that is carried out.  What a user is told is theirs. */
static void
console_log_user_order(const struct console_client *client, bool kicks,
    struct slice whom, struct slice text)
{
	if (!kicks)
		console_log_order(
		    client, "tells %.*s", (int)whom.size, whom.bytes);
	else if (text.size == 0)
		console_log_order(
		    client, "kicks %.*s", (int)whom.size, whom.bytes);
	else
		console_log_order(client, "kicks %.*s: %.*s", (int)whom.size,
		    whom.bytes, (int)text.size, text.bytes);
}

static void
console_order_user(struct console_client *client, struct slice name, bool kicks,
    struct slice text)
{
	const struct console_host *host = console_client_host(client);
	struct address address = directory_find(host->directory, name);
	struct user_order *order;

	if (address.value == 0) {
		console_reply_error(client, "nobody is called that");
		return;
	}
	order = user_order_new(kicks, text);
	if (order != NULL)
		order->address = address;
	if (user_order_post(host, address_worker(address), order) != 0) {
		console_reply_error(client, "out of memory");
		return;
	}
	console_log_user_order(client, kicks, name, text);
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

	for (unsigned int i = 0; i < host->metrics->worker_count; i++) {
		if (user_order_post(host, i, user_order_new(false, text)) !=
		    0) {
			console_reply_error(client, "out of memory");
			return;
		}
	}
	console_log_user_order(
	    client, false, (struct slice)SLICE("everybody"), text);
	console_reply_ok(client);
}

/* Read the number of "#1042".  Return 0 if that is none. */
static uint64_t
console_read_number(struct slice word)
{
	uint64_t number = 0;

	if (word.size - 1 > USER_ORDER_DIGITS_MAX)
		return 0;
	for (size_t i = 1; i < word.size; i++) {
		if (word.bytes[i] < '0' || word.bytes[i] > '9')
			return 0;
		number = number * 10 + (uint64_t)(word.bytes[i] - '0');
	}
	return number;
}

static void
console_reply_sought_cb(
    struct console_client *client, const struct survey *survey)
{
	for (unsigned int i = 0; i < survey->part_count; i++) {
		if (survey->parts[i]->count > 0) {
			console_reply_ok(client);
			return;
		}
	}
	console_reply_error(client, "no connection has that number");
}

static void
console_kick_number(
    struct console_client *client, struct slice word, struct slice reason)
{
	static const struct survey_plan plan = { user_order_seek_cb,
		console_reply_sought_cb };
	uint64_t number = console_read_number(word);
	struct user_order *order;

	if (number == 0) {
		console_reply_error(client, "usage: " CONSOLE_KICK_USAGE);
		return;
	}
	order = user_order_new(true, reason);
	if (order == NULL) {
		console_reply_error(client, "out of memory");
		return;
	}
	order->number = number;
	console_log_user_order(client, true, word, reason);
	survey_ask(client, &plan, order);
}

void
console_kick(struct console_client *client, struct slice arguments)
{
	struct slice whom = slice_take_word(&arguments);
	struct slice reason = slice_trim(arguments);

	if (whom.size == 0)
		console_reply_error(client, "usage: " CONSOLE_KICK_USAGE);
	else if (!console_takes_text(client, reason))
		return;
	else if (whom.bytes[0] == '#')
		console_kick_number(client, whom, reason);
	else
		console_order_user(client, whom, true, reason);
}

void
console_tell(struct console_client *client, struct slice arguments)
{
	struct slice name = slice_take_word(&arguments);
	struct slice text = slice_trim(arguments);

	if (text.size == 0)
		console_reply_error(client, "usage: " CONSOLE_TELL_USAGE);
	else if (!console_takes_text(client, text))
		return;
	else if (slice_is(name, "#"))
		console_tell_all(client, text);
	else
		console_order_user(client, name, false, text);
}
