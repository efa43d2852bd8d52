/* SPDX-License-Identifier: MIT */
#ifndef CHATD_KEPT_FIXTURE_H
#define CHATD_KEPT_FIXTURE_H

/*
 * A daemon that keeps rooms for the owners of names, on four workers, and the
 * file that it keeps them in.
 */

#include <stdbool.h>

struct test_client;
struct test_daemon;

/* Have #den kept, and the reply to that. */
#define KEEP_DEN    "MODE #den +r\n"
#define DEN_IS_KEPT "MODE-OK #den +r\n"

/*
 * Begin a test: start a daemon with a directory of the test's own, and an
 * account for each of names, a list with blanks in between.  option is a
 * further one, or NO_OPTION.
 */
struct test_daemon *kept_begin(const char *names, const char *option);

/*
 * The same, and have alice, who is one of names, found #den and have it kept.
 */
struct test_client *kept_begin_den(
    struct test_daemon **daemon_r, const char *names);

/* Start a daemon anew on the files that there are. */
struct test_daemon *kept_start(const char *option);

/* Connect, and log in as the owner of name; or as somebody who owns none. */
struct test_client *kept_log_in(
    const struct test_daemon *daemon, const char *name);

/* Have the client ask, and require the reply. */
void kept_join(struct test_client *client, const char *room);
void kept_leave(struct test_client *client, const char *room);

/* Require that the client, a member, is an operator of #den; or is none. */
void kept_require_operator(struct test_client *client, bool is_one);

/* Return the path of the file. */
const char *kept_path(void);

/* Put these bytes into the file, or return what it holds. */
void kept_write(const char *text);
const char *kept_read(void);

/* Wait until chatd says on its console that the file is written. */
void kept_await_written(struct test_client *console);

#endif
