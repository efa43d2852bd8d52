/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MEMBERS_FIXTURE_H
#define CHATD_MEMBERS_FIXTURE_H

/*
 * A room of users of hello, #den.  Whoever comes first is its operator.
 */

#include <stddef.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

/*
 * Log in member0, member1 and so on, and have them join #den in this order; all
 * have heard of each other when this returns.
 */
void members_gather(const struct test_daemon *daemon,
    struct test_client **members, size_t count);

/* Expect line at each of the members from first on. */
void members_expect(struct test_client *const *members, size_t first,
    size_t count, const char *line);

/*
 * Have from say something in #den, and expect that it is the next that to hears
 * of anybody: so nothing else has been told to them.
 */
void members_expect_silence(
    struct test_client *from, struct test_client *to, const char *from_name);

#endif
