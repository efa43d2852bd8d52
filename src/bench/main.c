/* SPDX-License-Identifier: MIT */
/*
 * chatd-bench, the load generator: put a load on a chat server, check every
 * delivery, and report.
 */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "bench/generator/plan.h"
#include "bench/options.h"
#include "bench/plot.h"
#include "bench/report.h"
#include "bench/run.h"

/* The exit statuses of chatd-bench(1). */
#define EXIT_UNCLEAN 1
#define EXIT_USAGE   2

/* Allow this process as many descriptors as it may have: one a connection. */
static void
raise_descriptor_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

/* Carry the plan out and report; return the exit status. */
static int
measure(const struct plan *plan)
{
	struct result result;
	const char *problem = NULL;
	int status = EXIT_UNCLEAN;

	/* OpenSSL writes to sockets whose other end may have gone. */
	if (plan->is_encrypted)
		(void)signal(SIGPIPE, SIG_IGN);
	if (run_measure(plan, &result) != 0) {
		(void)fprintf(stderr, "chatd-bench: %s: cannot run: %s\n",
		    plan->title, strerror(errno));
	} else {
		if (plan->json)
			report_print_json(plan, &result);
		else
			report_print(plan, &result);
		if (plan->plot_path != NULL)
			problem = plot_write(plan->plot_path, plan, &result);
		if (problem != NULL)
			(void)fprintf(stderr,
			    "chatd-bench: %s: no picture: %s\n", plan->title,
			    problem);
		if (!result_is_clean(&result))
			(void)fprintf(stderr, "chatd-bench: %s: %s\n",
			    plan->title,
			    result.note[0] != '\0' ? result.note
						   : "lines went wrong");
		else if (problem == NULL)
			status = EXIT_SUCCESS;
	}
	result_clear(&result);
	return status;
}

int
main(int argc, char *argv[])
{
	struct plan plan;
	int status = EXIT_SUCCESS;

	raise_descriptor_limit();
	switch (bench_options_read(&plan, argc, argv)) {
	case BENCH_OPTIONS_RUN:
		status = measure(&plan);
		break;
	case BENCH_OPTIONS_EXIT:
		break;
	case BENCH_OPTIONS_WRONG:
		status = EXIT_USAGE;
		break;
	}
	bench_options_clear(&plan);
	return status;
}
