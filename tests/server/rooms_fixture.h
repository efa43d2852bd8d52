/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOMS_FIXTURE_H
#define CHATD_ROOMS_FIXTURE_H

/*
 * What the tests of the room protocols share.  Frames are lines "name|text", as
 * test_frames.h has them.
 */

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

/* Return the frames that lines say; they are freed when the test has passed. */
const char *framed_bytes(const char *lines, size_t *size_r);

/* Connect to the daemon's framed listener; and log in under name. */
struct test_client *framed_connect(const struct test_daemon *daemon);
struct test_client *framed_login(
    const struct test_daemon *daemon, const char *name);

/* Send frames, expect some, or both. */
void framed_send(struct test_client *client, const char *lines);
void framed_expect(struct test_client *client, const char *lines);
void framed_ask(
    struct test_client *client, const char *request, const char *reply);

/* Connect to the daemon's plain listener; return when the guest is there. */
struct test_client *plain_connect(const struct test_daemon *daemon);

#endif
