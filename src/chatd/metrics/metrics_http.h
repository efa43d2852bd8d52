/* SPDX-License-Identifier: MIT */
#ifndef CHATD_METRICS_HTTP_H
#define CHATD_METRICS_HTTP_H

/*
 * The metrics over HTTP, for Prometheus, and whether chatd serves, for whoever
 * watches over it.  Main thread only.
 */

struct metrics_http;
struct server;

/*
 * Serve /metrics and /healthz of server at where, "ADDRESS:PORT".  Return NULL
 * after a line in the log if that is not possible.
 */
struct metrics_http *metrics_http_new(struct server *server, const char *where);

/* Close the port and all connections to it; NULL is allowed. */
void metrics_http_free(struct metrics_http *http);

#endif
