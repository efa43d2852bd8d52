/* SPDX-License-Identifier: MIT */
/*
 * Out of memory for a user of irc: whichever request for memory fails, from the
 * door to the end, the connection does what it should or ends, and the others
 * are served.
 */

#include <string.h>

#include "server/irc_fixture.h"
#include "server/memory_fixture.h"

/* More requests for memory than a client makes. */
#define ENOUGH 200

/* What the end of a connection takes, and one more. */
#define SETTLING_TURNS 4

static struct test_daemon *chatd;
static struct test_client *observer;

static void
start(void)
{
	memory_prepare();
	chatd = irc_start("workers=1", NULL);
	memory_release();
	observer = irc_login(chatd, "observer");
}

/* Come, say something in a room, and go.  Return whether all was answered. */
static bool
come_and_go(void)
{
	struct test_client *client = irc_connect(chatd);
	const char *line = "";

	irc_send(client,
	    "CAP LS\nPASS whatever\nNICK alice\nUSER a b c d\n"
	    "CAP REQ :echo-message server-time batch labeled-response\n"
	    "CAP END\n"
	    "AWAY :tea\nSETNAME :Alice\nMODE alice +B\nWHO * %tn,1\n"
	    "@label=a JOIN #tea,#den\nPRIVMSG #tea,observer :hi\n"
	    "@label=b LIST\nMONITOR + bob,observer\nNICK alison\nPING end\n");
	while (line != NULL && strcmp(line, ":irc.chatd PONG irc.chatd :end\r"))
		line = test_client_take_line_or_end(client);
	test_client_close(client);
	for (int i = 0; i < SETTLING_TURNS; i++) {
		irc_send(observer, test_format("PING %d\n", i));
		test_client_take_until(observer,
		    test_format(":irc.chatd PONG irc.chatd :%d\r", i));
	}
	return line != NULL;
}

START_TEST(others_are_served_whatever_fails)
{
	int number, ended = 0;

	start();
	for (number = 1; number < ENOUGH; number++) {
		bool is_answered;

		memory_fail_request(number);
		is_answered = come_and_go();
		test_require(is_answered || memory_has_failed(),
		    "alice is not served after request %d", number - 1);
		if (!memory_has_failed())
			break;
		ended += !is_answered;
	}
	test_require(ended > 3 && number < ENOUGH, "%d ended, %d requests",
	    ended, number);
	memory_spare();
	irc_ask(observer, "ISON alice alison observer\n",
	    ":irc.chatd 303 observer :observer\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, others_are_served_whatever_fails);
}
