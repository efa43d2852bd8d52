/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_OPTIONS_H
#define CHATD_CHATC_OPTIONS_H

/*
 * The command line.
 */

#include <stdbool.h>
#include <stdint.h>

struct wire;

/* How long an answer may take, if no option says otherwise. */
#define OPTIONS_TIMEOUT_MS 10000

/* The same for drop: a disk must write what it takes. */
#define OPTIONS_FILING_TIMEOUT_MS 60000

/* The longest host name, as DNS has it, and the longest number of a port. */
#define OPTIONS_HOST_BYTES 255
#define OPTIONS_PORT_BYTES 5

enum options_colour {
	OPTIONS_COLOUR_AUTO,
	OPTIONS_COLOUR_ALWAYS,
	OPTIONS_COLOUR_NEVER,
};

struct options {
	const struct wire *wire; /* NULL: file texts with the drop protocol */
	bool plain;
	enum options_colour colour;
	int timeout_ms;   /* for the server's answers */
	const char *name; /* borrowed from the arguments; "" for none */
	char **files;     /* of the arguments, up to NULL; for drop */
	char host[OPTIONS_HOST_BYTES + 1];
	char port[OPTIONS_PORT_BYTES + 1]; /* "" for the protocol's */
};

/*
 * Take [NAME@]HOST[:PORT] apart, an IPv6 address in brackets where a port
 * follows, and change target, which the result borrows.  Return 0, or -1 and
 * set *error_r to what is wrong.
 */
int options_parse_target(
    char *target, struct options *options, const char **error_r);

/*
 * Read the command line, of which the result borrows.  Where it asks for
 * nothing but words (--help, --version) and where it is wrong, print those and
 * end the program.
 */
void options_parse(int argc, char **argv, struct options *options_r);

#endif
