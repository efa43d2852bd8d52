/* SPDX-License-Identifier: MIT */
#include "chatd/metrics/cluster_metrics.h"

#include <inttypes.h>
#include <stdlib.h>

#include "chatd/cluster/cluster_report.h"
#include "chatd/metrics/metrics_text.h"

static void
cluster_metrics_write(struct metrics_text *to, const char *name,
    const char *type, const char *help, uint64_t value)
{
	metrics_print(to,
	    "# HELP chatd_cluster_%s %s\n# TYPE chatd_cluster_%s %s\n"
	    "chatd_cluster_%s %" PRIu64 "\n",
	    name, help, name, type, name, value);
}

/* What waits for all other nodes together. */
static void
cluster_metrics_write_links(
    const struct cluster_report *report, struct metrics_text *to)
{
	uint64_t frames = 0, bytes = 0, again = 0;

	for (size_t i = 0; i < report->node_count; i++) {
		frames += report->nodes[i].frames;
		bytes += report->nodes[i].bytes;
		again += report->nodes[i].again;
	}
	cluster_metrics_write(to, "unacknowledged_frames", "gauge",
	    "Frames that other nodes have not acknowledged.", frames);
	cluster_metrics_write(to, "waiting_bytes", "gauge",
	    "Bytes that are on their way to other nodes, or wait for it.",
	    bytes);
	cluster_metrics_write(to, "sent_again", "gauge",
	    "Times that frames were sent again to nodes that are there.",
	    again);
}

static void
cluster_metrics_write_report(
    const struct cluster_report *report, struct metrics_text *to)
{
	cluster_metrics_write(to, "nodes", "gauge",
	    "Nodes that are there, with this one.",
	    report->node_count + (report->life != 0));
	cluster_metrics_write(to, "engine_up", "gauge",
	    "Whether the engine can be asked.", report->is_connected);
	cluster_metrics_write(to, "engine_reconnects_total", "counter",
	    "Times that the connection to the engine came back.",
	    report->reconnects);
	cluster_metrics_write(to, "log_sequence", "gauge",
	    "How far this node knows the log of names.", report->sequence);
	cluster_metrics_write(to, "questions", "gauge",
	    "Names that somebody has asked for, and waits.", report->questions);
	cluster_metrics_write(to, "crossings", "gauge",
	    "Texts to other nodes whose senders wait.", report->crossings);
	cluster_metrics_write(to, "held", "gauge",
	    "Whether senders wait for a node that has too much to come.",
	    report->is_held);
	metrics_print(to,
	    "# HELP chatd_cluster_engine_seconds "
	    "How long the last renewal of the lease took.\n"
	    "# TYPE chatd_cluster_engine_seconds gauge\n"
	    "chatd_cluster_engine_seconds %.6f\n",
	    (double)report->latency_ns / 1e9);
	cluster_metrics_write_links(report, to);
}

void
metrics_write_cluster(struct gateway *gateway, struct metrics_text *to)
{
	struct cluster_report *report = cluster_report_copy(gateway);

	if (report != NULL)
		cluster_metrics_write_report(report, to);
	free(report);
}
