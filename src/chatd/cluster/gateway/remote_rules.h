/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REMOTE_RULES_H
#define CHATD_REMOTE_RULES_H

/*
 * What holds in a room, on all nodes that know it.
 *
 * A node tells the others what its users change, and they follow; where two are
 * changed at one moment on two nodes, these may differ until the next change.
 * What keeps a room when its members have left is a register (039).  Gateway's
 * thread only.
 */

#include <stdbool.h>

#include "chatd/cluster/links/record.h"
#include "common/slice.h"

struct gateway;
struct node;
struct room;

/* Send the rules of room to node.  Return false if there is no memory. */
bool remote_rules_send(struct node *node, struct room *room);

/*
 * Send all nodes the rules of room, or, if ranked is not empty, the ranks that
 * the member of that name has.
 */
void remote_rules_send_all(
    struct gateway *gateway, struct slice room, struct slice ranked);

/*
 * Follow a RECORD_RULES or a RECORD_RANKED.  Return false if there is no
 * memory.
 */
bool remote_rules_follow(struct gateway *gateway, const struct record *record);

#endif
