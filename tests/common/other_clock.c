/* SPDX-License-Identifier: MIT */
/*
 * A clock that a test sets, for what happens only after minutes or days.
 *
 * This replaces time(2), in a chatc or a chatd that is otherwise the real one.
 * OTHER_CLOCK names a file with the time, in seconds since the Epoch in
 * decimal; it is read at each call.  Without such a file this is the real time.
 */

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

time_t
time(time_t *now_r)
{
	const char *path = getenv("OTHER_CLOCK");
	FILE *file = path != NULL ? fopen(path, "re") : NULL;
	struct timespec real = { 0 };
	long long now;

	(void)clock_gettime(CLOCK_REALTIME, &real);
	if (file == NULL || fscanf(file, "%lld", &now) != 1)
		now = real.tv_sec;
	if (file != NULL)
		(void)fclose(file);
	if (now_r != NULL)
		*now_r = (time_t)now;
	return (time_t)now;
}
