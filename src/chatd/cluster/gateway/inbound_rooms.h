/* SPDX-License-Identifier: MIT */
#ifndef CHATD_INBOUND_ROOMS_H
#define CHATD_INBOUND_ROOMS_H

/*
 * What another node tells of rooms, passed on to each worker that has members
 * there.  Records are sound (record_check.h).  Gateway's thread only.
 */

#include "chatd/cluster/links/incoming.h"
#include "chatd/cluster/links/record.h"
#include "chatd/core/address.h"
#include "common/slice.h"

struct alias;
struct node;

/* Return the address here of alias. */
struct address inbound_rooms_here(const struct alias *alias);

/* Return that of the user at there on node; 0 if nobody is known there. */
struct address inbound_rooms_address(
    const struct node *node, struct address there);

/*
 * Return the alias of the user whom record is about, made if need be; or NULL
 * if there is no memory.
 */
struct alias *inbound_rooms_alias(
    struct node *node, const struct record *record);

/* Take a RECORD_SAID. */
enum incoming_answer inbound_rooms_line(
    struct node *node, const struct record *record);

/* Take a RECORD_CHANGED. */
enum incoming_answer inbound_rooms_change(
    struct node *node, const struct record *record);

/* Take a RECORD_JOINED, RECORD_LEFT or RECORD_RENAMED. */
enum incoming_answer inbound_rooms_news(
    struct node *node, const struct record *record);

/*
 * Tell the members of room that its member name is not there any more, and
 * nobody has said so: because the user has gone, or a census has not named
 * them.  argument is the gateway.
 */
void inbound_rooms_lost_cb(
    struct alias *alias, struct slice room, struct slice name, void *argument);
void inbound_rooms_doubted_cb(
    struct alias *alias, struct slice room, struct slice name, void *argument);

#endif
