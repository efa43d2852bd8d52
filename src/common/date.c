/* SPDX-License-Identifier: MIT */
/*
 * Computing the calendar date of a day, and the day of a date.
 *
 * Years are taken to begin in March.  The leap day is then the last day of a
 * year, so that every month has a fixed place in it; five months in a row
 * last 153 days.  The Gregorian calendar repeats every 400 years.
 */

#include "common/date.h"

#define DAYS_PER_400_YEARS 146097
#define DAYS_PER_100_YEARS 36524
#define DAYS_PER_4_YEARS   1461

/* From 0000-03-01 to 1970-01-01. */
#define DAYS_BEFORE_1970 719468

struct date
date_of_day(long day)
{
	long since = day + DAYS_BEFORE_1970;
	long era = since / DAYS_PER_400_YEARS;
	long era_day = since % DAYS_PER_400_YEARS;
	long leap_days = era_day / (DAYS_PER_4_YEARS - 1) -
			 era_day / DAYS_PER_100_YEARS +
			 era_day / (DAYS_PER_400_YEARS - 1);
	long year = (era_day - leap_days) / 365;
	long year_day = era_day - (365 * year + year / 4 - year / 100);
	long month = (5 * year_day + 2) / 153; /* 0 is March */
	struct date date = {
		.year = 400 * era + year + (month >= 10),
		.month = (int)(month < 10 ? month + 3 : month - 9),
		.day = (int)(year_day - (153 * month + 2) / 5 + 1),
	};

	return date;
}

long
day_of_date(struct date date)
{
	long month = date.month > 2 ? date.month - 3 : date.month + 9;
	long year = date.year - (date.month <= 2);
	long year_day = (153 * month + 2) / 5 + date.day - 1;

	return year * 365 + year / 4 - year / 100 + year / 400 + year_day -
	       DAYS_BEFORE_1970;
}
