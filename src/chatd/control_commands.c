/* SPDX-License-Identifier: MIT */
/*
 * The console's requests, one row each.
 *
 * To add one: a row here, its handler, its line in chatctl(8).
 */

#include "chatd/control_commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "chatd/config_options.h"
#include "chatd/config_value.h"
#include "chatd/connection.h"
#include "chatd/control.h"
#include "chatd/control_report.h"
#include "chatd/directory.h"
#include "chatd/loop.h"
#include "chatd/message.h"
#include "chatd/metrics.h"
#include "chatd/server_private.h"
#include "chatd/worker.h"
#include "common/log.h"

/* Whom an operator's messages come from. */
#define CONTROL_SERVER_NAME "server"

struct control_row {
	const char *verb;
	void (*handle)(struct control_client *client, struct slice arguments);
	const char *usage;
	const char *help;
};

static struct server *
control_server_of(const struct control_client *client)
{
	return control_server(control_client_control(client));
}

/* ---- looking ------------------------------------------------------------- */

static const char *
control_phase_name(const struct server *server)
{
	return server->phase == SERVER_SERVING ? "serving" : "stopping";
}

static void
control_status(struct control_client *client, struct slice arguments)
{
	static const struct {
		const char *key;
		enum stat stat;
	} sums[] = {
		{ "messages_delivered", STAT_MESSAGES_DELIVERED },
		{ "connections_total", STAT_CONNECTIONS_OPENED },
		{ "logins_total", STAT_LOGINS },
		{ "bytes_in", STAT_BYTES_IN },
		{ "bytes_out", STAT_BYTES_OUT },
		{ "queue", STAT_QUEUED_BYTES },
		{ "slow_readers_cut", STAT_SLOW_READERS_CUT },
	};
	const struct server *server = control_server_of(client);
	uint64_t connections = 0, taken = 0;

	(void)arguments;
	for (unsigned int i = 0; i < server->worker_count; i++) {
		const struct stats *stats = worker_stats(server->workers[i]);

		connections += metrics_connections(stats);
		taken += metrics_messages_taken(stats);
	}
	control_append(client, "OK\nkey\tvalue\n");
	control_append(client, "version\t%s\n", PACKAGE_VERSION);
	control_append(client, "state\t%s\n", control_phase_name(server));
	control_append(client, "uptime\t%lld\n",
	    (long long)(time(NULL) - server->started_at));
	control_append(client, "workers\t%u\n", server->worker_count);
	control_append(client, "users\t%" PRIu64 "\n",
	    directory_count(server->directory));
	control_append(client, "users_max\t%" PRIu64 "\n",
	    server->config->limits.max_clients);
	control_append(client, "connections\t%" PRIu64 "\n", connections);
	control_append(client, "messages_sent\t%" PRIu64 "\n", taken);
	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++)
		control_append(client, "%s\t%" PRIu64 "\n", sums[i].key,
		    metrics_sum(server, sums[i].stat));
	control_reply_end(client);
}

static void
control_users(struct control_client *client, struct slice arguments)
{
	(void)arguments;
	control_report(client, CONTROL_REPORT_HEADER, control_report_users_cb);
}

static void
control_connections(struct control_client *client, struct slice arguments)
{
	(void)arguments;
	control_report(
	    client, CONTROL_REPORT_HEADER, control_report_connections_cb);
}

static void
control_workers(struct control_client *client, struct slice arguments)
{
	const struct server *server = control_server_of(client);

	(void)arguments;
	control_append(client,
	    "OK\nworker\tconnections\tlogins\tmessages_sent\t"
	    "messages_delivered\tbytes_in\tbytes_out\n");
	for (unsigned int i = 0; i < server->worker_count; i++) {
		const struct stats *stats = worker_stats(server->workers[i]);

		control_append(client,
		    "%u\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64
		    "\t%" PRIu64 "\t%" PRIu64 "\n",
		    i,
		    metrics_connections(stats),
		    stats_read(stats, STAT_LOGINS),
		    metrics_messages_taken(stats),
		    stats_read(stats, STAT_MESSAGES_DELIVERED),
		    stats_read(stats, STAT_BYTES_IN),
		    stats_read(stats, STAT_BYTES_OUT));
	}
	control_reply_end(client);
}

static void
control_limits(struct control_client *client, struct slice arguments)
{
	const struct server *server = control_server_of(client);
	struct config_table table = config_main_table();

	(void)arguments;
	control_append(client, "OK\noption\tvalue\tset\n");
	for (size_t i = 0; i < table.count; i++) {
		char value[CONFIG_VALUE_TEXT_BYTES];

		control_append(client, "%s\t%s\t%s\n", table.rows[i].name,
		    config_value_format(&table.rows[i], server->config, value,
			sizeof(value)),
		    table.rows[i].is_reloadable ? "now" : "at start");
	}
	control_reply_end(client);
}

