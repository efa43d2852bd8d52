/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_SCANNER_H
#define CHATD_CONFIG_SCANNER_H

/*
 * The words and signs that a configuration file is made of.  The scanner knows
 * blanks, comments, quotes, escapes and ${NAME}; what the words mean is the
 * parser's business.  It allocates nothing, and reads nothing but its text and
 * the environment.  It may be used from any thread.
 */

#include <stddef.h>

/* Holds every word and its NUL; no value of an option, and no path, is longer.
 */
#define CONFIG_WORD_BYTES 8192

enum config_token {
	CONFIG_TOKEN_END,  /* the whole text has been read */
	CONFIG_TOKEN_WORD, /* may be empty if it was in quotes */
	CONFIG_TOKEN_BAD, /* the word says what is wrong, and line says where */
	/* A sign is its own token. */
	CONFIG_TOKEN_EQUALS = '=',
	CONFIG_TOKEN_OPEN_BRACE = '{',
	CONFIG_TOKEN_CLOSE_BRACE = '}',
	CONFIG_TOKEN_OPEN_PARENTHESIS = '(',
	CONFIG_TOKEN_CLOSE_PARENTHESIS = ')',
	CONFIG_TOKEN_COMMA = ',',
	CONFIG_TOKEN_PLUS = '+',
};

struct config_scanner {
	const char *next;  /* borrowed; the rest of the text, up to a NUL */
	unsigned int line; /* of next, from 1 */
	char *word;        /* borrowed during config_scanner_next() */
	size_t word_size;  /* as it would be if there were room for all of it */
};

/*
 * Take the next token of a scanner whose next and line were set, and write it
 * to word_r, which has CONFIG_WORD_BYTES: the word without its quotes, the
 * sign, or what is wrong.  After CONFIG_TOKEN_BAD nothing more can be read.
 */
enum config_token config_scanner_next(
    struct config_scanner *scanner, char *word_r);

#endif
