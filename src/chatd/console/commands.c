/* SPDX-License-Identifier: MIT */
/*
 * The table of the console's requests, and the handlers of those that only
 * look.  Those that change something are in account_orders.c, server_orders.c
 * and user_orders.c.
 */

#include "chatd/console/commands.h"

#include <inttypes.h>

#include <event2/buffer.h>

#include "chatd/config/config.h"
#include "chatd/config/options.h"
#include "chatd/config/value.h"
#include "chatd/console/account_orders.h"
#include "chatd/console/console.h"
#include "chatd/console/node_report.h"
#include "chatd/console/reply.h"
#include "chatd/console/report.h"
#include "chatd/console/room_orders.h"
#include "chatd/console/room_report.h"
#include "chatd/console/sanction_orders.h"
#include "chatd/console/server_orders.h"
#include "chatd/console/status_report.h"
#include "chatd/console/user_orders.h"
#include "chatd/metrics/metrics.h"
#include "chatd/worker/worker.h"

struct console_row {
	const char *verb;
	void (*handle)(struct console_client *client, struct slice arguments);
	const char *usage;
	const char *help;
};

/* ---- looking ------------------------------------------------------------- */

static void
console_status(struct console_client *client, struct slice arguments)
{
	(void)arguments;
	console_report_status(client);
}

static void
console_rooms(struct console_client *client, struct slice arguments)
{
	struct slice name = slice_take_word(&arguments);

	if (name.size == 0)
		console_report_rooms(client);
	else
		console_report_room(client, name);
}

static void
console_cluster(struct console_client *client, struct slice arguments)
{
	(void)arguments;
	console_report_nodes(client);
}

static void
console_users(struct console_client *client, struct slice arguments)
{
	(void)arguments;
	console_report_users(client);
}

static void
console_connections(struct console_client *client, struct slice arguments)
{
	(void)arguments;
	console_report_connections(client);
}

static void
console_workers(struct console_client *client, struct slice arguments)
{
	const struct metrics_source *source =
	    console_client_host(client)->metrics;

	(void)arguments;
	console_append(client,
	    "OK\nworker\tconnections\tlogins\tmessages_sent\t"
	    "messages_delivered\tbytes_in\tbytes_out\n");
	for (unsigned int i = 0; i < source->worker_count; i++) {
		const struct stats *stats = worker_stats(source->workers[i]);

		console_append(client,
		    "%u\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64
		    "\t%" PRIu64 "\t%" PRIu64 "\n",
		    i, metrics_connections(stats),
		    stats_read(stats, STAT_LOGINS),
		    metrics_messages_taken(stats),
		    stats_read(stats, STAT_MESSAGES_DELIVERED),
		    stats_read(stats, STAT_BYTES_IN),
		    stats_read(stats, STAT_BYTES_OUT));
	}
	console_reply_end(client);
}

static void
console_limits(struct console_client *client, struct slice arguments)
{
	const struct config *config = console_client_config(client);
	struct config_table table = config_main_table();

	(void)arguments;
	console_append(client, "OK\noption\tvalue\tset\n");
	for (size_t i = 0; i < table.count; i++) {
		char value[CONFIG_VALUE_TEXT_BYTES];

		console_append(client, "%s\t%s\t%s\n", table.rows[i].name,
		    config_value_format(
			&table.rows[i], config, value, sizeof(value)),
		    table.rows[i].is_reloadable ? "now" : "at start");
	}
	console_reply_end(client);
}

static void
console_metrics(struct console_client *client, struct slice arguments)
{
	struct evbuffer *text = evbuffer_new();

	(void)arguments;
	if (text == NULL ||
	    metrics_write(console_client_host(client)->metrics, text) != 0) {
		console_reply_error(client, "out of memory");
	} else {
		console_append(client, "OK\n");
		console_append_buffer(client, text);
		console_reply_end(client);
	}
	if (text != NULL)
		evbuffer_free(text);
}

/* ---- the table ----------------------------------------------------------- */

static void console_help(struct console_client *client, struct slice arguments);

static const struct console_row console_rows[] = {
	{ "account", console_account, "account list",
	    "list those who own a name" },
	{ "account", console_account, "account add NAME",
	    "have a name owned; asks for a password" },
	{ "account", console_account, "account password NAME",
	    "give its owner another password" },
	{ "account", console_account, "account certificate NAME",
	    "let that of this fingerprint log in, or none" },
	{ "account", console_account, "account operator NAME [no]",
	    "let its owner be an operator of the chat, or not" },
	{ "account", console_account, "account operators",
	    "list those whose owners may be operators" },
	{ "account", console_account, "account delete NAME",
	    "have nobody own the name" },
	{ "ban", console_ban, "ban" CONSOLE_SANCTION_USAGE,
	    "keep somebody out, and cut them off" },
	{ "bans", console_bans, "bans", "list who is banned" },
	{ "cluster", console_cluster, "cluster",
	    "list the nodes that are one chat" },
	{ "connections", console_connections, "connections",
	    "list the users and those that have not logged in" },
	{ "drain", console_drain, "drain",
	    "stop: deliver what was confirmed, and exit" },
	{ "help", console_help, "help", "list these requests" },
	{ "kick", console_kick, CONSOLE_KICK_USAGE,
	    "end the connection of a user or number" },
	{ "limits", console_limits, "limits",
	    "list every option with its present value" },
	{ "loglevel", console_loglevel, CONSOLE_LOGLEVEL_USAGE,
	    "log what is at least this important" },
	{ "metrics", console_metrics, "metrics",
	    "print all counters for Prometheus" },
	{ "mute", console_mute, "mute" CONSOLE_SANCTION_USAGE,
	    "let somebody listen only" },
	{ "mutes", console_mutes, "mutes", "list who is muted" },
	{ "reload", console_reload, "reload", "read the configuration again" },
	{ "room", console_room, "room forget NAME",
	    "keep a room no longer than its members" },
	{ "room", console_room, "room owner NAME ACCOUNT",
	    "give a room that is kept another owner" },
	{ "rooms", console_rooms, "rooms [NAME]",
	    "list the rooms, the fullest first, or show one" },
	{ "set", console_set, CONSOLE_SET_USAGE,
	    "set an option until the next reload" },
	{ "status", console_status, "status", "show how the server is doing" },
	{ "tell", console_tell, CONSOLE_TELL_USAGE,
	    "send a text to a user, or to all users" },
	{ "unban", console_unban, "unban" CONSOLE_LIFT_USAGE, "lift a ban" },
	{ "unmute", console_unmute, "unmute" CONSOLE_LIFT_USAGE,
	    "lift a mute" },
	{ "users", console_users, "users", "list the users who are logged in" },
	{ "workers", console_workers, "workers",
	    "show what each worker has done" },
};

#define CONSOLE_ROW_COUNT (sizeof(console_rows) / sizeof(console_rows[0]))

static void
console_help(struct console_client *client, struct slice arguments)
{
	(void)arguments;
	console_append(client, "OK\nrequest\thelp\n");
	for (size_t i = 0; i < CONSOLE_ROW_COUNT; i++)
		console_append(client, "%s\t%s\n", console_rows[i].usage,
		    console_rows[i].help);
	console_reply_end(client);
}

void
console_command(struct console_client *client, struct slice line)
{
	struct slice verb = slice_take_word(&line);

	for (size_t i = 0; i < CONSOLE_ROW_COUNT; i++) {
		if (slice_is(verb, console_rows[i].verb)) {
			console_rows[i].handle(client, line);
			return;
		}
	}
	console_reply_error(client, "no such request, try help");
}
