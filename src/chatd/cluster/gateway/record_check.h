/* SPDX-License-Identifier: MIT */
#ifndef CHATD_RECORD_CHECK_H
#define CHATD_RECORD_CHECK_H

/*
 * Whether a record makes sense: an engine can be hostile, and what it sends in
 * the place of names is shown to users, and kept.
 */

#include <stdbool.h>

struct record;

/*
 * Say whether record has what its kind has to have, and nothing in it that no
 * chatd sends.  Pure; any thread.
 */
bool record_is_sound(const struct record *record);

#endif
