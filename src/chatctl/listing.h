/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATCTL_LISTING_H
#define CHATD_CHATCTL_LISTING_H

/*
 * A table as people read it, in aligned columns.
 */

#include <stddef.h>
#include <stdio.h>

struct table;

/*
 * Print the table in lines of at most width columns.  Where it is wider, the
 * columns are left out that matter least (cell_rank()), and the text of a key
 * goes on in lines of its own; what is too wide even then sticks out.
 */
void listing_print(const struct table *table, size_t width, FILE *to);

#endif
