/* SPDX-License-Identifier: MIT */
/*
 * Users of hello in a room.
 */

#include "server/members_fixture.h"

#include "common/test_nodes.h"

void
members_gather(const struct test_daemon *daemon, struct test_client **members,
    size_t count)
{
	test_nodes_keep_level(daemon);
	for (size_t i = 0; i < count; i++) {
		const char *name = test_format("member%zu", i);

		members[i] = test_client_login(daemon, name);
		test_client_ask(members[i], "JOIN #den\n", "JOIN-OK #den\n");
		members_expect(
		    members, 0, i, test_format("JOINED #den %s\n", name));
	}
}

void
members_expect(struct test_client *const *members, size_t first, size_t count,
    const char *line)
{
	for (size_t i = first; i < count; i++)
		test_client_expect(members[i], line);
}

void
members_expect_silence(
    struct test_client *from, struct test_client *to, const char *from_name)
{
	test_client_ask(from, "SEND #den psst\n", "SEND-OK\n");
	test_client_expect(to, test_format("SAID #den %s psst\n", from_name));
}
