/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_FIXTURE_H
#define CHATD_IRC_FIXTURE_H

/*
 * What the tests of irc share.  Here lines end with "\n" alone, and go over the
 * wire with "\r\n".
 */

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

/* Start a daemon with an irc listener, and these options up to NULL. */
#define irc_start(...) test_daemon_start_speaking("irc", __VA_ARGS__)

/* Connect to the daemon's irc listener. */
struct test_client *irc_connect(const struct test_daemon *daemon);

/* Do so, register as name, and pass over the welcome. */
struct test_client *irc_login(
    const struct test_daemon *daemon, const char *name);

/* Do so with these capabilities. */
struct test_client *irc_login_with(const struct test_daemon *daemon,
    const char *name, const char *capabilities);

/* Send lines; expect that these are next; do both. */
void irc_send(struct test_client *client, const char *lines);
void irc_expect(struct test_client *client, const char *lines);
void irc_ask(
    struct test_client *client, const char *request, const char *reply);

/* Pass over lines of the server, and expect these. */
void irc_expect_at_last(struct test_client *client, const char *lines);

/* Pass over the welcome, up to and with 422. */
void irc_pass_welcome(struct test_client *client);

/* Join room, and pass over who is there. */
void irc_join(struct test_client *client, const char *room);

/*
 * Expect "333" with whom, the client, the room and who has set its topic, and a
 * time that is about now.
 */
void irc_expect_topic_by(struct test_client *client, const char *whom);

/* Expect "329" with whom, the client and the room, and a time about now. */
void irc_expect_made(struct test_client *client, const char *whom);

/* Quit, pass over what comes before the end, and close; the name is free then.
 */
void irc_quit(struct test_client *client);

/*
 * Expect 314 about somebody who was, as "bob robert chatd * :Bob", to whom, and
 * 312 with a time.
 */
void irc_expect_past(
    struct test_client *client, const char *whom, const char *who);

/* Join room, which nobody is in. */
void irc_found(struct test_client *client, const char *name, const char *room);

#endif
