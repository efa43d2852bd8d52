/* SPDX-License-Identifier: MIT */
/*
 * One table says what each counter is called outside and what it counts.
 */

#include "chatd/metrics.h"

#include <inttypes.h>

#include <event2/buffer.h>

#include "chatd/directory.h"
#include "chatd/server_private.h"
#include "chatd/worker.h"

struct metric {
	const char *name;
	const char *help;
};

/* Indexed by enum stat. */
static const struct metric metrics[STAT_COUNT] = {
	[STAT_CONNECTIONS_OPENED] = { "connections_opened_total",
	    "Connections that were accepted." },
	[STAT_CONNECTIONS_CLOSED] = { "connections_closed_total",
	    "Connections that have ended." },
	[STAT_LOGINS] = { "logins_total", "Logins that were granted." },
	[STAT_LOGINS_IN_USE] = { "logins_in_use_total",
	    "Logins refused because the name is taken." },
	[STAT_LOGINS_FULL] = { "logins_full_total",
	    "Logins refused because max_clients is reached." },
	[STAT_LOGINS_BAD_NAME] = { "logins_bad_name_total",
	    "Logins refused because nobody may be called that." },
	[STAT_MESSAGES_SENT] = { "messages_sent_total",
	    "Messages that were taken from their senders." },
	[STAT_MESSAGES_DELIVERED] = { "messages_delivered_total",
	    "Messages handed to their receivers." },
	[STAT_MESSAGES_UNKNOWN] = { "messages_unknown_total",
	    "Messages to somebody who is not there." },
	[STAT_MESSAGES_REFUSED] = { "messages_refused_total",
	    "Messages whose text was refused." },
	[STAT_LISTS] = { "lists_total", "Lists of users that were asked for." },
	[STAT_TEXTS_FILED] = { "texts_filed_total", "Texts that were filed." },
	[STAT_TEXTS_REFUSED] = { "texts_refused_total",
	    "Texts that were not filed." },
	[STAT_BYTES_IN] = { "received_bytes_total",
	    "Bytes received from connections." },
	[STAT_BYTES_OUT] = { "sent_bytes_total", "Bytes sent to connections." },
	[STAT_SLOW_READERS_CUT] = { "slow_readers_cut_total",
	    "Connections cut because they did not read." },
	[STAT_LOGIN_TIMEOUTS] = { "login_timeouts_total",
	    "Connections closed because they did not log in in time." },
	[STAT_OUT_OF_MEMORY] = { "out_of_memory_total",
	    "Requests and connections given up for want of memory." },
};

uint64_t
metrics_sum(const struct server *server, enum stat stat)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < server->worker_count; i++)
		sum += stats_read(worker_stats(server->workers[i]), stat);
	return sum;
}

static void
metrics_write_one(struct evbuffer *to, const char *type,
    const struct metric *metric, uint64_t value)
{
	evbuffer_add_printf(to,
	    "# HELP chatd_%s %s\n# TYPE chatd_%s %s\nchatd_%s %" PRIu64 "\n",
	    metric->name, metric->help, metric->name, type, metric->name,
	    value);
}

void
metrics_write(const struct server *server, struct evbuffer *to)
{
	static const struct metric users = { "users",
		"Users who are logged in." };
	static const struct metric connections = { "connections",
		"Connections that are open." };

	metrics_write_one(
	    to, "gauge", &users, directory_count(server->directory));
	metrics_write_one(to, "gauge", &connections,
	    metrics_sum(server, STAT_CONNECTIONS_OPENED) -
		metrics_sum(server, STAT_CONNECTIONS_CLOSED));
	for (unsigned int i = 0; i < STAT_COUNT; i++) {
		if (metrics[i].name != NULL)
			metrics_write_one(to, "counter", &metrics[i],
			    metrics_sum(server, (enum stat)i));
	}
}
