/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONNECTION_LOG_H
#define CHATD_CONNECTION_LOG_H

/*
 * Lines of the log about a connection.  All begin the same way, so that grep
 * finds everything about one: "#1042 203.0.113.9:5120 alice: ".  Owner thread
 * only.
 */

#include "common/log.h"

struct connection;

/* Log a line about connection, as log_at() does. */
void connection_log(const struct connection *connection, enum log_level level,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
