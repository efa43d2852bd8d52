/* SPDX-License-Identifier: MIT */
/*
 * One table says what each counter is called outside and what it counts.
 */

#include "chatd/metrics/metrics.h"

#include <inttypes.h>
#include <stdio.h>

#include "chatd/core/protocol.h"
#include "chatd/core/queue_total.h"
#include "chatd/keeping/kept_rooms.h"
#include "chatd/metrics/cluster_metrics.h"
#include "chatd/metrics/metrics_text.h"
#include "chatd/metrics/process_metrics.h"
#include "chatd/net/listener.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/room.h"
#include "chatd/protocols/all/all_protocols.h"
#include "chatd/tls/tls_context.h"
#include "chatd/worker/worker.h"

/* A sample; samples of one family follow each other. */
struct metric {
	const char *family;
	const char *labels; /* with their braces, or "" */
	enum stats_counter counter;
	const char *help; /* the family's, in its first row */
};

/* clang-format off */
static const struct metric metrics[] = {
	{ "logins_total", "{outcome=\"granted\"}", STAT_LOGINS,
	    "Logins, by what came of them." },
	{ "logins_total", "{outcome=\"in_use\"}", STAT_LOGINS_IN_USE, NULL },
	{ "logins_total", "{outcome=\"full\"}", STAT_LOGINS_FULL, NULL },
	{ "logins_total", "{outcome=\"unanswered\"}", STAT_LOGINS_UNANSWERED,
	    NULL },
	{ "logins_total", "{outcome=\"bad_name\"}", STAT_LOGINS_BAD_NAME,
	    NULL },
	{ "logins_total", "{outcome=\"not_shown\"}", STAT_LOGINS_NOT_SHOWN,
	    NULL },
	{ "logins_total", "{outcome=\"banned\"}", STAT_LOGINS_BANNED, NULL },
	{ "logins_total", "{outcome=\"timeout\"}", STAT_LOGIN_TIMEOUTS, NULL },
	{ "tls_handshakes_total", "{outcome=\"done\"}",
	    STAT_TLS_HANDSHAKES_DONE,
	    "Handshakes of TLS, by what came of them." },
	{ "tls_handshakes_total", "{outcome=\"resumed\"}",
	    STAT_TLS_HANDSHAKES_RESUMED, NULL },
	{ "tls_handshakes_total", "{outcome=\"failed\"}",
	    STAT_TLS_HANDSHAKES_FAILED, NULL },
	{ "tls_handshakes_total", "{outcome=\"timeout\"}",
	    STAT_TLS_HANDSHAKES_TIMED_OUT, NULL },
	{ "passwords_total", "{outcome=\"right\"}", STAT_PASSWORDS_RIGHT,
	    "Passwords of accounts, by what came of them." },
	{ "passwords_total", "{outcome=\"wrong\"}", STAT_PASSWORDS_WRONG,
	    NULL },
	{ "passwords_total", "{outcome=\"later\"}", STAT_PASSWORDS_LATER,
	    NULL },
	{ "users_replaced_total", "", STAT_USERS_REPLACED,
	    "Connections ended because the owner of their name came." },
	{ "users_gone_total", "", STAT_USERS_GONE,
	    "Connections ended because their name was asked for and their "
	    "peer was gone." },
	{ "users_fenced_total", "", STAT_USERS_FENCED,
	    "Connections ended because the cluster could not be reached." },
	{ "users_banned_total", "", STAT_USERS_BANNED,
	    "Connections ended because the operator has banned them." },
	{ "wrong_protocol_total", "", STAT_WRONG_PROTOCOL,
	    "Connections that spoke HTTP or TLS to another protocol." },
	{ "messages_taken_total", "{kind=\"direct\"}", STAT_MESSAGES_SENT,
	    "Messages that were taken from their senders." },
	{ "messages_taken_total", "{kind=\"room\"}", STAT_MESSAGES_SAID, NULL },
	{ "messages_taken_total", "{kind=\"echo\"}", STAT_MESSAGES_ECHOED,
	    NULL },
	{ "messages_refused_total", "{reason=\"unknown_user\"}",
	    STAT_MESSAGES_UNKNOWN,
	    "Messages that were not taken from their senders." },
	{ "messages_refused_total", "{reason=\"bad_text\"}",
	    STAT_MESSAGES_REFUSED, NULL },
	{ "messages_refused_total", "{reason=\"muted\"}",
	    STAT_MESSAGES_MUTED, NULL },
	{ "messages_delivered_total", "", STAT_MESSAGES_DELIVERED,
	    "Messages and notices handed to their receivers." },
	{ "joins_refused_total", "{reason=\"rooms_max\"}",
	    STAT_JOINS_TOO_MANY_ROOMS,
	    "Joins that were refused, by the limit that was reached." },
	{ "joins_refused_total", "{reason=\"rooms_total_max\"}",
	    STAT_JOINS_ROOMS_FULL, NULL },
	{ "lists_total", "", STAT_LISTS,
	    "Lists of users that were asked for." },
	{ "texts_total", "{outcome=\"filed\"}", STAT_TEXTS_FILED,
	    "Texts for the drop directory, by what came of them." },
	{ "texts_total", "{outcome=\"refused\"}", STAT_TEXTS_REFUSED, NULL },
	{ "received_bytes_total", "", STAT_BYTES_IN,
	    "Bytes received from connections." },
	{ "sent_bytes_total", "", STAT_BYTES_OUT,
	    "Bytes sent to connections." },
	{ "slow_readers_cut_total", "", STAT_SLOW_READERS_CUT,
	    "Connections cut because they did not read." },
	{ "queue_total_cut_total", "", STAT_QUEUES_CUT,
	    "Connections cut because too much waited in all." },
	{ "senders_held_total", "", STAT_SENDERS_HELD,
	    "How often a sender had to wait for a receiver." },
	{ "rate_waits_total", "", STAT_RATE_WAITS,
	    "How often a connection had to wait for its rate." },
	{ "out_of_memory_total", "", STAT_OUT_OF_MEMORY,
	    "Requests and connections given up for want of memory." },
};
/* clang-format on */

