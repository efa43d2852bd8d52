/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ACCOUNTS_FIXTURE_H
#define CHATD_ACCOUNTS_FIXTURE_H

/*
 * A daemon with owners of names, whose file is in a directory of the test's
 * own, and its console.
 */

#include <stddef.h>

struct test_client;
struct test_daemon;

/* The password of all accounts, unless a test wants another one. */
#define ACCOUNTS_PASSWORD "open sesame"

/* Say that chatd was built without accounts, and skip the whole program. */
void accounts_require_support(void);

/* Begin a test: choose a directory for the file. */
void accounts_begin(void);

/* Return the path of the file, and the option that names it. */
const char *accounts_path(void);
const char *accounts_option(void);

/* Return the option for a file of kept rooms beside it. */
const char *accounts_rooms_option(void);

/* Put these bytes into the file, or return what it holds. */
void accounts_write(const char *text);
const char *accounts_read(void);

/*
 * Start a daemon with that file, two further options, which may be
 * "freebind=no" for none, and the console of console_fixture.h.
 */
struct test_daemon *accounts_start(const char *option, const char *other);

/* As above, with a listener for each protocol: test_daemon_start_speaking(). */
struct test_daemon *accounts_start_speaking(
    const char *protocols, const char *option);

/* Add an account with ACCOUNTS_PASSWORD on the console. */
void accounts_add(const char *name);

#endif
