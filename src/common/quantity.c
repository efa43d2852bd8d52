/* SPDX-License-Identifier: MIT */
/*
 * Reading and writing numbers with units.
 *
 * Sizes and durations differ in their table of units and in nothing else.  A
 * unit is matched exactly: "mb" could mean megabytes or megabits, and the
 * meaning of a configuration must not be guessed.
 */

#include "common/quantity.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct unit {
	const char *name;
	uint64_t factor;
};

/* From large to small: the first that divides a number exactly is shown. */
static const struct unit size_units[] = {
	{ "GiB", UINT64_C(1) << 30 },
	{ "GB", UINT64_C(1000000000) },
	{ "MiB", UINT64_C(1) << 20 },
	{ "MB", UINT64_C(1000000) },
	{ "KiB", UINT64_C(1) << 10 },
	{ "kB", UINT64_C(1000) },
	{ "B", UINT64_C(1) },
	{ NULL, 0 },
};

static const struct unit duration_units[] = {
	{ "d", UINT64_C(24) * 60 * 60 * 1000 },
	{ "h", UINT64_C(60) * 60 * 1000 },
	{ "min", UINT64_C(60) * 1000 },
	{ "s", UINT64_C(1000) },
	{ "ms", UINT64_C(1) },
	{ NULL, 0 },
};

/*
 * Take the digits at *text_r, set *number_r to the number, and move *text_r to
 * what follows them.  Return 0, or -1 if there is no digit or the number does
 * not fit.
 */
static int
quantity_take_number(const char **text_r, uint64_t *number_r)
{
	const char *text = *text_r;
	uint64_t number = 0;

	if (*text < '0' || *text > '9')
		return -1;
	for (; *text >= '0' && *text <= '9'; text++) {
		unsigned int digit = (unsigned int)(*text - '0');

		if (number > (UINT64_MAX - digit) / 10)
			return -1;
		number = number * 10 + digit;
	}
	*text_r = text;
	*number_r = number;
	return 0;
}

static int
quantity_parse(const char *text, const struct unit *units,
    const char *default_unit, uint64_t *value_r)
{
	const char *name = text;
	uint64_t number;

	if (quantity_take_number(&name, &number) == -1)
		return -1;
	if (*name == '\0')
		name = default_unit;
	else if (*name == ' ' || *name == '\t')
		name++;
	for (; units->name != NULL; units++) {
		if (strcmp(name, units->name) != 0)
			continue;
		if (number > UINT64_MAX / units->factor)
			return -1;
		*value_r = number * units->factor;
		return 0;
	}
	return -1;
}

static const char *
quantity_format(
    uint64_t value, const struct unit *units, char *buffer, size_t size)
{
	/* Every unit divides 0, so none would say more than another. */
	if (value == 0) {
		snprintf(buffer, size, "0");
		return buffer;
	}
	while (value % units->factor != 0)
		units++;
	snprintf(
	    buffer, size, "%" PRIu64 "%s", value / units->factor, units->name);
	return buffer;
}

int
quantity_parse_size(const char *text, uint64_t *bytes_r)
{
	return quantity_parse(text, size_units, "B", bytes_r);
}

int
quantity_parse_duration(const char *text, uint64_t *milliseconds_r)
{
	return quantity_parse(text, duration_units, "s", milliseconds_r);
}

const char *
quantity_format_size(uint64_t bytes, char *buffer, size_t size)
{
	return quantity_format(bytes, size_units, buffer, size);
}

const char *
quantity_format_duration(uint64_t milliseconds, char *buffer, size_t size)
{
	return quantity_format(milliseconds, duration_units, buffer, size);
}
