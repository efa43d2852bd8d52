/* SPDX-License-Identifier: MIT */
/*
 * chatc, the terminal client: options, client, exit status.
 */

#include <locale.h>

#include "chatc/client.h"
#include "chatc/options.h"

int
main(int argc, char **argv)
{
	struct options options;

	(void)setlocale(LC_ALL, "");
	options_parse(argc, argv, &options);
	return client_run(&options);
}
