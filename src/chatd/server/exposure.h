/* SPDX-License-Identifier: MIT */
#ifndef CHATD_EXPOSURE_H
#define CHATD_EXPOSURE_H

/*
 * What the log warns of, once at the start, where other machines can connect.
 * Main thread only.
 */

struct config;
struct listeners;

/*
 * Warn, in one line, if a port is open to other machines and does without TLS,
 * or if names have no owners there; and say which rates hold because it is.
 */
void exposure_log(
    const struct listeners *listeners, const struct config *config);

#endif
