/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATCTL_TABLE_H
#define CHATD_CHATCTL_TABLE_H

/*
 * The lines of a reply as a table, and two ways to print it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/slice.h"

struct table {
	size_t columns;
	size_t rows;         /* without the header */
	struct slice *cells; /* owned; row after row, the header first */
};

/*
 * Take the lines of body apart.  body must live as long as the table.  A row
 * that is too short is filled up with empty cells, and one that is too long is
 * cut.  Return 0 and set *table_r, which the caller clears; or -1 if there is
 * no memory.
 */
int table_parse(struct slice body, struct table *table_r);

/* Free what table holds, but not table. */
void table_clear(struct table *table);

/* Return a cell of a row, counted from 0, or of the header. */
struct slice table_cell(const struct table *table, size_t row, size_t column);
struct slice table_header(const struct table *table, size_t column);

/* Return the column of this name, or table->columns if there is none. */
size_t table_find_column(const struct table *table, const char *name);

/* Say whether the rows are keys with their values, as in chatd's status. */
bool table_is_keyed(const struct table *table);

/* Return the value of a key, which is empty if there is no such key. */
struct slice table_value(const struct table *table, const char *key);

/* Print the table for people, in aligned columns. */
void table_print(const struct table *table, FILE *to);

/* Print JSON: an object of keys with values, or an array of objects. */
void table_print_json(const struct table *table, FILE *to);

#endif