/* Indexed by enum listener_refusal. */
static const char *const metrics_refusals[] = {
	[LISTENER_LOGINS_PENDING] = "logins_pending",
	[LISTENER_GUESTS] = "guests",
	[LISTENER_QUEUES] = "queues",
	[LISTENER_DESCRIPTORS] = "descriptors",
	[LISTENER_MEMORY] = "memory",
	[LISTENER_DENIED] = "denied",
	[LISTENER_BANNED] = "banned",
	[LISTENER_ADDRESS_CONNECTIONS] = "address_connections",
	[LISTENER_ADDRESS_LOGINS] = "address_logins",
	[LISTENER_PROXY_HEADER] = "proxy_header",
	[LISTENER_OFFENDER] = "offender",
};

uint64_t
metrics_sum(const struct metrics_source *source, enum stats_counter counter)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < source->worker_count; i++)
		sum += stats_read(worker_stats(source->workers[i]), counter);
	return sum;
}

uint64_t
metrics_messages_taken(const struct stats *stats)
{
	return stats_read(stats, STAT_MESSAGES_SENT) +
	       stats_read(stats, STAT_MESSAGES_SAID) +
	       stats_read(stats, STAT_MESSAGES_ECHOED);
}

/*
 * The worker goes on counting while its counters are read one after the other,
 * so for a moment more may seem to have been closed than opened.
 */
static uint64_t
metrics_difference(uint64_t opened, uint64_t closed)
{
	return opened > closed ? opened - closed : 0;
}

uint64_t
metrics_connections(const struct stats *stats)
{
	uint64_t closed = stats_read(stats, STAT_CONNECTIONS_CLOSED);

	return metrics_difference(
	    stats_read(stats, STAT_CONNECTIONS_OPENED), closed);
}

uint64_t
metrics_sum_connections(const struct metrics_source *source)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < source->worker_count; i++)
		sum += metrics_connections(worker_stats(source->workers[i]));
	return sum;
}

static void
metrics_write_table(
    const struct metrics_source *source, struct metrics_text *to)
{
	for (size_t i = 0; i < sizeof(metrics) / sizeof(metrics[0]); i++) {
		const struct metric *metric = &metrics[i];

		if (metric->help != NULL)
			metrics_write_head(
			    to, metric->family, "counter", metric->help);
		metrics_write_sample(to, metric->family, metric->labels,
		    metrics_sum(source, metric->counter));
	}
}

/* ---- connections --------------------------------------------------------- */

/* Both counts of one protocol over all workers. */
struct metrics_protocol {
	uint64_t opened;
	uint64_t closed;
};

static struct metrics_protocol
metrics_sum_protocol(
    const struct metrics_source *source, const struct protocol *protocol)
{
	struct metrics_protocol sum = { 0, 0 };

	for (unsigned int i = 0; i < source->worker_count; i++) {
		const struct stats *stats = worker_stats(source->workers[i]);
		const struct stats_protocol *counted = stats_find_protocol(
		    stats, protocol);

		if (counted == NULL)
			continue;
		sum.closed += atomic_load_explicit(
		    &counted->closed, memory_order_relaxed);
		sum.opened += atomic_load_explicit(
		    &counted->opened, memory_order_relaxed);
	}
	return sum;
}

