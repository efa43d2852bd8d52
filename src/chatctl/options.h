/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATCTL_OPTIONS_H
#define CHATD_CHATCTL_OPTIONS_H

/*
 * The command line of chatctl.
 */

#include <stdbool.h>

struct chatctl_options {
	const char *socket_path; /* borrowed from the arguments */
	bool json;
	bool is_wide;       /* print all columns */
	bool is_top;        /* the command is top, which chatd does not know */
	bool asks_password; /* which follows the request */
	char *request;      /* owned: the command and its arguments, one line */
};

/*
 * Read the command line.  End the program after --help and --version, and with
 * EX_USAGE and a message if it is wrong.
 */
void chatctl_options_parse(
    int argc, char **argv, struct chatctl_options *options_r);

/* Free what options holds, but not options. */
void chatctl_options_clear(struct chatctl_options *options);

#endif
