/* SPDX-License-Identifier: MIT */
#ifndef CHATD_METRICS_HTTP_H
#define CHATD_METRICS_HTTP_H

/*
 * The metrics over HTTP, for Prometheus, and whether chatd serves, for whatever
 * watches over it.  Main thread only.
 */

struct event_base;
struct metrics_http;
struct metrics_source;

/*
 * Serve /metrics and /healthz of source, which is borrowed, at where,
 * "ADDRESS:PORT", on base.  Return NULL after a line in the log if that is not
 * possible.
 */
struct metrics_http *metrics_http_new(const struct metrics_source *source,
    struct event_base *base, const char *where);

/* Close the port and all connections to it, and free http; NULL is allowed. */
void metrics_http_free(struct metrics_http *http);

#endif
