/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONNECTION_LOG_H
#define CHATD_CONNECTION_LOG_H

/*
 * Lines of the log about a connection.  All begin the same way, so that grep
 * finds everything about one: "#1042 203.0.113.9:5120 alice: ".  There may be
 * as many as log_budget.h says; how many were left out is told in such a line,
 * too.  Owner thread only.
 */

#include "common/log.h"

struct connection;

/* Log a line about connection, as log_at() does, if the budget allows it. */
void connection_log(struct connection *connection, enum log_level level,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/*
 * Log the last line about connection, which its own budget always allows, after
 * the one about those that were left out.
 */
void connection_log_end(
    struct connection *connection, enum log_level level, const char *words);

#endif
