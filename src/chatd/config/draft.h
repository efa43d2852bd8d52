/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_DRAFT_H
#define CHATD_CONFIG_DRAFT_H

/*
 * A configuration in the making: what has been set so far, by whom, and all
 * that was found wrong with it.  Between config_draft_init() and
 * config_draft_publish() it belongs to one caller.  Main thread.
 */

#include <stdbool.h>
#include <stddef.h>

struct config;
struct config_errors;
struct config_listener;
struct config_option;

struct config_draft_listener {
	char *where;       /* owned; "file:line: listener NAME" */
	bool has_protocol; /* was given one, known or not */
	bool has_port;     /* else the protocol's own is taken */
};

struct config_draft {
	struct config *config; /* owned; NULL: out of memory */
	char **set_by; /* for each row of the main table; NULL: the default */
	struct config_draft_listener *listeners; /* as config->listeners */
	size_t listener_count;
	char **messages; /* owned, each one too */
	size_t message_count;
	size_t messages_left_out;
	bool is_out_of_memory;
};

/* Fill *draft with the defaults.  Clear it whatever becomes of it. */
void config_draft_init(struct config_draft *draft);

/* Free everything. */
void config_draft_clear(struct config_draft *draft);

/* Note an error: the draft will not be published. */
void config_draft_fail(struct config_draft *draft, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Set an option of the configuration, or note why it cannot be.  where says
 * who wants it, for messages: "file:line: option".
 */
void config_draft_set(struct config_draft *draft,
    const struct config_option *option, const char *where, const char *value);

/*
 * Return the index of the listener called name, adding it if it is not there,
 * or -1 without memory.
 */
int config_draft_find_listener(
    struct config_draft *draft, const char *name, const char *where);

/* The same as config_draft_set() for an option of the listener at index. */
void config_draft_set_listener(struct config_draft *draft, int index,
    const struct config_option *option, const char *where, const char *value);

/* Note what is wrong between options, and fill in what depends on others. */
void config_draft_check(struct config_draft *draft);

/*
 * Check the draft as a whole.  Return its configuration, which the caller owns
 * from now on, with a copy of path, where it was read from; or report every
 * error in order and return NULL.
 */
struct config *config_draft_publish(struct config_draft *draft,
    const char *path, const struct config_errors *errors);

#endif
