/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOMS_FIXTURE_H
#define CHATD_ROOMS_FIXTURE_H

/*
 * What the tests of the protocols with a room share.  Frames are written as
 * lines "name|text": see test_frames.h.
 */

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

/* Return lines as frames, which are freed when the test has passed. */
const char *framed_bytes(const char *lines, size_t *size_r);

/* Connect to the daemon's framed listener. */
struct test_client *framed_connect(const struct test_daemon *daemon);

/* Do so, and log in as name. */
struct test_client *framed_login(
    const struct test_daemon *daemon, const char *name);

/* Send lines as frames. */
void framed_send(struct test_client *client, const char *lines);

/* Require that the next frames are lines; wait for them. */
void framed_expect(struct test_client *client, const char *lines);

/* Do both. */
void framed_ask(
    struct test_client *client, const char *request, const char *reply);

/* Connect to the daemon's plain listener; wait until the guest is in. */
struct test_client *plain_connect(const struct test_daemon *daemon);

#endif
