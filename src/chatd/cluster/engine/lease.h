/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LEASE_H
#define CHATD_LEASE_H

/*
 * What a node may do with its life in the engine, and when.
 *
 * The engine keeps a life for LEASE_MS after each renewal, and then others may
 * bury it and take its names.  A node that cannot renew does not know whether
 * the engine or its own way there has failed, so it goes by its clock:
 *
 *  - A renewal counts from when it was asked for.  The engine did it later, so
 *    nobody can bury the life for LEASE_MS after that.
 *  - A server that refuses the connection is gone for everybody, so nobody can
 *    bury at that time either; and a server that comes back is another epoch,
 *    in which names are granted to others only after LEASE_MS.  So that counts
 *    as much, from when the attempt began.  It proves nothing where the master
 *    may have become another server, which sentinels know: then it must not be
 *    reported.  Nor where a filter in the network refuses in the server's
 *    place.
 *  - Names are granted up to LEASE_GRANTS_MS after that, and users are there up
 *    to LEASE_HOLDS_MS.  What is left to LEASE_MS is for closing them.
 *  - The dead are to be buried when their lease is over, and not some time
 *    later.  So whoever hears that another lease ends before their own renewal
 *    is due renews then, and hears whether it has.  That comes LEASE_LOOKS_MS
 *    after the last such time or later, whatever the engine says.  While all
 *    are well none ends so soon, and nobody asks once more.
 *  - Nobody buries before having been connected for LEASE_MS: so long others
 *    may need to come back after all were cut off.  Nor in the LEASE_MS after
 *    their own lease has ended too early, when those of others have, too.
 *
 * The engine measures leases by its time of day.  If that is set forward by
 * less than LEASE_MS, some leases end too early and others do not, and nobody
 * can tell; so the time of an engine's machine must be slewed, and not set.
 *
 * All times are in nanoseconds of a clock that goes on while the process is
 * stopped and the machine sleeps; 0 is no time.  Pure: the time is passed in.
 * Not thread-safe.
 */

#include <stdbool.h>
#include <stdint.h>

/*
 * The names of the dead are to be free within three seconds, with what it takes
 * to bury them.  A lease is no shorter, because it has to outlast
 * LEASE_HOLDS_MS even while the clock of the engine's machine is slewed by a
 * twelfth, which is the fastest that chrony does: then 170 ms are left for
 * closing users, and 400 while the clock is right.
 */
#define LEASE_MS        2900
#define LEASE_RENEWS_MS 1000 /* after the renewal before */
#define LEASE_LOOKS_MS  100  /* between two looks for the dead, at least */
#define LEASE_GRANTS_MS 2000
#define LEASE_HOLDS_MS  2500

/* All zero is one without a life or a connection. */
struct lease {
	uint64_t renewed_ns; /* when the last renewal was asked that was done */
	uint64_t refused_ns; /* when the last attempt began that was refused */
	uint64_t asked_ns;   /* when the last renewal was asked */
	uint64_t look_ns;    /* when another lease ends, unless renewed; or 0 */
	uint64_t looked_ns;  /* when one was last asked for because of that */
	uint64_t
	    settled_ns; /* since when leases are to be believed; 0: never */
	bool is_asking; /* it is unanswered */
};

/*
 * Enter: on a new connection the engine has answered that the life is there,
 * which was asked at asked_ns.
 */
void lease_enter(struct lease *lease, uint64_t asked_ns, uint64_t now_ns);

/* Note that a renewal is asked for now. */
void lease_ask(struct lease *lease, uint64_t now_ns);

/*
 * Note that the renewal is answered, and whether there was a lease until then.
 */
void lease_renew(struct lease *lease, bool had_lease, uint64_t now_ns);

/*
 * Note that another lease ends at look_ns, as the answer to a renewal says; 0:
 * none does.  It is forgotten with the next renewal.
 */
void lease_look(struct lease *lease, uint64_t look_ns);

/* Note that the connection is lost, and with it the answer to a renewal. */
void lease_lose(struct lease *lease);

/* Note that an attempt to connect that began then was refused. */
void lease_refuse(struct lease *lease, uint64_t began_ns);

/* Forget the life, which is over; the connection may still be there. */
void lease_end(struct lease *lease);

/* Say whether a renewal is to be asked for now. */
bool lease_may_ask(const struct lease *lease, uint64_t now_ns);

/* Say whether claims that the engine has granted may be believed now. */
bool lease_may_grant(const struct lease *lease, uint64_t now_ns);

/*
 * Return when the life is over unless something else is noted before: from then
 * on no user may be here.  0: there is none.
 */
uint64_t lease_ends_ns(const struct lease *lease);

/* Say whether the life goes on: that time has not come. */
bool lease_holds(const struct lease *lease, uint64_t now_ns);

/* Say whether lives that have no lease may be buried now. */
bool lease_may_bury(const struct lease *lease, uint64_t now_ns);

/*
 * Return the next time at which one of the answers changes that do so by
 * themselves, or 0 if there is none.
 */
uint64_t lease_due_ns(const struct lease *lease, uint64_t now_ns);

#endif
