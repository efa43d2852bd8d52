/* SPDX-License-Identifier: MIT */
/*
 * What concerns one other node has its name as a label.  A node that has come
 * back is there twice until its life before is over: those count as one, since
 * no two samples may have the same labels.
 */

#include "chatd/metrics/cluster_metrics.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/cluster/engine/claim_counts.h"
#include "chatd/cluster/gateway/cluster_report.h"
#include "chatd/metrics/metrics_text.h"

/* ---- other nodes --------------------------------------------------------- */

/* Return the first one with the name of the node at index. */
static struct cluster_node *
cluster_metrics_find(struct cluster_report *report, size_t index)
{
	struct cluster_node *node = report->nodes;

	while (strcmp(node->name, report->nodes[index].name) != 0)
		node++;
	return node;
}

/* Let there be one node of each name, which has what all of them had. */
static void
cluster_metrics_merge(struct cluster_report *report)
{
	size_t count = 0;

	for (size_t i = 0; i < report->node_count; i++) {
		struct cluster_node *node = cluster_metrics_find(report, i);

		if (node == &report->nodes[i]) {
			report->nodes[count++] = *node;
			continue;
		}
		node->frames += report->nodes[i].frames;
		node->bytes += report->nodes[i].bytes;
		node->again += report->nodes[i].again;
		node->is_slow |= report->nodes[i].is_slow;
	}
	report->node_count = count;
}

static uint64_t
cluster_metrics_frames(const struct cluster_node *node)
{
	return node->frames;
}

static uint64_t
cluster_metrics_bytes(const struct cluster_node *node)
{
	return node->bytes;
}

static uint64_t
cluster_metrics_again(const struct cluster_node *node)
{
	return node->again;
}

static uint64_t
cluster_metrics_is_slow(const struct cluster_node *node)
{
	return node->is_slow;
}

static void
cluster_metrics_write_each(const struct cluster_report *report,
    struct metrics_text *to, const char *family,
    uint64_t (*value)(const struct cluster_node *node))
{
	for (size_t i = 0; i < report->node_count; i++)
		metrics_print(to, "chatd_%s{node=\"%s\"} %" PRIu64 "\n", family,
		    report->nodes[i].name, value(&report->nodes[i]));
}

static void
cluster_metrics_write_nodes(
    const struct cluster_report *report, struct metrics_text *to)
{
	metrics_write_head(to, "cluster_held", "gauge",
	    "Whether senders wait for this node, which has too much to come.");
	cluster_metrics_write_each(
	    report, to, "cluster_held", cluster_metrics_is_slow);
	metrics_write_head(to, "cluster_unacknowledged_frames", "gauge",
	    "Frames that this node has not acknowledged.");
	cluster_metrics_write_each(report, to, "cluster_unacknowledged_frames",
	    cluster_metrics_frames);
	metrics_write_head(to, "cluster_waiting_bytes", "gauge",
	    "Bytes that are on their way to this node, or wait for it.");
	cluster_metrics_write_each(
	    report, to, "cluster_waiting_bytes", cluster_metrics_bytes);
	metrics_write_head(to, "cluster_sent_again_total", "counter",
	    "Times that frames were sent to this node again.");
	cluster_metrics_write_each(
	    report, to, "cluster_sent_again_total", cluster_metrics_again);
}

/* ---- claims -------------------------------------------------------------- */

static void
cluster_metrics_write_claims(
    const struct claim_counts *claims, struct metrics_text *to)
{
	static const char *const labels[] = {
		[CLAIM_GRANTED] = "{outcome=\"granted\"}",
		[CLAIM_IN_USE] = "{outcome=\"in_use\"}",
		[CLAIM_FULL] = "{outcome=\"full\"}",
		[CLAIM_UNANSWERED] = "{outcome=\"unanswered\"}",
		[CLAIM_OUT_OF_MEMORY] = "{outcome=\"out_of_memory\"}",
	};

	metrics_write_head(to, "cluster_claims_total", "counter",
	    "Names that the engine was asked for, by what came of them.");
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		metrics_write_sample(to, "cluster_claims_total", labels[i],
		    claim_counts_read(claims, (enum claim_outcome)i));
	metrics_write_head(to, "cluster_claim_seconds", "histogram",
	    "Time that whoever asked for a name waited.");
	metrics_write_histogram(
	    to, "cluster_claim_seconds", "", &claims->waits);
}

/* ---- this node ----------------------------------------------------------- */

static void
cluster_metrics_write_seconds(
    struct metrics_text *to, const char *family, uint64_t nanoseconds)
{
	metrics_print(to, "chatd_%s %.6f\n", family, (double)nanoseconds / 1e9);
}

static void
cluster_metrics_write_engine(
    const struct cluster_report *report, struct metrics_text *to)
{
	metrics_write_single(to, "cluster_engine_up", "gauge",
	    "Whether the engine can be asked.", report->is_connected);
	metrics_write_single(to, "cluster_engine_reconnects_total", "counter",
	    "Times that the connection to the engine was lost.",
	    report->reconnects);
	metrics_write_head(to, "cluster_engine_seconds", "gauge",
	    "How long the last renewal of the lease took.");
	cluster_metrics_write_seconds(
	    to, "cluster_engine_seconds", report->latency_ns);
	metrics_write_single(to, "cluster_log_sequence", "gauge",
	    "How far this node knows the log of names.", report->sequence);
	metrics_write_single(to, "cluster_log_behind", "gauge",
	    "Entries of the log of names that this node has yet to hear.",
	    report->behind);
}

static void
cluster_metrics_write_report(
    const struct cluster_report *report, struct metrics_text *to)
{
	metrics_write_single(to, "cluster_nodes", "gauge",
	    "Nodes that are there, with this one.",
	    report->node_count + (report->life != 0));
	metrics_write_single(to, "cluster_life", "gauge",
	    "The life of this node; 0 while it is out of the cluster.",
	    report->life);
	metrics_write_single(to, "cluster_lives_lost_total", "counter",
	    "Times that this node lost its place in the cluster.",
	    report->lives_lost);
	cluster_metrics_write_engine(report, to);
	metrics_write_single(to, "cluster_questions", "gauge",
	    "Names that somebody has asked for, and waits.", report->questions);
	metrics_write_single(to, "cluster_crossings", "gauge",
	    "Texts to other nodes whose senders wait.", report->crossings);
	metrics_write_head(to, "cluster_held_seconds_total", "counter",
	    "Time for which senders have waited for a node with too much to "
	    "come.");
	cluster_metrics_write_seconds(
	    to, "cluster_held_seconds_total", report->held_ns);
	cluster_metrics_write_nodes(report, to);
}

void
metrics_write_cluster(struct gateway *gateway, struct metrics_text *to)
{
	struct cluster_report *report = cluster_report_copy(gateway);

	if (report != NULL) {
		cluster_metrics_merge(report);
		cluster_metrics_write_report(report, to);
	}
	free(report);
	cluster_metrics_write_claims(cluster_report_claims(gateway), to);
}
