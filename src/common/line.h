/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LINE_H
#define CHATD_LINE_H

/*
 * Where a line of the input ends.  Pure; any thread.
 */

#include <stddef.h>

#include "common/slice.h"

/*
 * Take the first line of the size bytes at bytes: set *line_r to it without its
 * "\n" and without one "\r" before that, and return how many bytes it took,
 * the "\n" included.  Return 0 if there is no complete line; *line_r is then
 * left alone.
 */
size_t line_take(const char *bytes, size_t size, struct slice *line_r);

#endif
