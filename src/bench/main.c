/* SPDX-License-Identifier: MIT */
/* chatd-bench: puts a load on a chat server, and checks every delivery. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "bench/options.h"
#include "bench/report.h"
#include "bench/run.h"

/* Exit statuses, as chatd-bench(1) tells them. */
#define EXIT_UNCLEAN 1
#define EXIT_USAGE   2

/* Every connection needs a descriptor: take as many as are allowed. */
static void
raise_descriptor_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

/* Return the exit status. */
static int
measure(const struct options *options)
{
	struct result result;
	const char *problem = NULL;
	int status = EXIT_UNCLEAN;

	if (run_measure(options, &result) != 0) {
		(void)fprintf(
		    stderr, "chatd-bench: cannot run: %s\n", strerror(errno));
	} else {
		if (options->json)
			report_print_json(options, &result);
		else
			report_print(options, &result);
		if (options->plot_path != NULL)
			problem = plot_write(
			    options->plot_path, options, &result);
		if (problem != NULL)
			(void)fprintf(
			    stderr, "chatd-bench: no picture: %s\n", problem);
		else if (result_is_clean(&result))
			status = EXIT_SUCCESS;
	}
	result_clear(&result);
	return status;
}

int
main(int argc, char *argv[])
{
	struct options options;
	int status = EXIT_SUCCESS;

	raise_descriptor_limit();
	switch (options_read(&options, argc, argv)) {
	case OPTIONS_RUN:
		status = measure(&options);
		break;
	case OPTIONS_EXIT:
		break;
	case OPTIONS_WRONG:
		status = EXIT_USAGE;
		break;
	}
	options_clear(&options);
	return status;
}
