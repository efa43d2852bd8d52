/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PORTS_H
#define CHATD_PORTS_H

/*
 * Where the listeners of a configuration come from: a socket that the service
 * manager passed on, or else one that is bound here.  Main thread, at start.
 */

struct config;
struct listeners;

/*
 * Open every listener of config.  Return 0; or -1 with *status_r set to the
 * exit status (sysexits.h), after an error in the log.
 */
int ports_open(
    struct listeners *listeners, const struct config *config, int *status_r);

#endif
