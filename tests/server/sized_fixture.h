/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SIZED_FIXTURE_H
#define CHATD_SIZED_FIXTURE_H

/*
 * What the tests of the sized protocol share: messages as they are written,
 * with the length counted for them.
 */

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

/* Return text with its length, in this many digits, in front. */
const char *sized_message(int digits, const char *text);

/* Connect to the daemon's sized listener. */
struct test_client *sized_connect(const struct test_daemon *daemon);

/* Connect and take name, with length fields of this many digits. */
struct test_client *sized_login(
    const struct test_daemon *daemon, int digits, const char *name);

/* Send a message, expect one, or both. */
void sized_send(struct test_client *client, int digits, const char *text);
void sized_expect(struct test_client *client, int digits, const char *text);
void sized_ask(struct test_client *client, int digits, const char *request,
    const char *reply);

#endif
