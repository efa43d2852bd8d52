/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATCTL_SCREEN_H
#define CHATD_CHATCTL_SCREEN_H

/*
 * The screen of chatctl top, which is made from two snapshots of chatd.  No
 * terminal is involved.
 */

#include <stdint.h>
#include <stdio.h>

#include "chatctl/table.h"

/* The state of chatd at one moment. */
struct snapshot {
	struct table status;
	struct table users;
	uint64_t at_ms; /* by clock.h */
};

enum screen_order {
	SCREEN_BY_MESSAGES,
	SCREEN_BY_BYTES,
	SCREEN_BY_QUEUE,
	SCREEN_BY_AGE,
	SCREEN_BY_NAME,
};

struct screen {
	unsigned int lines;
	unsigned int columns;
	enum screen_order order;
};

/* Let key choose another order.  A key without a meaning changes nothing. */
void screen_take_key(struct screen *screen, char key);

/*
 * Write the whole screen, which replaces the last one, with rates since before,
 * which is NULL the first time.  Return 0, or -1 if there is no memory.
 */
int screen_draw(const struct screen *screen, const struct snapshot *now,
    const struct snapshot *before, FILE *to);

#endif
