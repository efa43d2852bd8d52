/* SPDX-License-Identifier: MIT */
/*
 * For tests/lint/docs: print the table of options or, given a file, check the
 * file against it.
 */

#include <stdio.h>
#include <stdlib.h>

#include "chatd/config/config.h"
#include "chatd/config/load.h"

static void
options_report_cb(const char *message, void *argument)
{
	(void)argument;
	printf("%s\n", message);
}

int
main(int argc, char **argv)
{
	const struct config_errors errors = { options_report_cb, NULL };
	struct config *config;

	if (argc == 1) {
		config_print_options(stdout);
		return EXIT_SUCCESS;
	}
	config = config_load(argv[1], NULL, 0, &errors);
	if (config == NULL)
		return EXIT_FAILURE;
	config_free(config);
	return EXIT_SUCCESS;
}
