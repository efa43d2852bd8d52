/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONNECTION_LOG_H
#define CHATD_CONNECTION_LOG_H

/*
 * What the log says about a connection.  Every line begins the same way, so
 * that grep finds all there is about one: "#1042 203.0.113.9:5120 alice: ".
 * Owner thread only.
 */

#include <stdbool.h>

#include "chatd/connection/connection.h"

void connection_log_debug(const struct connection *connection,
    const char *format, ...) __attribute__((format(printf, 2, 3)));
void connection_log_info(const struct connection *connection,
    const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Say that the connection ends and why, and count it: of a user always, of a
 * guest and of a peer that never logged in only where debugging.
 */
void connection_log_end(
    const struct connection *connection, enum close_reason reason);

/* Say whether a connection that ends for this reason is to be reset. */
bool connection_log_is_peers_fault(enum close_reason reason);

#endif
