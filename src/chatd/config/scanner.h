/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_SCANNER_H
#define CHATD_CONFIG_SCANNER_H

/*
 * The words and signs that a configuration file is made of.  The scanner knows
 * blanks, comments, quotes, escapes and ${NAME}; what the words mean is the
 * parser's business.  It allocates nothing, and reads nothing but its text and
 * the environment.  Any thread.
 */

#include <stddef.h>

/* Holds every word and its NUL: the longest value of an option, or a path. */
#define CONFIG_WORD_BYTES 8192

enum config_token {
	CONFIG_TOKEN_END,  /* the text has been read */
	CONFIG_TOKEN_WORD, /* with or without quotes; may be empty */
	CONFIG_TOKEN_BAD,  /* the word says what is wrong, and line where */
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
	const char *next;  /* borrowed; what is left of the text, up to a NUL */
	unsigned int line; /* that next is on, from 1 */
	char *word;        /* borrowed during config_scanner_next() */
	size_t word_size;  /* as it would be if there were room for all of it */
};

/*
 * Take the next token and write it to word_r, which has CONFIG_WORD_BYTES: the
 * word without its quotes, the sign, or what is wrong.  After
 * CONFIG_TOKEN_BAD nothing more can be read.
 */
enum config_token config_scanner_next(
    struct config_scanner *scanner, char *word_r);

#endif
