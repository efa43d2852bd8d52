/* SPDX-License-Identifier: MIT */
#ifndef CHATD_METRICS_HTTP_H
#define CHATD_METRICS_HTTP_H

/*
 * The metrics over HTTP, for Prometheus, and whether chatd serves, for whatever
 * watches over it.  Main thread only.
 *
 * METRICS_HTTP_CONNECTIONS_MAX connections are served at once.  When another
 * one comes, the one that has waited longest makes room for it: a crowd that
 * says nothing cannot keep a scraper out.  What each of them may cause is
 * written in http_connection.h.  Their descriptors are set aside at the start,
 * so that they never take one that a user needs, nor the users theirs.
 */

#include <stdbool.h>

#define METRICS_HTTP_CONNECTIONS_MAX 16

struct event_base;
struct metrics_http;
struct metrics_source;

/*
 * Serve /metrics and /healthz of source, which is borrowed, at where,
 * "ADDRESS:PORT", on base.  With freebind the machine need not have the address
 * yet.  Return NULL after a line in the log, with errno set, if that is not
 * possible.
 */
struct metrics_http *metrics_http_new(const struct metrics_source *source,
    struct event_base *base, const char *where, bool freebind);

/* Close the port and all connections to it, and free http; NULL is allowed. */
void metrics_http_free(struct metrics_http *http);

#endif
