/* SPDX-License-Identifier: MIT */
/* This node comes first, with what is known of the engine. */

#include "chatd/console/node_report.h"

#include <inttypes.h>
#include <stdlib.h>

#include "chatd/cluster/gateway/cluster_report.h"
#include "chatd/console/console.h"
#include "chatd/console/reply.h"
#include "chatd/metrics/metrics.h"
#include "chatd/presence/directory.h"

static const char *
node_report_state(const struct cluster_report *report)
{
	if (!report->is_connected)
		return "no engine";
	if (report->life == 0)
		return "fenced";
	return report->is_held ? "waiting" : "up";
}

static void
node_report_append(
    struct console_client *client, const struct cluster_report *report)
{
	console_append(client,
	    "OK\nnode\tlife\tstate\tusers\tunacknowledged\tbytes\tagain\n");
	console_append(client, "%s\t%" PRIu64 "\t%s\t%" PRIu64 "\t-\t-\t-\n",
	    report->name, report->life, node_report_state(report),
	    directory_count(console_client_host(client)->directory));
	for (size_t i = 0; i < report->node_count; i++) {
		const struct cluster_node *node = &report->nodes[i];

		console_append(client,
		    "%s\t%" PRIu64 "\t%s\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64
		    "\t%" PRIu64 "\n",
		    node->name, node->life, node->is_slow ? "slow" : "up",
		    node->users, node->frames, node->bytes, node->again);
	}
	console_reply_end(client);
}

void
console_report_nodes(struct console_client *client)
{
	struct gateway *gateway = console_client_host(client)->metrics->gateway;
	struct cluster_report *report;

	if (gateway == NULL) {
		console_reply_error(
		    client, "engine is memory, so there is no cluster");
		return;
	}
	report = cluster_report_copy(gateway);
	if (report == NULL)
		console_reply_error(client, "nothing is known yet");
	else
		node_report_append(client, report);
	free(report);
}
