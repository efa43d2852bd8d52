/* SPDX-License-Identifier: MIT */
#ifndef CHATD_DATE_H
#define CHATD_DATE_H

/*
 * The calendar for time stamps, without time zones, and without the lock that
 * gmtime_r(3) takes.  Pure; any thread.
 */

struct date {
	long year;
	int month; /* 1 to 12 */
	int day;   /* 1 to 31 */
};

/* Return the date of day, counted from 1970-01-01 and not negative. */
struct date date_of_day(long day);

/*
 * Return the day of a date, counted as above; one that is not in the calendar
 * gives another day, whose date is not the same.
 */
long day_of_date(struct date date);

#endif
