/* SPDX-License-Identifier: MIT */
#ifndef CHATD_NAME_OWNERS_H
#define CHATD_NAME_OWNERS_H

/* Whose a name is, by the accounts of this node.  Worker's thread only. */

#include <stdbool.h>

#include "common/slice.h"

struct connection;

/*
 * Say whether the connection has shown that it owns name.  Where a listener
 * gives names, no other name is ever asked about.
 */
bool name_is_owned_by(struct connection *connection, struct slice name);

/* Say whether name belongs to somebody else, whether they are there or not. */
bool name_is_anothers(struct connection *connection, struct slice name);

#endif
