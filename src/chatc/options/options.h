/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_OPTIONS_H
#define CHATD_CHATC_OPTIONS_H

/*
 * The command line of chatc, and the file with the user's options.
 */

#include <stdbool.h>
#include <stdint.h>

struct codec;

/* How long an answer may take if no option says otherwise. */
#define CHATC_OPTIONS_TIMEOUT_MS 10000

/* The same for drop: a disk has to write what the server takes. */
#define CHATC_OPTIONS_UPLOAD_TIMEOUT_MS 60000

/* The longest host name that DNS allows, and the digits of a port. */
#define CHATC_OPTIONS_HOST_BYTES 255
#define CHATC_OPTIONS_PORT_BYTES 5

enum chatc_options_colour {
	CHATC_OPTIONS_COLOUR_AUTO,
	CHATC_OPTIONS_COLOUR_ALWAYS,
	CHATC_OPTIONS_COLOUR_NEVER,
};

/* What chatc is started for. */
enum chatc_options_task {
	CHATC_OPTIONS_TALK,
	CHATC_OPTIONS_SEND,   /* arguments: to whom, and the words of a text */
	CHATC_OPTIONS_LISTEN, /* arguments: rooms */
	CHATC_OPTIONS_FILE,   /* arguments: files, for the drop protocol */
};

struct chatc_options {
	enum chatc_options_task task;
	const struct codec *codec; /* NULL: the drop protocol */
	bool plain;
	const char *log; /* borrowed; NULL: nothing is logged */
	bool bell;       /* ring on a terminal when somebody wants us */
	enum chatc_options_colour colour;
	int timeout_ms;   /* for the server's answers */
	const char *name; /* of the arguments or the file, borrowed; "": none */
	bool json;        /* lines for programs */
	bool tls;         /* encrypt, and know who the server is: */
	bool tofu;        /* by its key */
	const char *ca;   /* or by these authorities; NULL: the system's */
	const char *certificate;   /* to be shown; NULL: none */
	const char *password_file; /* of the name; NULL: none */
	const char *key;           /* its key; NULL: in the same file */
	char **arguments;          /* behind the target, up to NULL; borrowed */
	char host[CHATC_OPTIONS_HOST_BYTES + 1];
	char port[CHATC_OPTIONS_PORT_BYTES + 1]; /* "": the protocol's */
};

/*
 * Take [NAME@]HOST[:PORT] apart, where an IPv6 address before a port stands in
 * brackets, or [NAME@]unix:PATH, whose host is all of unix:PATH.  Return 0, in
 * which case target is changed and options borrow from it; or leave target as
 * it was, return -1 and set *error_r to the reason.
 */
int chatc_options_parse_target(
    char *target, struct chatc_options *options, const char **error_r);

/*
 * Read the user's file of options, and then the command line, which overrules
 * it and from which *options_r borrows.  If it only asks for a
 * text (--help, --version), or if it is wrong, print that text, or the error,
 * and end the program.
 */
void chatc_options_parse(
    int argc, char **argv, struct chatc_options *options_r);

#endif
