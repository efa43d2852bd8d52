/* SPDX-License-Identifier: MIT */
#include "chatctl/table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "chatctl/cell.h"
#include "common/line.h"

static size_t
table_count_columns(struct slice line)
{
	size_t columns = 1;

	for (size_t i = 0; i < line.size; i++)
		columns += line.bytes[i] == '\t';
	return columns < TABLE_COLUMNS_MAX ? columns : TABLE_COLUMNS_MAX;
}

static size_t
table_count_lines(struct slice body)
{
	size_t lines = 0;

	for (size_t i = 0; i < body.size; i++)
		lines += body.bytes[i] == '\n';
	return lines;
}

/* Take the first field off *line, and the tab after it. */
static struct slice
table_take_field(struct slice *line)
{
	const char *tab = line->size > 0 ? memchr(line->bytes, '\t', line->size)
					 : NULL;
	struct slice field = *line;

	if (tab == NULL) {
		line->size = 0;
		return field;
	}
	field.size = (size_t)(tab - line->bytes);
	line->bytes += field.size + 1;
	line->size -= field.size + 1;
	return field;
}

int
table_parse(struct slice body, struct table *table_r)
{
	size_t lines = table_count_lines(body);
	struct slice line = { NULL, 0 };
	struct slice *cell;

	*table_r = (struct table){ 0 };
	if (lines == 0)
		return 0;
	line_take(body.bytes, body.size, &line);
	table_r->columns = table_count_columns(line);
	table_r->rows = lines - 1;
	table_r->cells = calloc(
	    lines, table_r->columns * sizeof(*table_r->cells));
	if (table_r->cells == NULL)
		return -1;
	cell = table_r->cells;
	for (size_t i = 0; i < lines; i++) {
		size_t taken = line_take(body.bytes, body.size, &line);

		body.bytes += taken;
		body.size -= taken;
		for (size_t j = 0; j < table_r->columns; j++)
			*cell++ = table_take_field(&line);
	}
	return 0;
}

void
table_clear(struct table *table)
{
	free(table->cells);
	*table = (struct table){ 0 };
}

struct slice
table_cell(const struct table *table, size_t row, size_t column)
{
	return table->cells[(row + 1) * table->columns + column];
}

struct slice
table_header(const struct table *table, size_t column)
{
	return table->cells[column];
}

size_t
table_find_column(const struct table *table, const char *name)
{
	size_t column = 0;

	while (column < table->columns &&
	       !slice_is(table_header(table, column), name))
		column++;
	return column;
}

bool
table_is_keyed(const struct table *table)
{
	return table->columns == 2 && slice_is(table_header(table, 0), "key");
}

struct slice
table_value(const struct table *table, const char *key)
{
	for (size_t i = 0; table->columns >= 2 && i < table->rows; i++) {
		if (slice_is(table_cell(table, i, 0), key))
			return table_cell(table, i, 1);
	}
	return (struct slice){ NULL, 0 };
}

enum cell_kind
table_kind(const struct table *table, size_t row, size_t column)
{
	if (table_is_keyed(table))
		return column == 0 ? CELL_TEXT
				   : cell_kind_of(table_cell(table, row, 0));
	return cell_kind_of(table_header(table, column));
}

/* ---- for programs -------------------------------------------------------- */

static void
table_print_json_keyed(const struct table *table, FILE *to)
{
	fputs("{", to);
	for (size_t row = 0; row < table->rows; row++) {
		fputs(row == 0 ? "\n\t" : ",\n\t", to);
		cell_write_json(to, CELL_TEXT, table_cell(table, row, 0));
		fputs(": ", to);
		cell_write_json(
		    to, table_kind(table, row, 1), table_cell(table, row, 1));
	}
	fputs("\n}\n", to);
}

static void
table_print_json_row(const struct table *table, size_t row, FILE *to)
{
	fputs("{ ", to);
	for (size_t i = 0; i < table->columns; i++) {
		fputs(i == 0 ? "" : ", ", to);
		cell_write_json(to, CELL_TEXT, table_header(table, i));
		fputs(": ", to);
		cell_write_json(
		    to, table_kind(table, row, i), table_cell(table, row, i));
	}
	fputs(" }", to);
}

void
table_print_json(const struct table *table, FILE *to)
{
	if (table->columns == 0) {
		fputs("{}\n", to);
		return;
	}
	if (table_is_keyed(table)) {
		table_print_json_keyed(table, to);
		return;
	}
	fputs("[", to);
	for (size_t row = 0; row < table->rows; row++) {
		fputs(row == 0 ? "\n\t" : ",\n\t", to);
		table_print_json_row(table, row, to);
	}
	fputs("\n]\n", to);
}