static void
control_metrics(struct control_client *client, struct slice arguments)
{
	(void)arguments;
	control_append(client, "OK\n");
	metrics_write(control_server_of(client), control_client_output(client));
	control_reply_end(client);
}

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
		.from = { CONTROL_SERVER_NAME, sizeof(CONTROL_SERVER_NAME) - 1 },
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
user_order_call(struct loop *loop, void *argument)
{
	struct user_order *order = argument;
	struct connection *connection;

	if (order->address.value == 0) {
		connection_for_each(loop, user_order_carry_out_cb, order);
	} else {
		connection = slots_find(&loop->slots, order->address);
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

	if (order != NULL &&
	    worker_post_call(server->workers[worker], user_order_call,
		order) == 0)
		return 0;
	free(order);
	return -1;
}

/* A question to the directory that waits for its answer. */
struct control_lookup {
	struct control *control;
	uint64_t client_number;
	bool kicks;
	struct slice text;
};

static void
control_found_cb(struct address address, void *argument)
{
	const struct control_lookup *lookup = argument;
	struct control_client *client =
	    control_find_client(lookup->control, lookup->client_number);

	if (client == NULL)
		return;
	if (address.value == 0)
		control_reply_error(client, "nobody is called that");
	else if (control_order(control_server(lookup->control),
		     address_worker(address), address, lookup->kicks,
		     lookup->text) != 0)
		control_reply_error(client, "out of memory");
	else
		control_reply_ok(client);
}

static void
control_order_user(struct control_client *client, struct slice name,
    bool kicks, struct slice text)
{
	struct control *control = control_client_control(client);
	struct control_lookup lookup = {
		.control = control,
		.client_number = control_client_number(client),
		.kicks = kicks,
		.text = text,
	};

	/* The embedded directory answers before it returns. */
	directory_find(control_server(control)->directory, name,
	    control_found_cb, &lookup);
}

static void
control_kick(struct control_client *client, struct slice arguments)
{
	struct slice name = slice_take_word(&arguments);

	if (name.size == 0)
		control_reply_error(client, "usage: kick NAME [REASON]");
	else
		control_order_user(client, name, true, slice_trim(arguments));
}

static void
control_tell_all(struct control_client *client, struct slice text)
{
	const struct server *server = control_server_of(client);
	const struct address everybody = { 0 };

	for (unsigned int i = 0; i < server->worker_count; i++) {
		if (control_order(server, i, everybody, false, text) != 0) {
			control_reply_error(client, "out of memory");
			return;
		}
	}
	control_reply_ok(client);
}

static void
control_tell(struct control_client *client, struct slice arguments)
{
	struct slice name = slice_take_word(&arguments);
	struct slice text = slice_trim(arguments);

	if (text.size == 0)
		control_reply_error(client, "usage: tell NAME|# TEXT");
	else if (slice_equals(name, "#"))
		control_tell_all(client, text);
	else
		control_order_user(client, name, false, text);
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

	if (server_reload(control_server_of(client), option, &errors) != 0)
		control_reply_error(client, "%s", found.first);
	else
		control_reply_ok(client);
}

static void
control_reload(struct control_client *client, struct slice arguments)
{
	(void)arguments;
	log_info("console: reloading the configuration");
	control_reload_with(client, NULL);
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

static void
control_set(struct control_client *client, struct slice arguments)
{
	struct slice option = slice_take_word(&arguments);

	if (option.size == 0)
		control_reply_error(client, "usage: set OPTION VALUE");
	else
		control_set_option(client, option, slice_trim(arguments));
}

static void
control_loglevel(struct control_client *client, struct slice arguments)
{
	control_set_option(client, (struct slice){ "log_level", 9 },
	    slice_trim(arguments));
}

static void
control_drain(struct control_client *client, struct slice arguments)
{
	(void)arguments;
	log_info("console: stopping");
	control_reply_ok(client);
	server_drain(control_server_of(client));
}

/* ---- the table ----------------------------------------------------------- */

static void control_help(struct control_client *client, struct slice arguments);

static const struct control_row control_rows[] = {
	{ "connections", control_connections, "connections",
	    "every connection, those that have not logged in too" },
	{ "drain", control_drain, "drain",
	    "stop: send what was confirmed, close, exit" },
	{ "help", control_help, "help", "these lines" },
	{ "kick", control_kick, "kick NAME [REASON]",
	    "end a user's connection" },
	{ "limits", control_limits, "limits",
	    "every option with its present value" },
	{ "loglevel", control_loglevel, "loglevel LEVEL",
	    "log what is at least so important" },
	{ "metrics", control_metrics, "metrics",
	    "all counters in the text format of Prometheus" },
	{ "reload", control_reload, "reload",
	    "read the configuration again" },
	{ "set", control_set, "set OPTION VALUE",
	    "set an option until the next reload" },
	{ "status", control_status, "status", "how the server does" },
	{ "tell", control_tell, "tell NAME|# TEXT",
	    "send a text from the server to a user, or to all" },
	{ "users", control_users, "users", "everybody who is logged in" },
	{ "workers", control_workers, "workers", "what each worker has done" },
};

#define CONTROL_ROW_COUNT (sizeof(control_rows) / sizeof(control_rows[0]))

static void
control_help(struct control_client *client, struct slice arguments)
{
	(void)arguments;
	control_append(client, "OK\nrequest\thelp\n");
	for (size_t i = 0; i < CONTROL_ROW_COUNT; i++)
		control_append(client, "%s\t%s\n", control_rows[i].usage,
		    control_rows[i].help);
	control_reply_end(client);
}

void
control_command(struct control_client *client, struct slice line)
{
	struct slice verb = slice_take_word(&line);

	for (size_t i = 0; i < CONTROL_ROW_COUNT; i++) {
		if (slice_equals(verb, control_rows[i].verb)) {
			control_rows[i].handle(client, line);
			return;
		}
	}
	control_reply_error(client, "no such request, try help");
}
