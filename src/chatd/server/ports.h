/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PORTS_H
#define CHATD_PORTS_H

/*
 * Where the listeners of a configuration come from: a socket that the service
 * manager passed on, or else one that is bound here.  Main thread.
 */

#include <stddef.h>

struct config;
struct config_errors;
struct config_listener;
struct listeners;

/*
 * Open every listener of config, at start, but for the unix sockets that were
 * not passed on.  Return 0; or -1 with *status_r set to the exit status
 * (sysexits.h), after an error in the log.
 */
int ports_open(
    struct listeners *listeners, const struct config *config, int *status_r);

/*
 * Open the unix sockets that are left, under the account that serves, to which
 * their files belong, and hold the others to the networks of config.  Return as
 * above.
 */
int ports_open_files(
    struct listeners *listeners, const struct config *config, int *status_r);

/*
 * Get ready for those of configs that are unix sockets to be all that there
 * are, and for the others, which stay, to be held to the networks that configs
 * have for them; to be followed by ports_commit() or ports_abandon().  Return
 * 0; or -1 with errno set after an error has been reported, and nothing has
 * changed.
 */
int ports_prepare(struct listeners *listeners,
    const struct config_listener *configs, size_t config_count,
    const struct config_errors *errors);

/* Put what was prepared in force, or undo it. */
void ports_commit(struct listeners *listeners);
void ports_abandon(struct listeners *listeners);

#endif
