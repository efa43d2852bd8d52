/* SPDX-License-Identifier: MIT */
#ifndef CHATD_FAULTS_H
#define CHATD_FAULTS_H

/*
 * What happens to a cluster (cluster_fixture.h), one thing after the other, at
 * random: it is printed, and TEST_SEED has the same happen again.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fault {
	FAULT_NODE_KILLED,      /* and started again */
	FAULT_NODE_STOPPED,     /* for so long that it is buried, or not */
	FAULT_ENGINE_STOPPED,   /* it is silent */
	FAULT_ENGINE_RESTARTED, /* it is refused, and comes back with its file
				 */
	FAULT_ENGINE_EMPTIED,   /* the same, without */
	FAULT_CABLE_CUT,        /* that from a node to the engine */
	/* Where sentinels watch over it (redis_group.h): */
	FAULT_MASTER_KILLED,   /* and started again */
	FAULT_MASTER_STOPPED,  /* for so long that it is replaced, or not */
	FAULT_MASTER_REPLACED, /* though it serves */
	FAULT_SPLIT,           /* node 0 and a server are cut off from all */
	FAULT_COUNT,
};

/*
 * Return how long a test is to go on, in seconds, if it is to be a long one;
 * and in how many parts, each of them that long: Check counts the time of one
 * in a number that is too small for an hour.
 */
uint64_t faults_more_seconds(void);
int faults_parts(void);

/* Have what comes at random be another thing in each part. */
void faults_begin_part(int part);

/*
 * Begin: each of the faults once, in any order, and then whatever comes for so
 * many more seconds.  To be called when the cluster has begun.
 */
void faults_begin(const enum fault *faults, unsigned int count,
    unsigned int nodes, uint64_t seconds);

/*
 * Do what is due, to be called often, with the count of what clients have been
 * granted so far: after each fault that must go on once all nodes are up.
 * Return false when it has gone on after the last fault, too.
 */
bool faults_go_on(size_t progress);

/* Say whether a client can expect that the node is there, and is to answer. */
bool faults_leave_alone(unsigned int node);

#endif
