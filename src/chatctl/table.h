/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATCTL_TABLE_H
#define CHATD_CHATCTL_TABLE_H

/*
 * The lines of a reply as a table, and the two ways to print it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/line.h"

struct table {
	size_t columns;
	size_t rows;         /* the header not counted */
	struct slice *cells; /* owned; the header's first, row after row */
};

/*
 * Take the lines of body apart, which must live as long as the table.  A row
 * that is too short is filled up with nothing, one that is too long is cut.
 * Return 0, for the caller to clear the table, or -1 if there is no memory.
 */
int table_parse(struct slice body, struct table *table_r);

/* Free what table holds. */
void table_clear(struct table *table);

/* Return the cell of a row, from 0, or of the header. */
struct slice table_cell(const struct table *table, size_t row, size_t column);
struct slice table_header(const struct table *table, size_t column);

/* Return the column of this name, or table->columns. */
size_t table_find_column(const struct table *table, const char *name);

/* Say whether the rows are keys with their values: chatd's status. */
bool table_is_keyed(const struct table *table);

/* Return the value of a key, or nothing. */
struct slice table_value(const struct table *table, const char *key);

/* Print in aligned columns, for people. */
void table_print(const struct table *table, FILE *to);

/* Print one object for keys with their values, or an array with one per row. */
void table_print_json(const struct table *table, FILE *to);

#endif
