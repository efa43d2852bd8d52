/* SPDX-License-Identifier: MIT */
/*
 * A big room, in which one line is as much work as a line to each of its
 * members.  Whoever talks there waits for it, and nobody else does; and what is
 * confirmed arrives, in order.
 */

#include <signal.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

#define MEMBERS_MAX 600
#define MEMBERS     (test_is_sanitized() ? 200 : MEMBERS_MAX)

/* 64 KiB, which a connection may send in one turn, hold more than these. */
#define REQUESTS 3000

#define LINES 20

static struct test_daemon *chatd;
static struct test_client *members[MEMBERS_MAX];
static struct test_client *speaker, *alice, *bob;

/* Fill a room of the daemon's only worker, or of both. */
static void
fill_room(const char *workers)
{
	chatd = test_daemon_start_with(workers, NULL);
	for (int i = 0; i < MEMBERS; i++) {
		members[i] = test_client_login(
		    chatd, test_format("member%d", i));
		test_client_ask(members[i], "JOIN #room\n", "JOIN-OK #room\n");
	}
	speaker = test_client_login(chatd, "speaker");
	test_client_ask(speaker, "JOIN #room\n", "JOIN-OK #room\n");
	alice = test_client_login(chatd, "alice");
	bob = test_client_login(chatd, "bob");
}

/*
 * Let the speaker send requests, each of which gets these lines in reply, and
 * alice write to bob when the first has come.  She must not have to wait for
 * the last, and the speaker must get all of them.
 */
static void
expect_outsiders_are_served(
    const char *request, const char *reply, size_t reply_lines)
{
	size_t lines = reply_lines;

	test_client_send(speaker, test_repeat_text(request, REQUESTS));
	test_client_expect(speaker, reply);
	test_client_ask(alice, "SEND bob hi\n", "SEND-OK\n");
	test_client_expect(bob, "DELIVERY alice hi\n");
	while (test_client_poll_line(speaker) != NULL)
		lines++;
	test_require(lines < REQUESTS * reply_lines, "alice waited for all %d",
	    REQUESTS);
	for (; lines < REQUESTS * reply_lines; lines++)
		(void)test_client_take_line(speaker);
}

START_TEST(nobody_waits_for_what_is_said_in_a_big_room)
{
	fill_room("workers=1");
	expect_outsiders_are_served("SEND #room x\n", "SEND-OK\n", 1);
}
END_TEST

START_TEST(nobody_waits_for_one_who_comes_and_goes)
{
	fill_room("workers=1");
	expect_outsiders_are_served(
	    "LEAVE #room\nJOIN #room\n", "LEAVE-OK #room\nJOIN-OK #room\n", 2);
}
END_TEST

/* Return the next line of member that is no announcement, or NULL. */
static const char *
take_said(struct test_client *member)
{
	const char *line;

	do
		line = test_client_take_line_or_end(member);
	while (line != NULL && (strncmp(line, "JOINED ", 7) == 0 ||
				   strncmp(line, "LEFT ", 5) == 0));
	return line;
}

static void
expect_said(struct test_client *member, const char *expected)
{
	const char *line = take_said(member);

	test_require(line != NULL && strcmp(line, expected) == 0,
	    "%s hears \"%s\", not \"%s\"", test_client_name(member),
	    line == NULL ? "nothing" : line, expected);
}

/* Each member hears all lines, and what is for it alone after them. */
static void
expect_order(void)
{
	const char *said = "";

	for (int i = 0; i < LINES; i++)
		said = test_format("%sSEND #room %d\n", said, i);
	for (int i = 0; i < MEMBERS; i++)
		said = test_format("%sSEND member%d bye\n", said, i);
	test_client_send(speaker, said);
	for (int i = 0; i < LINES + MEMBERS; i++)
		expect_said(speaker, "SEND-OK");
	for (int i = 0; i < MEMBERS; i++) {
		for (int k = 0; k < LINES; k++)
			expect_said(members[i],
			    test_format("SAID #room speaker %d", k));
		expect_said(members[i], "DELIVERY speaker bye");
	}
}

START_TEST(a_text_comes_after_what_was_said_before_it)
{
	fill_room("workers=1");
	expect_order();
}
END_TEST

START_TEST(it_does_so_on_two_workers)
{
	fill_room("workers=2");
	expect_order();
}
END_TEST

/* All lines that the speaker knows to be sent reach all members. */
START_TEST(what_is_confirmed_arrives_before_the_end)
{
	const char *line;
	int confirmed = 1;

	fill_room("workers=2");
	test_client_send(speaker, test_repeat_text("SEND #room x\n", REQUESTS));
	expect_said(speaker, "SEND-OK");
	test_daemon_signal(chatd, SIGTERM);
	while ((line = take_said(speaker)) != NULL) {
		ck_assert_str_eq(line, "SEND-OK");
		confirmed++;
	}
	for (int i = 0; i < MEMBERS; i++) {
		int heard = 0;

		while ((line = take_said(members[i])) != NULL) {
			ck_assert_str_eq(line, "SAID #room speaker x");
			heard++;
		}
		test_require(heard >= confirmed,
		    "%d lines are confirmed, and member%d hears %d", confirmed,
		    i, heard);
	}
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, nobody_waits_for_what_is_said_in_a_big_room);
	test_cases_add(tests, nobody_waits_for_one_who_comes_and_goes);
	test_cases_add(tests, a_text_comes_after_what_was_said_before_it);
	test_cases_add(tests, it_does_so_on_two_workers);
	/* What is still to be told at the end is a matter of moments. */
	test_cases_add_loop(
	    tests, what_is_confirmed_arrives_before_the_end, 0, 3);
}
