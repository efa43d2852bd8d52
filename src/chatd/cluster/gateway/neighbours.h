/* SPDX-License-Identifier: MIT */
#ifndef CHATD_NEIGHBOURS_H
#define CHATD_NEIGHBOURS_H

/*
 * The other nodes of the cluster, and their users: who they are is what the log
 * of names says.  Gateway's thread only.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "chatd/presence/directory.h"
#include "common/slice.h"

struct gateway;
struct node;

/*
 * A node called name has come: begin a link with it.  Nothing happens if it is
 * known, or if there is no memory: then it is as if the engine lost all that
 * crosses to and from it, and the log says so.
 */
void neighbours_come(struct gateway *gateway, uint64_t life, struct slice name);

/*
 * A node is gone: its users are in no room here any more, and what crosses to
 * them is lost.
 */
void neighbours_go(struct gateway *gateway, uint64_t life);

/* This node has no life any more: the same for all. */
void neighbours_go_all(struct gateway *gateway);

/*
 * A user of a node has a name: let the directory lead there.  Return false if
 * it cannot: there is no memory.
 */
bool neighbours_user_comes(struct gateway *gateway, uint64_t life,
    struct slice name, enum claim_kind kind, struct address there);

/* A user of a node, who had a name, is called something else. */
bool neighbours_user_renames(struct gateway *gateway, uint64_t life,
    struct slice name, struct address there, struct slice to);

/*
 * Return the address here of a user of whom the log has yet to tell; or
 * nowhere, if their node is not known, or there is no memory.
 */
struct address neighbours_find_user(
    struct gateway *gateway, uint64_t life, struct address there);

/* A user of a node has a name no more. */
void neighbours_user_goes(struct gateway *gateway, uint64_t life,
    struct slice name, struct address there);

#endif
