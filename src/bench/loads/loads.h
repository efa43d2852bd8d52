/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_LOADS_H
#define CHATD_BENCH_LOADS_H

/*
 * The loads that there are, one file each, listed in loads.c.
 */

#include <stddef.h>

struct load;

/* Find a load by its name.  Return NULL if there is none. */
const struct load *load_find(const char *name);

/* Return the load with this number, counted from 0; NULL after the last. */
const struct load *load_at(size_t index);

/* Return the load that load_x.c describes. */
const struct load *load_pairs(void);
const struct load *load_spread(void);
const struct load *load_room(void);
const struct load *load_who(void);
const struct load *load_login(void);
const struct load *load_idle(void);

#endif
