/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CENSUS_H
#define CHATD_CENSUS_H

/*
 * Who of this node is in which room: what another node is told when its link
 * begins, and when it has missed who came or went.
 *
 * Workers go on meanwhile.  What they change is told after what was true before
 * it, so in the end the other node knows what is true; see remote_members.h.
 * Gateway's thread only.
 */

struct node;

/*
 * Tell node all members of all rooms.  If there is no memory for that,
 * node->wants_census stays set: it is to be tried again.
 */
void census_tell(struct node *node);

#endif
