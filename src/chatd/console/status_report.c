/* SPDX-License-Identifier: MIT */
#include "chatd/console/status_report.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "chatd/console/console.h"
#include "chatd/console/reply.h"
#include "chatd/core/queue_total.h"
#include "chatd/core/stats.h"
#include "chatd/keeping/kept_rooms.h"
#include "chatd/metrics/metrics.h"
#include "chatd/metrics/process_usage.h"
#include "chatd/net/listener.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/room.h"
#include "chatd/worker/worker.h"

/* Holds what most servers listen on; the rest is cut. */
#define STATUS_LISTENERS_BYTES 1024

struct status_sum {
	const char *key;
	enum stats_counter counter;
};

static void
status_append(struct console_client *client, const char *key, uint64_t value)
{
	console_append(client, "%s\t%" PRIu64 "\n", key, value);
}

static void
status_append_sums(
    struct console_client *client, const struct status_sum *sums, size_t count)
{
	const struct metrics_source *source =
	    console_client_host(client)->metrics;

	for (size_t i = 0; i < count; i++)
		status_append(
		    client, sums[i].key, metrics_sum(source, sums[i].counter));
}

static void
status_append_server(
    struct console_client *client, const struct metrics_state *state)
{
	const struct metrics_source *source =
	    console_client_host(client)->metrics;
	char listeners[STATUS_LISTENERS_BYTES];
	struct process_usage usage;

	process_usage_get(&usage);
	console_append(client, "version\t%s\n", PACKAGE_VERSION);
	console_append(
	    client, "state\t%s\n", state->is_serving ? "serving" : "stopping");
	console_append(client, "listeners\t%s\n",
	    listeners_describe(
		source->listeners, listeners, sizeof(listeners)));
	console_append(client, "uptime\t%lld\n",
	    (long long)(time(NULL) - state->started_at));
	status_append(client, "processor", usage.processor_us / 1000000);
	status_append(client, "memory", usage.resident_bytes);
	status_append(client, "memory_peak", usage.resident_peak_bytes);
	status_append(client, "workers", source->worker_count);
}

/* The rooms that are kept, and whether their file has them as they are. */
static void
status_append_kept(
    struct console_client *client, const struct metrics_state *state)
{
	struct kept_rooms *kept = console_client_host(client)->kept_rooms;
	struct kept_rooms_state file;

	if (kept == NULL)
		return;
	file = kept_rooms_state(kept);
	status_append(client, "rooms_kept", file.count);
	status_append(client, "rooms_kept_max", state->rooms_kept_max);
	console_append(client, "rooms_file\t%s%s\n",
	    file.error != 0  ? "cannot be written: "
	    : file.is_behind ? "is being written"
			     : "is written",
	    file.error != 0 ? strerror(file.error) : "");
}

static void
status_append_places(
    struct console_client *client, const struct metrics_state *state)
{
	const struct metrics_source *source =
	    console_client_host(client)->metrics;

	status_append(client, "users", directory_count(source->directory));
	status_append(client, "users_peak", directory_peak(source->directory));
	status_append(client, "users_max", state->users_max);
	status_append(client, "rooms", rooms_count(source->rooms));
	status_append(client, "rooms_total_max", state->rooms_total_max);
	status_append_kept(client, state);
	status_append(client, "waiting", queue_total_bytes(source->queues));
	status_append(client, "waiting_max", queue_total_most(source->queues));
	status_append(client, "connections", metrics_sum_connections(source));
}

static void
status_append_work(struct console_client *client)
{
	static const struct status_sum sums[] = {
		{ "messages_delivered", STAT_MESSAGES_DELIVERED },
		{ "connections_total", STAT_CONNECTIONS_OPENED },
		{ "logins_total", STAT_LOGINS },
		{ "bytes_in", STAT_BYTES_IN },
		{ "bytes_out", STAT_BYTES_OUT },
		{ "queue", STAT_QUEUED_BYTES },
	};
	const struct metrics_source *source =
	    console_client_host(client)->metrics;
	uint64_t taken = 0;

	for (unsigned int i = 0; i < source->worker_count; i++)
		taken += metrics_messages_taken(
		    worker_stats(source->workers[i]));
	status_append(client, "messages_sent", taken);
	status_append_sums(client, sums, sizeof(sums) / sizeof(sums[0]));
}

/* Those who were not served, and why. */
static void
status_append_refused(struct console_client *client)
{
	static const struct status_sum sums[] = {
		{ "logins_full", STAT_LOGINS_FULL },
		{ "logins_in_use", STAT_LOGINS_IN_USE },
		{ "logins_bad_name", STAT_LOGINS_BAD_NAME },
		{ "login_timeouts", STAT_LOGIN_TIMEOUTS },
		{ "slow_readers_cut", STAT_SLOW_READERS_CUT },
		{ "senders_held", STAT_SENDERS_HELD },
		{ "rate_waits", STAT_RATE_WAITS },
	};
	const struct metrics_source *source =
	    console_client_host(client)->metrics;
	uint64_t turned_away = 0;

	for (int refusal = 0; refusal < LISTENER_REFUSALS; refusal++)
		turned_away += listeners_turned_away(
		    source->listeners, (enum listener_refusal)refusal);
	status_append(client, "turned_away", turned_away);
	status_append_sums(client, sums, sizeof(sums) / sizeof(sums[0]));
}

void
console_report_status(struct console_client *client)
{
	const struct metrics_source *source =
	    console_client_host(client)->metrics;
	struct metrics_state state = source->state(source->owner);

	console_append(client, "OK\nkey\tvalue\n");
	status_append_server(client, &state);
	status_append_places(client, &state);
	status_append_work(client);
	status_append_refused(client);
	console_reply_end(client);
}
