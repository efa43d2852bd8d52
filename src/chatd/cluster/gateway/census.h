/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CENSUS_H
#define CHATD_CENSUS_H

/*
 * Who of this node is in which room, after what is known of each user: what
 * another node is told when its link begins, and when it has missed who came or
 * went.
 *
 * Workers go on meanwhile.  What they change is told after what was true before
 * it, so in the end the other node knows what is true; see remote_members.h.
 * Gateway's thread only.
 */

struct node;

/*
 * Begin to tell node all cards, and all members of all rooms, if it wants that,
 * or go on; as much at a time as its link has room for, and one room more, so
 * that a census may be larger than what a link keeps.  To be called until
 * neither node->wants_census nor node->is_told_census is set; where there is no
 * memory, it begins anew.
 */
void census_tell(struct node *node);

#endif
