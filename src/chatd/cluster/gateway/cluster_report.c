/* SPDX-License-Identifier: MIT */
#include "chatd/cluster/gateway/cluster_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/cluster/gateway/gateway_private.h"
#include "chatd/cluster/links/link.h"
#include "chatd/cluster/gateway/node.h"
#include "common/clock.h"

/* How old a report may be while anything happens. */
#define CLUSTER_REPORT_NS (200 * CLOCK_NS_PER_MS)

static size_t
list_count(const struct list *list)
{
	size_t count = 0;

	for (const struct list *at = list->next; at != list; at = at->next)
		count++;
	return count;
}

static size_t
cluster_report_size(size_t node_count)
{
	return sizeof(struct cluster_report) +
	       node_count * sizeof(struct cluster_node);
}

static void
cluster_report_add(struct cluster_report *report, const struct node *node)
{
	struct link_counts counts = link_count(node->link);
	struct cluster_node *row = &report->nodes[report->node_count++];

	*row = (struct cluster_node){
		.life = node->life,
		.users = node->user_count,
		.frames = counts.kept_frames,
		.bytes = counts.kept_bytes,
		.again = counts.again,
		.is_slow = report->is_held && !link_has_room(node->link),
	};
	snprintf(row->name, sizeof(row->name), "%s", node->name);
}

static uint64_t
cluster_report_held_ns(const struct gateway *gateway)
{
	return gateway->held_ns +
	       (gateway->is_held ? clock_monotonic_ns() - gateway->hold_ns : 0);
}

static struct cluster_report *
cluster_report_new(struct gateway *gateway)
{
	struct names_state names = names_state(gateway->names);
	struct cluster_report *report = malloc(
	    cluster_report_size(list_count(&gateway->nodes)));

	if (report == NULL)
		return NULL;
	*report = (struct cluster_report){
		.life = names.life,
		.sequence = names.sequence,
		.latency_ns = names.latency_ns,
		.behind = names.behind,
		.reconnects = names.reconnects,
		.lives_lost = names.lives_lost,
		.questions = names.waiting,
		.crossings = gateway->crossing_count,
		.is_connected = names.is_ready,
		.is_held = gateway->is_held,
		.held_ns = cluster_report_held_ns(gateway),
	};
	snprintf(report->name, sizeof(report->name), "%s",
	    gateway->options.node_name);
	for (struct list *at = gateway->nodes.next; at != &gateway->nodes;
	     at = at->next)
		cluster_report_add(report, node_at(at));
	return report;
}

void
cluster_report_draw(struct gateway *gateway, uint64_t now_ns)
{
	struct cluster_report_desk *desk = &gateway->desk;
	struct cluster_report *report, *old;

	if (now_ns - desk->drawn_ns < CLUSTER_REPORT_NS)
		return;
	report = cluster_report_new(gateway);
	/* Without memory the old one is as good as any. */
	if (report == NULL)
		return;
	desk->drawn_ns = now_ns;
	pthread_mutex_lock(&desk->lock);
	old = desk->report;
	desk->report = report;
	pthread_mutex_unlock(&desk->lock);
	free(old);
}

struct cluster_report *
cluster_report_copy(struct gateway *gateway)
{
	struct cluster_report_desk *desk = &gateway->desk;
	struct cluster_report *copy = NULL;

	pthread_mutex_lock(&desk->lock);
	if (desk->report != NULL) {
		size_t size = cluster_report_size(desk->report->node_count);

		copy = malloc(size);
		if (copy != NULL)
			memcpy(copy, desk->report, size);
	}
	pthread_mutex_unlock(&desk->lock);
	return copy;
}

const struct claim_counts *
cluster_report_claims(const struct gateway *gateway)
{
	return names_claims(gateway->names);
}
