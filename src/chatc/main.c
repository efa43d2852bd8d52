/* SPDX-License-Identifier: MIT */
/*
 * chatc, the terminal client: options, then talking or filing.
 */

#include <locale.h>

#include "chatc/session.h"
#include "chatc/upload.h"
#include "chatc/options.h"

int
main(int argc, char **argv)
{
	struct options options;

	(void)setlocale(LC_ALL, "");
	options_parse(argc, argv, &options);
	return options.wire == NULL ? filing_run(&options)
				    : client_run(&options);
}
