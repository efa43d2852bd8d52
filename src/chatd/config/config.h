/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_H
#define CHATD_CONFIG_H

/*
 * The configuration as a value: read, checked as a whole, never changed.
 *
 * config_load() either returns a complete struct config or reports every error
 * it found and returns NULL; there is nothing between.  Main thread only.
 * Format: chatd.conf(5), read with libConfuse.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "chatd/core/limits.h"

/* One port to listen on, and what is spoken there. */
struct config_listener {
	char *name;     /* the section's title; "main" for the first */
	char *protocol; /* a name that protocol_find() knows */
	char *address;  /* numeric, a host name, or "*": every address */
	uint16_t port;  /* 0: any free one */
};

struct config {
	char *path;           /* where it was read from; NULL: from no file */
	char *address;        /* of the main listener, as listeners[0] has it */
	uint16_t port;        /* of the main listener, as listeners[0] has it */
	unsigned int workers; /* threads; 0 = one per processor */
	char *user;           /* whom to become when started as root */
	int log_level;        /* enum log_level */
	char *control_socket; /* path of the console; "" = there is none */
	char *metrics_listen; /* where HTTP serves metrics; "" = nowhere */
	char *drop_directory; /* where texts are filed */
	bool drop_is_shared;  /* by all connections, without folders */
	uint64_t drop_total_max; /* bytes in it, all texts together */
	struct limits limits;
	struct config_listener *listeners; /* the main one, then as written */
	size_t listener_count;             /* at least 1 */
};

/* One -o OPTION=VALUE of the command line; it wins over the file. */
struct config_override {
	const char *option; /* borrowed */
	const char *value;  /* borrowed */
};

/*
 * Called once for each error, with a whole sentence such as
 * "/etc/chatd.conf:12: max_clients: found "lots", want a number from 1 to
 * 1000000".  It is printable whatever the file holds.  message is borrowed and
 * valid during the call only.
 */
typedef void config_error_cb(const char *message, void *argument);

/* Where an error goes, and the argument that goes with it. */
struct config_errors {
	config_error_cb *report;
	void *argument;
};

/*
 * Read the file at path, apply the overrides, check everything.  path may be
 * NULL: defaults and overrides only.  Return a new configuration that the
 * caller frees with config_free(), or NULL after at least one call of
 * errors->report.
 */
struct config *config_load(const char *path,
    const struct config_override *overrides, size_t override_count,
    const struct config_errors *errors);

/* Free config; NULL is allowed. */
void config_free(struct config *config);

/*
 * Call report once for each option that differs between the two and that a
 * reload cannot apply (the table of options says which), with a sentence that
 * names the option and both values.  Return how many there were.
 */
size_t config_report_restart_only(const struct config *running,
    const struct config *loaded, const struct config_errors *errors);

/*
 * Exchange the options that a reload cannot apply, so that loaded says what is
 * in force and can take running's place.
 */
void config_keep_restart_only(struct config *running, struct config *loaded);

/* Print every option, its type, default, range and help line, for people. */
void config_print_options(FILE *stream);

#endif
