/* SPDX-License-Identifier: MIT */
/*
 * Reading and writing numbers with units.
 *
 * Sizes and durations differ in their table of units and in nothing else, and a
 * rate is one of them, or a bare number, in a time.  A unit is matched exactly:
 * "mb" could mean megabytes or megabits, and the meaning of a configuration
 * must not be guessed.
 */

#include "common/quantity.h"

#include <inttypes.h>
#include <stdbool.h>
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

static const struct unit no_units[] = {
	{ "", UINT64_C(1) },
	{ NULL, 0 },
};

/* Longer than any number of 64 bits with a unit. */
#define QUANTITY_AMOUNT_BYTES 32

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

static int
quantity_parse_rate_of(const char *text, const struct unit *units,
    const char *default_unit, uint64_t *per_minute_r)
{
	size_t size = strcspn(text, "/");
	const char *time = text + size;
	char amount[QUANTITY_AMOUNT_BYTES];
	uint64_t number, times = 60;

	if (strcmp(time, "/min") == 0)
		times = 1;
	else if (strcmp(time, "/s") != 0 && time[0] != '\0')
		return -1;
	if (size >= sizeof(amount))
		return -1;
	memcpy(amount, text, size);
	amount[size] = '\0';
	if (quantity_parse(amount, units, default_unit, &number) != 0 ||
	    number > UINT64_MAX / times)
		return -1;
	*per_minute_r = number * times;
	return 0;
}

static const char *
quantity_format_rate_of(
    uint64_t per_minute, const struct unit *units, char *buffer, size_t size)
{
	bool is_whole = per_minute % 60 == 0;
	char amount[QUANTITY_AMOUNT_BYTES];

	quantity_format(is_whole ? per_minute / 60 : per_minute, units, amount,
	    sizeof(amount));
	snprintf(buffer, size, "%s%s", amount,
	    per_minute == 0 ? ""
	    : is_whole      ? "/s"
			    : "/min");
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

int
quantity_parse_rate(const char *text, uint64_t *per_minute_r)
{
	return quantity_parse_rate_of(text, no_units, "", per_minute_r);
}

int
quantity_parse_byte_rate(const char *text, uint64_t *per_minute_r)
{
	return quantity_parse_rate_of(text, size_units, "B", per_minute_r);
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

const char *
quantity_format_rate(uint64_t per_minute, char *buffer, size_t size)
{
	return quantity_format_rate_of(per_minute, no_units, buffer, size);
}

const char *
quantity_format_byte_rate(uint64_t per_minute, char *buffer, size_t size)
{
	return quantity_format_rate_of(per_minute, size_units, buffer, size);
}
