/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATCTL_TABLE_H
#define CHATD_CHATCTL_TABLE_H

/*
 * The lines of a reply as a table, and as JSON for programs.  For people
 * listing.h prints it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "chatctl/cell.h"
#include "common/slice.h"

/* No table of chatd is this wide; more columns would not be shown. */
#define TABLE_COLUMNS_MAX 64

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

/*
 * Return what a cell of a row holds.  In a table of keys the key decides, and
 * else the column.
 */
enum cell_kind table_kind(const struct table *table, size_t row, size_t column);

/* Print JSON: an object of keys with values, or an array of objects. */
void table_print_json(const struct table *table, FILE *to);

#endif
