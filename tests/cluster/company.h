/* SPDX-License-Identifier: MIT */
#ifndef CHATD_COMPANY_H
#define CHATD_COMPANY_H

/*
 * Many talkers (talker.h), by their numbers from 0, who hear what comes to them
 * and do something every few ms.
 */

#include <stdbool.h>

#include "cluster/talker.h"

#define COMPANY_MAX 256

struct company_acts {
	/* One has heard a line; it may hang up. */
	void (*hear)(unsigned int index, const char *line);
	/* The connection of one has ended, and is closed after this. */
	void (*ended)(unsigned int index);
	/* It is time to do something. */
	void (*act)(unsigned int index);
};

/* Begin with so many who are not connected; acts is borrowed. */
void company_begin(
    unsigned int count, unsigned int tick_ms, const struct company_acts *acts);

struct talker *company_talker(unsigned int index);

/* Wait for whatever comes next, a tick at most, and have it done. */
void company_go_on(void);

/* All hang up. */
void company_end(void);

/*
 * Have one connect to any of the first nodes of the cluster that can be
 * expected to answer, and say text.  Return false if there is none.
 */
bool company_connect(unsigned int index, unsigned int nodes,
    unsigned int *node_r, const char *text);

#endif
