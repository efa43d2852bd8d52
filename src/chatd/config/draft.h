/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_DRAFT_H
#define CHATD_CONFIG_DRAFT_H

/*
 * A configuration in the making: what has been set so far, where it was set,
 * and everything that was found wrong.  Between config_draft_init() and
 * config_draft_publish() it belongs to one caller.  Main thread.
 *
 * Want of memory is a flag that is looked at in the end, so that no step has to
 * unwind.  A draft that is out of memory ignores what is set, and will not be
 * published.
 */

#include <stdbool.h>
#include <stddef.h>

struct config;
struct config_errors;
struct config_listener;
struct config_option;

struct config_draft_listener {
	char *where;       /* owned; "file:line: listener NAME" */
	char *port_at;     /* owned; "file:line: port"; NULL: it has none */
	bool has_address;  /* was given one; else it is that of the file */
	bool has_protocol; /* was given one, known or not */
	bool has_port;     /* was given one; else it is the protocol's own */
	bool has_freebind; /* was given it; else it is that of the file */
	bool has_tls;
	bool is_whole; /* all of its section has been read */
};

struct config_draft {
	struct config *config; /* owned; may be NULL if out of memory */
	char **set_at; /* owned; per row of the main table; NULL: the default */
	struct config_draft_listener *listeners; /* as config->listeners */
	size_t listener_count;
	char **messages; /* owned, each one too */
	size_t message_count;
	size_t messages_left_out;
	bool is_out_of_memory;
};

/* Fill *draft with the defaults; config_draft_clear() frees it in any case. */
void config_draft_init(struct config_draft *draft);

/*
 * Do the same with all that running says, its listeners included; where the
 * options were set is not known then.
 */
void config_draft_init_from(
    struct config_draft *draft, const struct config *running);

/* Free everything that draft owns. */
void config_draft_clear(struct config_draft *draft);

/*
 * Note an error, a whole sentence that is printable: the draft will not be
 * published.  Only the first errors are kept, the others are counted.
 */
void config_draft_fail(struct config_draft *draft, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Set an option of the configuration, or note why it cannot be set.  where says
 * what sets it, for messages: "file:line: option".
 */
void config_draft_set(struct config_draft *draft,
    const struct config_option *option, const char *where, const char *value);

/* Do the same for the option called name, or note that there is none. */
void config_draft_set_by_name(struct config_draft *draft, const char *name,
    const char *where, const char *value);

/*
 * Say where the option called name was set, to begin a message: its name, if it
 * was not.
 */
const char *config_draft_set_at(
    const struct config_draft *draft, const char *name);

/* Return the index of the listener called name, or -1 if there is none. */
int config_draft_find_listener(
    const struct config_draft *draft, const char *name);

/*
 * Add a listener after the others.  where says where it begins, for messages.
 * Return its index, or -1 if there is no memory.
 */
int config_draft_add_listener(
    struct config_draft *draft, const char *name, const char *where);

/* Do the same as config_draft_set() for an option of the listener at index. */
void config_draft_set_listener(struct config_draft *draft, int index,
    const struct config_option *option, const char *where, const char *value);

/* Note that the whole section of the listener at index has been read. */
void config_draft_end_listener(struct config_draft *draft, int index);

/*
 * Return the draft's configuration, which the caller owns from now on.  path,
 * which may be NULL, is where it was read from, and is copied.  If anything is
 * wrong, report every error in order instead and return NULL.
 */
struct config *config_draft_publish(struct config_draft *draft,
    const char *path, const struct config_errors *errors);

#endif
