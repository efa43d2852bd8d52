/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LAST_RECEIVER_H
#define CHATD_LAST_RECEIVER_H

/*
 * The short way of a text: to the user whom its sender wrote to last.
 *
 * Most people write to the same person again and again, so each connection
 * remembers which connection on its own worker it last wrote to.  As long as
 * that one is there and bears the name, the directory would give the same
 * answer.  Not asking it saves about 275 instructions a message; see
 * doc/fast-path.md.  Owner thread only.
 */

#include <stdbool.h>

#include "chatd/core/address.h"
#include "common/slice.h"

struct connection;
struct message;

/* Remember that sender has written to receiver, on the same worker. */
void router_remember_last(struct connection *sender, struct address receiver);

/*
 * Deliver message, which is from sender, to the user called name, if that is
 * whom sender last wrote to.  Return false, with nothing done, if it is not, or
 * may not be: router_send() then finds out.
 */
bool router_try_last(struct connection *sender, struct slice name,
    const struct message *message);

#endif
