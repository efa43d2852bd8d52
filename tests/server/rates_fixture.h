/* SPDX-License-Identifier: MIT */
#ifndef CHATD_RATES_FIXTURE_H
#define CHATD_RATES_FIXTURE_H

/*
 * What the tests of rates share: a daemon with one worker, whose rates they
 * change while it runs.
 *
 * At one request or byte a minute nothing that a test waits for comes by
 * itself: only a reload lets it come.
 */

#include <stdbool.h>

struct test_client;
struct test_daemon;

#define RATES_SLOW     "message_rate=1/min"
#define RATES_NO_BYTES "byte_rate=1/min"
#define RATES_NO_BURST "byte_burst=1"

/* With a login and four requests more, a connection has to wait. */
#define RATES_BURST "message_burst=5"

/*
 * Start a daemon that speaks everything but drop, has a console and metrics,
 * and these options, up to the first that is NULL.  A test has one.
 */
struct test_daemon *rates_start(const char *option, const char *other);

/* Have the operator set "OPTION VALUE", and see the worker held to it. */
void rates_set(const char *option);

/* Have no rates from now on. */
void rates_lift(void);

/* Ask the operator's console, and expect OK. */
void rates_order(const char *order);

/* Return how often anybody had to wait; or wait until it is this often. */
double rates_waits(void);
void rates_await_waits(double count);

/* Wait until a sample of the metrics has this value. */
void rates_await(const char *sample, double value);

/* Have another connection of the same worker served. */
void rates_serve_another(void);

/* Expect that the client is sent nothing more, whatever it has sent. */
void rates_expect_silence(struct test_client *client);

/*
 * For any daemon: see that who has logged in has to wait, or, once a rate has
 * changed, that another one need not.
 */
void rates_see(struct test_daemon *daemon, bool is_changed);

#endif
