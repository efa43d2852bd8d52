/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CLUSTER_REPORT_H
#define CHATD_CLUSTER_REPORT_H

/*
 * How the cluster looks from this node, for people and for metrics.
 *
 * The gateway draws it up now and then, and any thread may have a copy; so
 * whoever asks waits for nobody.
 */

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct claim_counts;
struct gateway;

/* This many bytes of a node's name are shown, the NUL included. */
#define CLUSTER_NODE_NAME_BYTES 64

/* One more node. */
struct cluster_node {
	char name[CLUSTER_NODE_NAME_BYTES];
	uint64_t life;
	uint64_t users;
	uint64_t frames; /* sent, and not acknowledged yet */
	uint64_t bytes;  /* of memory, for what is on its way or waits */
	uint64_t again;  /* times that frames were sent again */
	bool is_slow;    /* senders wait for it */
};

struct cluster_report {
	char name[CLUSTER_NODE_NAME_BYTES]; /* of this node */
	uint64_t life;       /* of this node; 0: it has none at the moment */
	uint64_t sequence;   /* of the log, as far as it is known here */
	uint64_t latency_ns; /* of the last renewal of the lease */
	uint64_t behind;     /* entries of the log that this node lacked then */
	uint64_t reconnects; /* to the engine */
	uint64_t lives_lost; /* of this node */
	uint64_t questions;  /* of names, that wait for an answer */
	uint64_t crossings;  /* texts and lines whose senders wait */
	bool is_connected;   /* to the engine */
	bool is_held;        /* workers wait for a node with too much to come */
	uint64_t held_ns;    /* how long they have, in all */
	size_t node_count;
	struct cluster_node nodes[]; /* the others */
};

/* The latest one; all zero but for the lock is none. */
struct cluster_report_desk {
	pthread_mutex_t lock;
	struct cluster_report *report; /* owned; guarded by lock */
	uint64_t drawn_ns;             /* when; the gateway's */
};

/* Draw up a new report if the last one is old.  Gateway's thread only. */
void cluster_report_draw(struct gateway *gateway, uint64_t now_ns);

/* Return a copy, which the caller frees; or NULL if there is no memory. */
struct cluster_report *cluster_report_copy(struct gateway *gateway);

/* Return what has come of claims, for as long as there is the gateway. */
const struct claim_counts *cluster_report_claims(const struct gateway *gateway);

#endif
