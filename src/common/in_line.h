/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IN_LINE_H
#define CHATD_IN_LINE_H

/*
 * Put a function into its callers.
 *
 * It is for a small function on the way of nearly every message, with the word
 * static before it.  A compiler inlines less the more there is to compile: so
 * without this a new protocol can make all others dearer.
 */
#define IN_LINE inline __attribute__((always_inline))

#endif
