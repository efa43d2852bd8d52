/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONSOLE_FIXTURE_H
#define CHATD_CONSOLE_FIXTURE_H

/*
 * The operator's console as a test uses it: chatd(8)'s control_socket in a
 * directory of the test's own, requests, and the tables that come back.
 */

#include <stdbool.h>
#include <stddef.h>

struct test_client;
struct test_daemon;

/*
 * Make a directory, and return the option "control_socket=PATH" for a daemon
 * that is meant to have its console there.  A test has one console.
 */
const char *console_option(void);

/* Return the path that console_option() has named last. */
const char *console_path(void);

/* Connect to the console. */
struct test_client *console_connect(void);

/*
 * Have one of the nodes that stand for the daemon carry out a request, and wait
 * until each other one has answer in its reply to question.
 */
void console_tell_nodes(
    const char *request, const char *question, const char *answer);

/*
 * Start a daemon that has its console there and a file of this text for its
 * configuration.  Return the console.
 */
struct test_client *console_start_file(
    const char *text, struct test_daemon **daemon_r);

/* Return the path of that file; or have the file hold another text. */
const char *console_file(void);
void console_replace_file(const char *text);

/*
 * Expect a whole reply; return it with all its lines but the empty one that
 * ends it.  It is freed when the test has passed.
 */
const char *console_take_reply(struct test_client *console);

/* Send the request, a line without its end, and take the reply. */
const char *console_ask(struct test_client *console, const char *request);

/* The same, and fail unless the reply is this, or begins like this. */
void console_expect(
    struct test_client *console, const char *request, const char *reply);
void console_expect_begin(
    struct test_client *console, const char *request, const char *begin);

/* Say whether a table has a row whose first field is this. */
bool console_has_row(const char *reply, const char *first);

/*
 * Return the field of a table that is in the row whose first field is this, and
 * in the column of this name.  Fail if there is none.
 */
const char *console_field(
    const char *reply, const char *first, const char *column);

/* As above, for a number. */
unsigned long long console_number(
    const char *reply, const char *first, const char *column);

/* Ask for the status again and again until the value of key is this. */
void console_await_status(
    struct test_client *console, const char *key, unsigned long long value);

#endif
