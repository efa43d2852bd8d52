/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_PARSER_H
#define CHATD_CONFIG_PARSER_H

/*
 * From the words of a configuration file to the draft: assignments, listener
 * sections and include().  Main thread.
 */

#include "chatd/config/scanner.h"

struct config_draft;
struct config_option;

/* Holds the digits of every number. */
#define CONFIG_NUMBER_BYTES 32

/* Holds every result of config_parser_where(). */
#define CONFIG_WHERE_BYTES 1024

struct config_parser {
	struct config_draft *draft;     /* borrowed */
	struct config_scanner *scanner; /* borrowed; of the file that is read */
	const char *path;               /* borrowed; of that file */
	int listener;                   /* whose section is open; -1: none */
	enum config_token token;        /* the one that was taken last */
	char word[CONFIG_WORD_BYTES];   /* that token's */
	char name[CONFIG_WORD_BYTES];   /* of the option, listener or file */

	/* What was set last, and where: its unit may follow after a blank. */
	const struct config_option *previous; /* NULL: nothing that is known */
	unsigned int previous_line;
	char previous_value[CONFIG_NUMBER_BYTES]; /* cut if it is longer */
};

/* Why config_parser_read() has returned. */
enum config_parser_end {
	CONFIG_PARSER_DONE,    /* the file has been read */
	CONFIG_PARSER_INCLUDE, /* name is the path of a file to be read first */
	CONFIG_PARSER_FAILED,  /* why is noted; the rest makes no sense */
};

/*
 * Set in the draft what the file says from where its scanner stands, and note
 * what is wrong.  After CONFIG_PARSER_INCLUDE another call goes on with the
 * file.
 */
enum config_parser_end config_parser_read(struct config_parser *parser);

/*
 * Write "file:line: what", the beginning of a message about the place where the
 * parser stands.  Return buffer, which has CONFIG_WHERE_BYTES.
 */
const char *config_parser_where(
    const struct config_parser *parser, const char *what, char *buffer);

#endif
