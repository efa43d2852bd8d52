/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATCTL_CELL_H
#define CHATD_CHATCTL_CELL_H

/*
 * The fields of a reply: what one means, and how it is shown to people and to
 * programs.  Pure.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/slice.h"

enum cell_kind {
	CELL_TEXT,
	CELL_COUNT,
	CELL_BYTES,
	CELL_SECONDS,
};

/* Room for a field as cell_format() writes it; a longer one is cut. */
#define CELL_FORMAT_BYTES 1100

/*
 * Return what the column, or the key, of this name holds.  One that is unknown,
 * since chatd is newer, holds text.
 */
enum cell_kind cell_kind_of(struct slice name);

/*
 * Return the title that people see over the column of this name: a shorter word
 * where there is one, or the name.
 */
struct slice cell_title(struct slice name);

/*
 * Say how soon the column of this name is left out where there is no room for
 * all: the lowest rank first, and 0 never.
 */
unsigned int cell_rank(struct slice name);

/* Parse a whole number.  Return false if value is none. */
bool cell_number(struct slice value, uint64_t *number_r);

/*
 * Write value for people to buffer (CELL_FORMAT_BYTES), in a form that a
 * terminal can show, and return buffer.  A number that is none is written as
 * text.
 */
const char *cell_format(enum cell_kind kind, struct slice value, char *buffer);

/* Write "512B" or "1.5KiB"; "59s", "3m12s", "4h05m" or "2d03h", as above. */
const char *cell_format_bytes(uint64_t bytes, char *buffer);
const char *cell_format_seconds(uint64_t seconds, char *buffer);

/* Return how many columns the C string text takes on a terminal. */
size_t cell_width(const char *text);

/* Write value as JSON: a number if both kind and value are one, or a string. */
void cell_write_json(FILE *to, enum cell_kind kind, struct slice value);

#endif
