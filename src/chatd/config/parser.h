/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_PARSER_H
#define CHATD_CONFIG_PARSER_H

/*
 * From the words of a configuration file to the draft: assignments, listener
 * sections and include().  Main thread.
 */

#include "chatd/config/scanner.h"

struct config_draft;

/* Holds every result of config_parser_where(). */
#define CONFIG_WHERE_BYTES 640

struct config_parser {
	struct config_draft *draft;     /* borrowed */
	struct config_scanner *scanner; /* borrowed; of the file that is read */
	const char *path;               /* borrowed; of that file */
	int listener;                   /* its section is open; -1: none */
	enum config_token token;        /* taken last */
	char word[CONFIG_WORD_BYTES];   /* of token */
	char name[CONFIG_WORD_BYTES];   /* of what is being read */
};

/* Why config_parser_read() has returned. */
enum config_parser_end {
	CONFIG_PARSER_DONE,    /* the file ends here */
	CONFIG_PARSER_INCLUDE, /* word is the path of a file to read first */
	CONFIG_PARSER_FAILED,  /* noted in the draft: the rest makes no sense */
};

/*
 * Set in the draft what the file says from where its scanner stands.  After
 * CONFIG_PARSER_INCLUDE the next call goes on.
 */
enum config_parser_end config_parser_read(struct config_parser *parser);

/*
 * Write where the parser stands and what it is about, to begin a message:
 * "file:line: what".  Return buffer, of CONFIG_WHERE_BYTES.
 */
const char *config_parser_where(
    const struct config_parser *parser, const char *what, char *buffer);

#endif
