/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_PARSER_H
#define CHATD_CONFIG_PARSER_H

/*
 * libConfuse, told about our options.  Main thread, one at a time.
 */

#include <confuse.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct config_draft;

/* A file with more unknown names is not one of ours. */
#define CONFIG_STRANGERS_MAX 20

/* Holds every result of config_parser_where(). */
#define CONFIG_WHERE_BYTES 640

struct config_parser {
	struct config_draft *draft;            /* borrowed */
	char *strangers[CONFIG_STRANGERS_MAX]; /* owned; unknown names */
	size_t stranger_count;
	bool has_new_stranger; /* the file must be read again */
	bool has_complained;   /* it has said why it stops */
	bool is_broken;        /* it ran out of memory and cannot be freed */
};

/*
 * Return a libConfuse parser that sets and notes in parser->draft what it
 * reads, and calls include for include().  Close it before the next one. Return
 * NULL without memory.
 */
cfg_t *config_parser_open(struct config_parser *parser, cfg_func_t include);

/*
 * Parse stream as a part of the file that cfg->filename names.  Return 0; or
 * -1, after a message, if the rest cannot be understood.
 */
int config_parser_read(struct config_parser *parser, cfg_t *cfg, FILE *stream);

/* Free cfg. */
void config_parser_close(struct config_parser *parser, cfg_t *cfg);

/* Free what parser owns. */
void config_parser_clear(struct config_parser *parser);

/*
 * Write where cfg stands and what it is about, to begin a message: "file:line:
 * what".  Return buffer.
 */
const char *config_parser_where(
    const cfg_t *cfg, const char *what, char *buffer, size_t size);

#endif
