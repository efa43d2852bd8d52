/* SPDX-License-Identifier: MIT */
/*
 * A cell is formatted twice, once to measure it and once to print it, so that
 * no memory is needed, however many users there are.
 */

#include "chatctl/listing.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "chatctl/cell.h"
#include "chatctl/table.h"

/* Between two columns. */
#define LISTING_GAP 2

/* What goes on in the next line is cut after one of these. */
#define LISTING_SEPARATOR ", "

struct listing {
	const struct table *table;
	FILE *to;
	size_t width;                     /* that it may have */
	size_t widths[TABLE_COLUMNS_MAX]; /* of the columns; 0: left out */
};

/* ---- which columns, and how wide ----------------------------------------- */

static void
listing_measure(struct listing *listing)
{
	const struct table *table = listing->table;
	char text[CELL_FORMAT_BYTES];

	for (size_t i = 0; i < table->columns; i++) {
		/* Even a column of empty cells is one. */
		size_t most = 1;

		if (!table_is_keyed(table))
			most = cell_width(cell_format(CELL_TEXT,
			    cell_title(table_header(table, i)), text));
		for (size_t row = 0; row < table->rows; row++) {
			size_t width = cell_width(
			    cell_format(table_kind(table, row, i),
				table_cell(table, row, i), text));

			most = width > most ? width : most;
		}
		listing->widths[i] = most;
	}
}

static size_t
listing_total(const struct listing *listing)
{
	size_t total = 0;

	for (size_t i = 0; i < listing->table->columns; i++) {
		if (listing->widths[i] > 0)
			total += listing->widths[i] + LISTING_GAP;
	}
	return total > 0 ? total - LISTING_GAP : 0;
}

/*
 * Leave out the column of the lowest rank.  Return false if there is none.  The
 * first column says what a row is about, whatever its rank.
 */
static bool
listing_leave_out(struct listing *listing)
{
	const struct table *table = listing->table;
	unsigned int lowest = 0;
	size_t found = 0;

	for (size_t i = 1; i < table->columns; i++) {
		unsigned int rank = cell_rank(table_header(table, i));

		if (listing->widths[i] == 0 || rank == 0)
			continue;
		if (lowest == 0 || rank < lowest) {
			lowest = rank;
			found = i;
		}
	}
	if (found > 0)
		listing->widths[found] = 0;
	return found > 0;
}

/* ---- a table of rows ----------------------------------------------------- */

static void
listing_print_cell(const struct listing *listing, size_t column,
    const char *text, bool is_last)
{
	size_t taken = cell_width(text), width = listing->widths[column];
	int padding = width > taken ? (int)(width - taken) : 0;

	if (cell_kind_of(table_header(listing->table, column)) != CELL_TEXT)
		fprintf(listing->to, "%*s%s", padding, "", text);
	else
		/* Blanks at the end of a line would be of no use. */
		fprintf(listing->to, "%s%*s", text, is_last ? 0 : padding, "");
	fprintf(listing->to, "%*s", is_last ? 0 : LISTING_GAP, "");
}

/* Print a row, or the header if row is SIZE_MAX. */
static void
listing_print_row(const struct listing *listing, size_t row)
{
	const struct table *table = listing->table;
	char text[CELL_FORMAT_BYTES];
	size_t last = table->columns - 1;

	while (last > 0 && listing->widths[last] == 0)
		last--;
	for (size_t i = 0; i <= last; i++) {
		if (listing->widths[i] == 0)
			continue;
		if (row == SIZE_MAX)
			cell_format(CELL_TEXT,
			    cell_title(table_header(table, i)), text);
		else
			cell_format(table_kind(table, row, i),
			    table_cell(table, row, i), text);
		listing_print_cell(listing, i, text, i == last);
	}
	fputc('\n', listing->to);
}

/* ---- a table of keys ----------------------------------------------------- */

/* Return how many bytes of text fit into so many columns, at least one piece.
 */
static size_t
listing_fit(const char *text, size_t columns)
{
	size_t fitting = strlen(text);

	if (cell_width(text) <= columns)
		return fitting;
	fitting = 0;
	for (const char *at = text;
	     (at = strstr(at, LISTING_SEPARATOR)) != NULL;
	     at += strlen(LISTING_SEPARATOR)) {
		size_t size = (size_t)(at - text) + 1;

		if (fitting > 0 && size > columns)
			return fitting;
		fitting = size;
	}
	return fitting > 0 ? fitting : strlen(text);
}

/* Print the value in the column that begins at indent. */
static void
listing_print_value(
    const struct listing *listing, size_t indent, const char *text)
{
	size_t columns = listing->width > indent ? listing->width - indent : 1;

	for (;;) {
		size_t size = listing_fit(text, columns);

		fprintf(listing->to, "%.*s\n", (int)size, text);
		text += size;
		text += strspn(text, " ");
		if (*text == '\0')
			return;
		fprintf(listing->to, "%*s", (int)indent, "");
	}
}

static void
listing_print_key(const struct listing *listing, size_t row)
{
	const struct table *table = listing->table;
	size_t indent = listing->widths[0] + LISTING_GAP;
	char text[CELL_FORMAT_BYTES];
	size_t taken;

	cell_format(CELL_TEXT, table_cell(table, row, 0), text);
	taken = cell_width(text);
	fprintf(listing->to, "%s%*s", text, (int)(indent - taken), "");
	cell_format(table_kind(table, row, 1), table_cell(table, row, 1), text);
	listing_print_value(listing, indent, text);
}

void
listing_print(const struct table *table, size_t width, FILE *to)
{
	struct listing listing = { .table = table, .to = to, .width = width };

	if (table->columns == 0)
		return;
	listing_measure(&listing);
	if (table_is_keyed(table)) {
		for (size_t row = 0; row < table->rows; row++)
			listing_print_key(&listing, row);
		return;
	}
	while (listing_total(&listing) > width && listing_leave_out(&listing))
		continue;
	listing_print_row(&listing, SIZE_MAX);
	for (size_t row = 0; row < table->rows; row++)
		listing_print_row(&listing, row);
}
