/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_MERGE_H
#define CHATD_CONFIG_MERGE_H

/*
 * What becomes of a configuration that runs when another one has been loaded:
 * some options and most listeners stay until a restart.  Only unix sockets come
 * and go at a reload.  Main thread.
 */

#include <stddef.h>

struct config;
struct config_errors;
struct config_listener;

/* The listeners that there are to be; what they own is in the two still. */
struct config_merge {
	struct config_listener *listeners; /* owned; the main one, then all */
	size_t count;
};

/*
 * Call errors->report once for each option that differs between the two and
 * that a reload cannot apply (the table of options says which), with a sentence
 * that names the option and both values, and for each such listener.  Return
 * how many there were.
 */
size_t config_report_restart_only(const struct config *running,
    const struct config *loaded, const struct config_errors *errors);

/*
 * Find out which listeners there are to be.  Return 0, with *merge_r to be
 * given to one of the functions below; or -1 if there is no memory.
 */
int config_merge_prepare(struct config_merge *merge_r,
    const struct config *running, const struct config *loaded);

/*
 * Exchange what a reload cannot apply, so that loaded says what is in force and
 * can take the place of running, which is good for config_free() only then.
 */
void config_merge_commit(
    struct config_merge *merge, struct config *running, struct config *loaded);

/* Forget it; both configurations are as they were. */
void config_merge_abandon(struct config_merge *merge);

#endif
