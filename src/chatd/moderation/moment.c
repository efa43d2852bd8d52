/* SPDX-License-Identifier: MIT */
#include "chatd/moderation/moment.h"

#include <stddef.h>
#include <stdio.h>

#include "common/date.h"

#define MOMENT_SECONDS_PER_DAY 86400

/* The forms, with a "0" for each digit. */
static const char *const moment_forms[] = {
	"0000-00-00",
	"0000-00-00T00:00",
	"0000-00-00T00:00Z",
	"0000-00-00T00:00:00",
	"0000-00-00T00:00:00Z",
};

static bool
moment_is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool
moment_has_form(struct slice text, const char *form)
{
	if (text.size != strlen(form))
		return false;
	for (size_t i = 0; i < text.size; i++) {
		if (form[i] == '0' ? !moment_is_digit(text.bytes[i])
				   : text.bytes[i] != form[i])
			return false;
	}
	return true;
}

static bool
moment_has_any_form(struct slice text)
{
	const size_t count = sizeof(moment_forms) / sizeof(moment_forms[0]);

	for (size_t i = 0; i < count; i++) {
		if (moment_has_form(text, moment_forms[i]))
			return true;
	}
	return false;
}

/* Read the number of the digits at an offset; 0 if they are not there. */
static int
moment_number(struct slice text, size_t at, size_t digits)
{
	int number = 0;

	for (size_t i = at; i < at + digits && i < text.size; i++) {
		if (moment_is_digit(text.bytes[i]))
			number = number * 10 + (text.bytes[i] - '0');
	}
	return number;
}

bool
moment_parse(struct slice text, int64_t *moment_r)
{
	struct date date = { moment_number(text, 0, 4),
		moment_number(text, 5, 2), moment_number(text, 8, 2) };
	int hour = moment_number(text, 11, 2);
	int minute = moment_number(text, 14, 2);
	int second = moment_number(text, 17, 2);
	struct date same;
	long day;

	if (!moment_has_any_form(text) || date.year < 1970 || date.month < 1 ||
	    date.month > 12 || hour > 23 || minute > 59 || second > 59)
		return false;
	day = day_of_date(date);
	same = date_of_day(day);
	*moment_r = (int64_t)day * MOMENT_SECONDS_PER_DAY + hour * 3600 +
		    minute * 60 + second;
	/* The 31st of February is the 3rd of March. */
	return same.month == date.month && same.day == date.day;
}

/* Write moment with a separator, to the minute or to the second. */
static const char *
moment_write(int64_t moment, char separator, bool has_seconds, char *buffer)
{
	struct date date = date_of_day((long)(moment / MOMENT_SECONDS_PER_DAY));
	int second = (int)(moment % MOMENT_SECONDS_PER_DAY);
	int size = snprintf(buffer, MOMENT_TEXT_BYTES,
	    "%04ld-%02d-%02d%c%02d:%02d", date.year, date.month, date.day,
	    separator, second / 3600, second / 60 % 60);

	if (has_seconds)
		snprintf(buffer + size, MOMENT_TEXT_BYTES - (size_t)size,
		    ":%02dZ", second % 60);
	else
		snprintf(
		    buffer + size, MOMENT_TEXT_BYTES - (size_t)size, " UTC");
	return buffer;
}

const char *
moment_format(int64_t moment, char *buffer)
{
	return moment_write(moment, 'T', true, buffer);
}

const char *
moment_say(int64_t moment, char *buffer)
{
	return moment_write(moment, ' ', false, buffer);
}
