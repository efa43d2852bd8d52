/* SPDX-License-Identifier: MIT */
#ifndef CHATD_JSON_H
#define CHATD_JSON_H

/*
 * A strict reader of JSON (RFC 8259), to hold what chatctl prints against.
 */

#include <stdbool.h>

#include "common/slice.h"

/* Say whether text is one value, with blanks around it at most. */
bool json_is_valid(struct slice text);

#endif
