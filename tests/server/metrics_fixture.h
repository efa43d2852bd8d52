/* SPDX-License-Identifier: MIT */
#ifndef CHATD_METRICS_FIXTURE_H
#define CHATD_METRICS_FIXTURE_H

/*
 * The daemon's metrics as a test reads them, over HTTP.
 */

#include <stdbool.h>

struct test_client;
struct test_daemon;

/* The option for a daemon that is meant to serve its metrics. */
#define METRICS_OPTION "metrics_listen=127.0.0.1:0"

/* Connect to the port at which the daemon serves its metrics. */
struct test_client *metrics_connect(const struct test_daemon *daemon);

/* A response; all of it is freed when the test has passed. */
struct metrics_response {
	int status;
	const char *head; /* its lines, without the one of the status */
	const char *body;
};

/* Send a request of this method, without a body, and take the response. */
struct metrics_response metrics_request(
    struct test_client *client, const char *method, const char *path);

/*
 * Ask for the metrics on a connection that is used again; return them.  chatd
 * ends one that has been idle for some seconds, and a busy machine makes it so:
 * it is opened again then.
 */
const char *metrics_get(struct test_client *client);

/*
 * Return the value of a sample, "chatd_users" or "name{label=\"value\"}"; fail
 * if there is none.
 */
double metrics_value(const char *metrics, const char *sample);

/* Ask for the metrics again and again until a sample has this value. */
void metrics_await(
    struct test_client *client, const char *sample, double value);

#endif
