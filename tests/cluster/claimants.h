/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CLAIMANTS_H
#define CHATD_CLAIMANTS_H

/*
 * Many who want few names, on all nodes of a cluster (cluster_fixture.h): each
 * claims one, asks for something all the time it has it, gives it back in one
 * way or another, and claims another one.  What they have is noted and checked
 * by cluster/ownership.h.
 */

#include <stddef.h>

#define CLAIMANTS_MAX 256

/* Begin with so many of them; names is at most OWNERSHIP_NAMES_MAX. */
void claimants_begin(
    unsigned int count, unsigned int names, unsigned int nodes);

/* Wait a few ms at most for whatever they hear, and do what they do then. */
void claimants_go_on(void);

/* All hang up. */
void claimants_end(void);

/* Say how often a name was had, was refused, and was lost without a wish. */
void claimants_print(void);

#endif
