/* SPDX-License-Identifier: MIT */
/*
 * Members of a big room who speak irc and do not read: what is said is kept
 * once for those who are told it alike, and with its time for those who want
 * that, and for nobody else.
 */

#include <string.h>

#include "server/irc_fixture.h"
#include "server/metrics_fixture.h"

/* More than are told at once, and half of them want to know the time. */
#define MEMBERS 140

/* Texts that are cut into 20 lines or more. */
#define TEXT_BYTES 10000

/* How much waits for each member, at least, when the speaker is done. */
#define QUEUED_BYTES 50000

static struct test_client *members[MEMBERS];
static struct test_client *metrics;

static void
enter(const struct test_daemon *daemon, int number)
{
	struct test_client *member = test_client_connect_small(daemon, "irc");

	irc_send(member,
	    test_format("%sCAP REQ :no-implicit-names\nNICK m%d\n"
			"USER m 0 * :m\nCAP END\nJOIN #lobby\n",
		number < MEMBERS / 2 ? "" : "CAP REQ :server-time\n", number));
	test_client_take_until(
	    member, test_format(":m%d!m@chatd JOIN #lobby\r", number));
	members[number] = member;
}

/* Take lines until one begins a text of the speaker's, and return it. */
static const char *
take_begin(struct test_client *member)
{
	const char *line;

	do
		line = test_client_take_line(member);
	while (strstr(line, ":speaker!speaker@chatd PRIVMSG #lobby :begin ") ==
	       NULL);
	return line;
}

START_TEST(members_share_with_those_who_are_told_alike)
{
	struct test_daemon *daemon = irc_start("workers=1",
	    "send_queue_max=8MiB", METRICS_OPTION, "line_max=64000",
	    "send_timeout=1h", NULL);
	const char *text = test_repeat('x', TEXT_BYTES, "");
	struct test_client *speaker;
	const char *line, *now;
	int said = 0;

	metrics = metrics_connect(daemon);
	for (int i = 0; i < MEMBERS; i++)
		enter(daemon, i);
	speaker = test_client_login(daemon, "speaker");
	test_client_ask(speaker, "JOIN #lobby\n", "JOIN-OK #lobby\n");
	do {
		test_client_ask(speaker,
		    test_format("SEND #lobby begin %s\n", text), "SEND-OK\n");
		now = metrics_get(metrics);
		said++;
	} while (metrics_value(now, "chatd_queued_bytes") <
		 MEMBERS * (double)QUEUED_BYTES);
	ck_assert(metrics_value(now, "chatd_waiting_bytes") * 3 <
		  metrics_value(now, "chatd_queued_bytes"));
	for (int i = 0; i < said; i++) {
		line = take_begin(members[0]);
		ck_assert_msg(line[0] == ':', "\"%.60s\"", line);
		line = take_begin(members[MEMBERS - 1]);
		ck_assert_msg(
		    strncmp(line, "@time=", 6) == 0, "\"%.60s\"", line);
	}
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, members_share_with_those_who_are_told_alike);
}
