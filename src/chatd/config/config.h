/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_H
#define CHATD_CONFIG_H

/*
 * The configuration as a value: complete, checked as a whole, never changed.
 * It is made by config_load() (load.h).  Main thread only.
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
	bool freebind;  /* the machine need not have the address */
};

struct config {
	char *path;           /* where it was read from; NULL: from no file */
	char *address;        /* of the main listener, as listeners[0] has it */
	uint16_t port;        /* of the main listener, as listeners[0] has it */
	bool freebind;        /* of the main listener, and for metrics_listen */
	unsigned int workers; /* threads; 0 = one per processor */
	char *user;           /* the account to become if started as root */
	int log_level;        /* enum log_level */
	char *control_socket; /* path of the console; "" = there is none */
	char *metrics_listen; /* where HTTP serves metrics; "" = nowhere */
	char *drop_directory; /* where texts are filed */
	bool drop_is_shared;  /* without a folder for each connection */
	uint64_t drop_total_max; /* bytes that all texts in it take */
	uint64_t drop_files_max; /* texts in it */
	size_t queue_total_max;  /* bytes that may wait in all; 0 = the usual */
	struct limits limits;
	struct config_listener *listeners; /* the main one, then as written */
	size_t listener_count;             /* at least 1 */
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

/* Free config; NULL is allowed. */
void config_free(struct config *config);

/*
 * Call errors->report once for each option that differs between the two and
 * that a reload cannot apply (the table of options says which), with a sentence
 * that names the option and both values.  Return how many there were.
 */
size_t config_report_restart_only(const struct config *running,
    const struct config *loaded, const struct config_errors *errors);

/*
 * Exchange the options that a reload cannot apply, so that loaded says what is
 * in force and can take the place of running.
 */
void config_keep_restart_only(struct config *running, struct config *loaded);

/* Print every option, its type, default, range and help line, for people. */
void config_print_options(FILE *stream);

#endif
