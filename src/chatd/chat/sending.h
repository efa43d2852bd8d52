/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SENDING_H
#define CHATD_SENDING_H

/*
 * The short way of a text, for a protocol that has more to ask of most texts
 * than this; see doc/fast-path.md.  Owner thread only.
 */

#include <stdbool.h>

#include "common/slice.h"

struct connection;

/*
 * Do as chat_send() if text may be said and name is that of the user whom the
 * connection wrote to last, and answer DONE.  Return false, with nothing done,
 * if that is not so, or not known: chat_send() then finds out.
 */
bool chat_try_send(
    struct connection *connection, struct slice name, struct slice text);

#endif
