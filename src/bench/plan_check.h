/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_PLAN_CHECK_H
#define CHATD_BENCH_PLAN_CHECK_H

/*
 * What goes together in a plan, once the whole command line has been read.
 */

struct plan;

/*
 * Fill in what depends on the load, which is set.  Return NULL, or a text of
 * what does not go together.
 */
const char *plan_complete(struct plan *plan);

#endif
