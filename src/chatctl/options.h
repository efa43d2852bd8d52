/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATCTL_OPTIONS_H
#define CHATD_CHATCTL_OPTIONS_H

/*
 * chatctl's command line.
 */

#include <stdbool.h>

struct options {
	const char *socket_path;
	bool json;
	bool is_top;   /* the command is top, which chatd knows nothing of */
	char *request; /* owned: the command and its arguments, one line */
};

/*
 * Read the command line.  Exit after --help and --version, and with EX_USAGE
 * and a message where it is wrong.
 */
void options_parse(int argc, char **argv, struct options *options_r);

/* Free what options holds. */
void options_clear(struct options *options);

#endif
