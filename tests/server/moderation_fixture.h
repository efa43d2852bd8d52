/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODERATION_FIXTURE_H
#define CHATD_MODERATION_FIXTURE_H

/*
 * A daemon whose operator bans and mutes, with a file of bans in a directory of
 * the test's own, its console, and a clock that the test sets.
 */

#include <stddef.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/console_fixture.h"
#include "server/metrics_fixture.h"
#include "server/rooms_fixture.h"
#include "server/sized_fixture.h"

/* Begin a test: choose a directory for the file. */
void moderation_begin(void);

/* Return the path of the file, and the option that names it. */
const char *moderation_path(void);
const char *moderation_option(void);

/* Put these bytes into the file, or return what it holds. */
void moderation_write(const char *text);
const char *moderation_read(void);

/*
 * Have the daemons that are started from now on take the time of day from
 * moderation_set_time(), which is in seconds since 1970.
 */
void moderation_take_clock(void);
void moderation_set_time(long long now);

/*
 * Start a daemon with that file, a listener for hello, sized, framed and plain,
 * two further options, and a console.
 */
struct test_daemon *moderation_start(const char *option, const char *other);

/* Return the console. */
struct test_client *moderation_console(void);

/*
 * Give an order, and expect that it is kept and has made a difference to this
 * many connections; or that it is refused for a reason.
 */
void moderation_order(const char *order, unsigned int connections);
void moderation_refuse(const char *order, const char *reason);

/* Take what a client of hello is told, and then its end. */
void moderation_expect_banned(struct test_client *client, const char *words);

#endif
