/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REDIS_GROUP_H
#define CHATD_REDIS_GROUP_H

/*
 * Three servers of Redis on three machines, as it were: a master and its two
 * replicas, each beside a sentinel.  Where there are cables (cables.h), the
 * first of the machines is where node 0 is; that server is preferred as the
 * master, so that a cut of the cable leaves a node with a former master.
 */

#include <stdbool.h>

/* Start all, and wait until they know each other; they end with the test. */
void redis_group_begin(void);

/* Say whether it has begun. */
bool redis_group_is_there(void);

/* Return the addresses of the sentinels, as engine_address has them. */
const char *redis_group_addresses(void);

/*
 * Say whether there is a master, and both others are replicas of it.  It is
 * looked at now and then: what was true a moment ago may be said.
 */
bool redis_group_is_whole(void);

/*
 * What happens to the server that was the master when that was said last: it
 * ends, and is started again; it stops, and goes on; it is to be replaced,
 * though nothing is wrong with it.
 */
void redis_group_kill_master(void);
void redis_group_resume_master(void);
void redis_group_pause_master(void);
void redis_group_continue_master(void);
void redis_group_replace_master(void);

/* The two that were replicas then stop, and go on. */
void redis_group_pause_replicas(void);
void redis_group_continue_replicas(void);

#endif