static void
metrics_write_connections(
    const struct metrics_source *source, struct metrics_text *to)
{
	const struct protocol *protocol;
	struct metrics_protocol sum;

	metrics_write_head(to, "connections", "gauge",
	    "Connections that are open, by protocol.");
	for (size_t i = 0; (protocol = protocol_at(i)) != NULL; i++) {
		sum = metrics_sum_protocol(source, protocol);
		metrics_print(to,
		    "chatd_connections{protocol=\"%s\"} %" PRIu64 "\n",
		    protocol->name, metrics_difference(sum.opened, sum.closed));
	}
	metrics_write_head(to, "connections_opened_total", "counter",
	    "Connections that were accepted, by protocol.");
	for (size_t i = 0; (protocol = protocol_at(i)) != NULL; i++) {
		sum = metrics_sum_protocol(source, protocol);
		metrics_print(to,
		    "chatd_connections_opened_total{protocol=\"%s\"} %" PRIu64
		    "\n",
		    protocol->name, sum.opened);
	}
}

static void
metrics_write_newcomers(
    const struct metrics_source *source, struct metrics_text *to)
{
	metrics_write_head(to, "newcomers_refused_total", "counter",
	    "Newcomers turned away at the door, by reason.");
	for (unsigned int i = 0; i < LISTENER_REFUSALS; i++)
		metrics_print(to,
		    "chatd_newcomers_refused_total{reason=\"%s\"} %" PRIu64
		    "\n",
		    metrics_refusals[i],
		    listeners_turned_away(
			source->listeners, (enum listener_refusal)i));
}

static void
metrics_write_certificate(
    const struct metrics_source *source, struct metrics_text *to)
{
	const struct tls_context *tls = listeners_tls(source->listeners);

	if (tls == NULL)
		return;
	metrics_write_single(to, "tls_certificate_expiry_timestamp_seconds",
	    "gauge", "When the first of the server's certificates expires.",
	    (uint64_t)tls_context_expiry(tls));
}

static void
metrics_write_turns(
    const struct metrics_source *source, struct metrics_text *to)
{
	char labels[32];

	metrics_write_head(to, "turn_seconds", "histogram",
	    "Time that turns of a worker's loop took.");
	for (unsigned int i = 0; i < source->worker_count; i++) {
		snprintf(labels, sizeof(labels), "worker=\"%u\"", i);
		metrics_write_histogram(to, "turn_seconds", labels,
		    &worker_stats(source->workers[i])->turns);
	}
}

static void
metrics_write_rooms(const struct metrics_source *source,
    const struct metrics_state *state, struct metrics_text *to)
{
	metrics_write_single(to, "rooms", "gauge",
	    "Rooms that there are, besides the lobby.",
	    rooms_count(source->rooms));
	metrics_write_single(to, "rooms_total_max", "gauge",
	    "Rooms that there may be: the option of the same name.",
	    state->rooms_total_max);
}

static void
metrics_write_kept_rooms(
    const struct metrics_source *source, struct metrics_text *to)
{
	struct kept_rooms_state state;

	if (source->kept_rooms == NULL)
		return;
	state = kept_rooms_state(source->kept_rooms);
	metrics_write_single(to, "rooms_kept", "gauge",
	    "Rooms that are kept when their last member leaves.", state.count);
	metrics_write_single(to, "rooms_file_failures_total", "counter",
	    "Attempts to write rooms_file that failed.", state.failures);
}

int
metrics_write(const struct metrics_source *source, struct evbuffer *buffer)
{
	struct metrics_text text = { .to = buffer }, *to = &text;
	struct metrics_state state = source->state(source->owner);

	metrics_write_head(to, "build_info", "gauge",
	    "The version that runs, as a label; always 1.");
	metrics_write_sample(
	    to, "build_info", "{version=\"" PACKAGE_VERSION "\"}", 1);
	metrics_write_single(to, "users", "gauge", "Users who are logged in.",
	    directory_count(source->directory));
	metrics_write_single(to, "users_max", "gauge",
	    "Users who may be logged in: max_clients.", state.users_max);
	metrics_write_rooms(source, &state, to);
	metrics_write_kept_rooms(source, to);
	if (source->gateway != NULL)
		metrics_write_cluster(source->gateway, to);
	metrics_write_connections(source, to);
	metrics_write_newcomers(source, to);
	metrics_write_certificate(source, to);
	metrics_write_table(source, to);
	metrics_write_single(to, "waiting_bytes", "gauge",
	    "Bytes that wait anywhere, which queue_total_max bounds.",
	    queue_total_bytes(source->queues));
	metrics_write_single(to, "waiting_bytes_max", "gauge",
	    "Bytes that may wait: queue_total_max.",
	    queue_total_most(source->queues));
	metrics_write_single(to, "queued_bytes", "gauge",
	    "Bytes that wait for sockets to take them.",
	    metrics_sum(source, STAT_QUEUED_BYTES));
	metrics_write_turns(source, to);
	metrics_write_process(state.started_at, to);
	return text.is_cut ? -1 : 0;
}
