/* SPDX-License-Identifier: MIT */
#ifndef CHATD_KEPT_FIXTURE_H
#define CHATD_KEPT_FIXTURE_H

/*
 * A daemon that keeps rooms for the owners of names, on four workers, and the
 * file that it keeps them in.
 */

struct test_client;
struct test_daemon;

/*
 * Begin a test: start a daemon with a directory of the test's own, and an
 * account for each of names, a list with blanks in between.  option is a
 * further one, or "freebind=no" for none.
 */
struct test_daemon *kept_begin(const char *names, const char *option);

/* Start a daemon anew on the files that there are. */
struct test_daemon *kept_start(const char *option);

/* Connect, and log in as the owner of name; or as somebody who owns none. */
struct test_client *kept_log_in(
    const struct test_daemon *daemon, const char *name);

/* Have the client ask, and require the reply. */
void kept_join(struct test_client *client, const char *room);
void kept_leave(struct test_client *client, const char *room);

/* Return the path of the file. */
const char *kept_path(void);

/* Put these bytes into the file, or return what it holds. */
void kept_write(const char *text);
const char *kept_read(void);

/* Wait until chatd says on its console that the file is written. */
void kept_await_written(struct test_client *console);

#endif
