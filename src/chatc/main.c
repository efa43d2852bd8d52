/* SPDX-License-Identifier: MIT */
/*
 * chatc, the terminal client: read the options, and then talk or file texts.
 */

#include <locale.h>

#include "chatc/session.h"
#include "chatc/upload.h"
#include "chatc/options/options.h"

int
main(int argc, char **argv)
{
	struct chatc_options options;

	(void)setlocale(LC_ALL, "");
	chatc_options_parse(argc, argv, &options);
	return options.codec == NULL ? upload_run(&options)
				     : session_run(&options);
}
