/* SPDX-License-Identifier: MIT */
/*
 * The console's requests, one row each, and those that only look.  What changes
 * something is in orders.c.
 */

#include "chatd/console/commands.h"

#include <inttypes.h>
#include <time.h>

#include "chatd/config/options.h"
#include "chatd/config/value.h"
#include "chatd/console/console.h"
#include "chatd/console/orders.h"
#include "chatd/console/report.h"
#include "chatd/metrics/metrics.h"
#include "chatd/presence/directory.h"
#include "chatd/server/server_private.h"
#include "chatd/worker/worker.h"

struct control_row {
	const char *verb;
	void (*handle)(struct control_client *client, struct slice arguments);
	const char *usage;
	const char *help;
};

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
	const struct server *server = control_client_server(client);
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
	control_append(
	    client, "users\t%" PRIu64 "\n", directory_count(server->directory));
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
	const struct server *server = control_client_server(client);

	(void)arguments;
	control_append(client,
	    "OK\nworker\tconnections\tlogins\tmessages_sent\t"
	    "messages_delivered\tbytes_in\tbytes_out\n");
	for (unsigned int i = 0; i < server->worker_count; i++) {
		const struct stats *stats = worker_stats(server->workers[i]);

		control_append(client,
		    "%u\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64
		    "\t%" PRIu64 "\t%" PRIu64 "\n",
		    i, metrics_connections(stats),
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
	const struct server *server = control_client_server(client);
	struct config_table table = config_main_table();

	(void)arguments;
	control_append(client, "OK\noption\tvalue\tset\n");
	for (size_t i = 0; i < table.count; i++) {
		char value[CONFIG_VALUE_TEXT_BYTES];

		control_append(client, "%s\t%s\t%s\n", table.rows[i].name,
		    config_value_format(
			&table.rows[i], server->config, value, sizeof(value)),
		    table.rows[i].is_reloadable ? "now" : "at start");
	}
	control_reply_end(client);
}

static void
control_metrics(struct control_client *client, struct slice arguments)
{
	(void)arguments;
	control_append(client, "OK\n");
	metrics_write(
	    control_client_server(client), control_client_output(client));
	control_reply_end(client);
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
	{ "reload", control_reload, "reload", "read the configuration again" },
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
