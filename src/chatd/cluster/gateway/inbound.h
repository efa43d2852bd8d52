/* SPDX-License-Identifier: MIT */
#ifndef CHATD_INBOUND_H
#define CHATD_INBOUND_H

/*
 * From other nodes to the workers of this one.
 *
 * What another node says about its own users is believed, also whose names they
 * have shown to be theirs; but nothing that it says can make a worker do
 * anything to a user here that one of its users could not do by talking to this
 * node.  Gateway's thread only.
 */

#include "chatd/cluster/links/incoming.h"

struct alias;
struct gateway;
struct node;
struct record;

/* Take a record of the node that is the argument. */
enum incoming_answer inbound_take_cb(
    const struct record *record, void *argument);

/*
 * Let the user behind alias be in no room here, and nobody wait for them, and
 * forget alias if the log of names is done with it, too.
 */
void inbound_end_user(struct gateway *gateway, struct alias *alias);

#endif
