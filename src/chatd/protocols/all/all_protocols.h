/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ALL_PROTOCOLS_H
#define CHATD_ALL_PROTOCOLS_H

/*
 * The list of protocols.  To add one, write its file, and give it a row in
 * all_protocols.c and a section in chatd-protocols(7).  Any thread.
 */

#include <stddef.h>

struct protocol;

/* Return the protocol of this name, or NULL. */
const struct protocol *protocol_find(const char *name);

/* Return the protocol at index, or NULL past the last: for listing them. */
const struct protocol *protocol_at(size_t index);

#endif
