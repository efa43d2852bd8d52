/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CLUSTER_METRICS_H
#define CHATD_CLUSTER_METRICS_H

/* How the cluster is doing, as this node sees it.  Main thread only. */

struct gateway;
struct metrics_text;

/* Append the metrics of the cluster, of which gateway is part. */
void metrics_write_cluster(struct gateway *gateway, struct metrics_text *to);

#endif
