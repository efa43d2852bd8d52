/* SPDX-License-Identifier: MIT */
#ifndef CHATD_GATEWAY_FIXTURE_H
#define CHATD_GATEWAY_FIXTURE_H

/*
 * A gateway without a thread, for one worker, and one more node.  What the
 * worker is told is counted.
 */

#include <stdint.h>

#include "chatd/core/message.h"

struct gateway;
struct node;

/* The lives of this node and of the other one. */
#define FIXTURE_OWN_LIFE   1
#define FIXTURE_OTHER_LIFE 7

/* Begin, and return the gateway. */
struct gateway *gateway_fixture_begin(void);

/* Return the other node. */
struct node *gateway_fixture_node(void);

/* Free all of it; nobody of another node may be left. */
void gateway_fixture_end(void);

/*
 * Have the worker receive what was sent, and return how many of all that it has
 * received were of this kind; or the last one of these, without its texts.
 */
unsigned int gateway_fixture_count(enum message_kind kind);
struct message gateway_fixture_last(enum message_kind kind);

#endif
