/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SOURCES_H
#define CHATD_SOURCES_H

/*
 * Who may come in, and how much those may do who come from one address: how
 * many connections they may have, and how fast they may make new ones.
 *
 * A source is an IPv4 address, or the /64 of an IPv6 address, because that is
 * what one machine can have to itself.  Unix sockets and addresses that are
 * exempt are let in without being counted, and so is a newcomer for whom there
 * is no room in the table (source_table.h).  That takes SOURCE_TABLE_ENTRIES
 * addresses with open connections: whoever has so many is not held by what one
 * of them may do, and must not be able to keep others out.
 *
 * Counting goes on while there is no limit, so one that is set finds those who
 * are connected already.  Nothing here is done for a message.
 *
 * Whoever is refused again and again is an offender, to whom nothing is said: a
 * source may be refused SOURCES_REFUSALS times at once, and once a second from
 * then on.  What an offender tries counts as well, so going on keeps it one,
 * but no more counts than SOURCES_REFUSALS seconds of quiet make good for.
 * That concerns all who come from the address and are not connected yet.  A
 * denied address of IPv6 is counted apart from its /64, where others may not be
 * denied.
 *
 * Main thread only, but for sources_leave().
 */

#include <sys/socket.h>

#include <stdbool.h>
#include <stdint.h>

struct access_list;
struct network_address;
struct sources;

/* What each source may do. */
struct source_limits {
	uint64_t connections;       /* open at one time; 0: any number */
	uint64_t logins_per_minute; /* that connect; 0: any number */
	uint64_t logins_burst;      /* that may come at once, from 1 on */
};

/* Whether a newcomer may come in, and why not. */
enum source_verdict {
	SOURCE_WELCOME,
	SOURCE_DENIED,  /* by the lists of networks */
	SOURCE_BANNED,  /* by the operator: see sources_set_bans() */
	SOURCE_CROWDED, /* it has as many connections as it may have */
	SOURCE_HASTY,   /* it makes them too fast */
	SOURCE_OFFENDS, /* it was refused again and again */
};

/* How often a source may be refused without being an offender. */
#define SOURCES_REFUSALS 20

/* The place of a connection that is not counted. */
#define SOURCES_NO_PLACE 0

/* Return sources without limits and without any exempt, or NULL. */
struct sources *sources_new(void);

/* Free sources, NULL is allowed.  No connection may have a place any more. */
void sources_free(struct sources *sources);

/*
 * Have is_banned, which says whether an address is banned just now, asked for
 * each newcomer whom the lists of networks let in.  Once, before the first.
 */
typedef bool sources_is_banned_cb(
    const struct network_address *address, void *argument);
void sources_set_bans(
    struct sources *sources, sources_is_banned_cb *is_banned, void *argument);

/*
 * Get ready to exempt a list of networks, with which nothing is wrong
 * (access_list.h).  Return 0, or -1 if there is no memory.
 */
int sources_prepare(struct sources *sources, const char *exempt);

/* Exempt what was prepared last, and hold all others to these limits. */
void sources_commit(
    struct sources *sources, const struct source_limits *limits);

/*
 * Decide about a connection of this peer, which need not be new: networks says
 * which may come in, NULL is all, and now_ns is the time of
 * clock_monotonic_ns().  If it is welcome, it has a place from now on, in
 * *place_r, which goes with it and is given back by sources_leave().
 */
enum source_verdict sources_enter(struct sources *sources,
    const struct access_list *networks, const struct sockaddr *peer,
    uint64_t now_ns, uint32_t *place_r);

/*
 * Give back the place of a newcomer for whom there is no room after all, and
 * what it cost: its source may try again.
 */
void sources_turn_away(struct sources *sources, uint32_t place);

/*
 * Give back the place of a connection that is closed, SOURCES_NO_PLACE too.
 * Any thread.
 */
void sources_leave(struct sources *sources, uint32_t place);

#endif
