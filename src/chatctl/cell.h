/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATCTL_CELL_H
#define CHATD_CHATCTL_CELL_H

/*
 * What one field of a reply means, and how people and programs are shown it.
 * Pure.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/line.h"

enum cell_kind {
	CELL_TEXT,
	CELL_COUNT,
	CELL_BYTES,
	CELL_SECONDS,
};

/* Holds every field as cell_format() writes it: a longer one is cut. */
#define CELL_FORMAT_BYTES 1100

/*
 * Return what the column, or the key, of this name holds.  One that is not
 * known, from a newer chatd, holds text.
 */
enum cell_kind cell_kind_of(struct slice name);

/* Read a whole number.  Return false if value is none. */
bool cell_number(struct slice value, uint64_t *number_r);

/*
 * Write value for people, so that a terminal can show it, to buffer of
 * CELL_FORMAT_BYTES.  A number that is none is text.  Return buffer.
 */
const char *cell_format(enum cell_kind kind, struct slice value, char *buffer);

/* As above: "512B", "1.5KiB"; "59s", "3m12s", "4h05m", "2d03h". */
const char *cell_format_bytes(uint64_t bytes, char *buffer);
const char *cell_format_seconds(uint64_t seconds, char *buffer);

/* Return how many columns of a terminal the C string text takes. */
size_t cell_width(const char *text);

/* Write value as JSON: a number if kind is one and it is one, or a string. */
void cell_write_json(FILE *to, enum cell_kind kind, struct slice value);

#endif
