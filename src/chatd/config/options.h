/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_OPTIONS_H
#define CHATD_CONFIG_OPTIONS_H

/*
 * The table of options is the only place that knows what an option is called,
 * what it may hold, what it holds when it is not set and what it is for.
 * tests/lint/docs holds chatd.conf(5) and etc/chatd.conf against it.
 *
 * To add an option, give struct config or struct limits a field, options.c a
 * row, and man/chatd.conf.5 and etc/chatd.conf a paragraph.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum config_type {
	CONFIG_NUMBER,    /* any unsigned integer field */
	CONFIG_MODE,      /* permissions in octal, in any such field */
	CONFIG_SIZE,      /* bytes, in any unsigned integer field */
	CONFIG_DURATION,  /* milliseconds, in any unsigned integer field */
	CONFIG_RATE,      /* requests a minute, or RATE_AUTO, in 64 bits */
	CONFIG_BYTE_RATE, /* the same, of bytes */
	CONFIG_BOOLEAN,   /* bool */
	CONFIG_CHOICE,    /* index into choices: an int, or a bool for two */
	CONFIG_TEXT,      /* char *, owned by the object */
	CONFIG_ADDRESS,   /* the same; where to listen */
	CONFIG_PROTOCOL,  /* the same; a name that protocol_find() knows */
	CONFIG_NETWORKS,  /* the same; what access_list_new() takes */
	CONFIG_NAME,      /* char array; a user's name, or "" */
	CONFIG_HOST,      /* char array; letters, digits, "-" and "." */
	CONFIG_NAMES,     /* char array; any number of them, with commas */
};

struct config_option {
	const char *name;
	enum config_type type;
	size_t offset;              /* of the field in its object */
	size_t size;                /* of the field, in bytes */
	const char *default_text;   /* as a person would write it; NULL: none */
	uint64_t min, max;          /* of the value, or of a text's length */
	const char *const *choices; /* CONFIG_CHOICE: ends in NULL */
	bool is_reloadable;         /* a reload applies it */
	const char *help;           /* one sentence */
};

/* A run of rows.  Both tables are constant and may be read by any thread. */
struct config_table {
	const struct config_option *rows;
	size_t count;
};

/* The options of the file itself; their object is a struct config. */
struct config_table config_main_table(void);

/* The options of a listener section; the object is a struct config_listener. */
struct config_table config_listener_table(void);

/* Find the row called name, or return NULL. */
const struct config_option *config_table_find(
    struct config_table table, const char *name);

#endif
