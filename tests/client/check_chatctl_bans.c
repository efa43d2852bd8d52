/* SPDX-License-Identifier: MIT */
/* chatctl ban and mute: what an operator types, and reads. */

#include <string.h>

#include "client/chatctl.h"
#include "client/client.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/console_fixture.h"

#define NOT_KEPT "kept         until chatd ends, because bans_file is not set\n"

static struct test_daemon *chatd;

static void
begin(void)
{
	chatd = test_daemon_start_with(console_option(), NULL);
}

START_TEST(options_stand_before_the_reason)
{
	struct test_client *alice;

	begin();
	alice = test_client_login(chatd, "alice");
	chatctl_expect("mute alice --until 2222-01-31T18:30 please be civil",
	    "connections  1\n" NOT_KEPT, 0, "");
	test_client_ask(alice, "SEND alice hi\n",
	    "MUTED until 2222-01-31 18:30 UTC: please be civil\n");
	chatctl_expect("unmute alice", "connections  1\n" NOT_KEPT, 0, "");
	chatctl_expect(
	    "ban 'tro*' --for 7d", "connections  0\n" NOT_KEPT, 0, "");
	chatctl_expect("ban bob --fro 7d", "", 1,
	    "chatctl: usage: ban WHOM [--for DURATION | --until DATE] "
	    "[REASON]\n");
	chatctl_expect("unban bob", "", 1, "chatctl: there is no such ban\n");
}
END_TEST

START_TEST(json_has_them_for_programs)
{
	begin();
	chatctl_expect("--json ban 192.0.2.0/24",
	    "{\n\t\"connections\": 0,\n"
	    "\t\"kept\": \"until chatd ends, because bans_file is not "
	    "set\"\n}\n",
	    0, "");
	chatctl_expect("--json mutes", "[\n]\n", 0, "");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, options_stand_before_the_reason);
	test_cases_add(tests, json_has_them_for_programs);
}
