/* SPDX-License-Identifier: MIT */
/*
 * sized and hello in one chat: the same names, the same lists, and messages in
 * both directions, each in the way of its receiver.
 */

#include "common/test_nodes.h"
#include "server/sized_fixture.h"

#include <string.h>

START_TEST(messages_cross_both_ways)
{
	struct test_daemon *daemon = test_daemon_start_speaking("sized", NULL);
	struct test_client *hello = test_client_login(daemon, "hal");

	/* Connections are dealt to two workers in turn: one pair shares one. */
	for (int i = 0; i < 4; i++) {
		int digits = i < 2 ? 2 : 4;
		const char *name = test_format("sid%d", i);
		struct test_client *sized = sized_login(daemon, digits, name);

		test_client_ask(hello,
		    test_format("SEND %s caf\xc3\xa9  au lait\n", name),
		    "SEND-OK\n");
		sized_expect(sized, digits, "hal SENT caf\xc3\xa9  au lait");
		sized_send(sized, digits, "MSG hal with\ttab");
		test_client_expect(
		    hello, test_format("DELIVERY %s with\ttab\n", name));
	}
}
END_TEST

START_TEST(lists_show_everybody_in_order_of_login)
{
	struct test_daemon *daemon = test_daemon_start_speaking("sized", NULL);
	struct test_client *sid = sized_login(daemon, 4, "sid");
	struct test_client *hal = test_client_login(daemon, "hal");
	struct test_client *sue = sized_login(daemon, 2, "sue");

	test_client_ask_known(hal, "WHO\n", "WHO-OK echobot,sid,hal,sue\n");
	sized_ask(sid, 4, "GETNAMES", "echobot sid hal sue");
	sized_ask(sue, 2, "GET_NAMES", "echobot sid hal sue");
	sized_ask(sid, 4, "EXIT", "EXIT");
	test_client_ask_known(hal, "WHO\n", "WHO-OK echobot,hal,sue\n");
	test_client_finish(hal);
	test_client_expect_end(hal);
	test_nodes_keep_level(daemon);
	test_nodes_await("hal", false);
	sized_ask(sue, 2, "GETNAMES",
	    test_format("echobot sue%s", test_nodes_watchers(" ")));
}
END_TEST

START_TEST(names_are_taken_in_both)
{
	struct test_daemon *daemon = test_daemon_start_speaking(
	    "sized", "max_clients=2", NULL);
	struct test_client *sid = sized_connect(daemon);
	struct test_client *hal = test_client_connect(daemon);

	test_client_ask(hal, "HELLO-FROM hal\n", "HELLO hal\n");
	sized_ask(sid, 4, "NAME hal", "ERROR name taken: hal");
	sized_ask(sid, 4, "NAME sid", "HELLO sid");
	sized_ask(sid, 4, "NAME hal", "ERROR name taken: hal");
	hal = test_client_connect(daemon);
	test_client_ask(hal, "HELLO-FROM sid\n", "IN-USE\n");
	test_client_ask(hal, "HELLO-FROM third\n", "BUSY\n");
	test_client_expect_end(hal);
}
END_TEST

START_TEST(a_renamed_user_is_reached_by_the_new_name_only)
{
	struct test_daemon *daemon = test_daemon_start_speaking("sized", NULL);
	struct test_client *sid = sized_login(daemon, 4, "sid");
	struct test_client *hal = test_client_login(daemon, "hal");

	test_client_ask(hal, "SEND sid x\n", "SEND-OK\n");
	sized_expect(sid, 4, "hal SENT x");
	sized_ask(sid, 4, "NAME sidney", "HELLO sidney");
	test_client_ask(hal, "SEND sid x\n", "UNKNOWN\n");
	test_client_ask(hal, "SEND sidney x\n", "SEND-OK\n");
	sized_expect(sid, 4, "hal SENT x");
	test_client_ask(hal, "WHO\n", "WHO-OK echobot,sidney,hal\n");
	sized_send(sid, 4, "MSG hal x");
	test_client_expect(hal, "DELIVERY sidney x\n");
}
END_TEST

START_TEST(whoever_has_left_is_nobody)
{
	struct test_daemon *daemon = test_daemon_start_speaking("sized", NULL);
	struct test_client *sid = sized_login(daemon, 4, "sid");
	struct test_client *hal = test_client_login(daemon, "hal");

	sized_ask(sid, 4, "EXIT", "EXIT");
	test_client_ask(hal, "SEND sid x\n", "UNKNOWN\n");
	sid = sized_login(daemon, 2, "sid");
	test_client_finish(hal);
	test_client_expect_end(hal);
	sized_ask(sid, 2, "MSG hal x", "ERROR no such user: hal");
}
END_TEST

START_TEST(long_texts_are_cut_for_sized_and_whole_for_hello)
{
	struct test_daemon *daemon = test_daemon_start_speaking("sized", NULL);
	struct test_client *wide = sized_login(daemon, 4, "wide");
	struct test_client *narrow = sized_login(daemon, 2, "narrow");
	struct test_client *hal = test_client_login(daemon, "hal");
	const char *text = test_repeat('x', 16000, "");
	int prefix = (int)strlen("hal SENT ");
	int size = 9999 - (int)strlen("MSG hal ");

	test_client_ask(hal, test_format("SEND wide %s\n", text), "SEND-OK\n");
	sized_expect(
	    wide, 4, test_format("hal SENT %.*s", 9999 - prefix, text));
	test_client_ask(
	    hal, test_format("SEND narrow %s\n", text), "SEND-OK\n");
	sized_expect(
	    narrow, 2, test_format("hal SENT %.*s", 99 - prefix, text));
	test_client_ask(hal,
	    test_format("SEND narrow %.*s\xe2\x82\xac\n", 97 - prefix, text),
	    "SEND-OK\n");
	sized_expect(
	    narrow, 2, test_format("hal SENT %.*s", 97 - prefix, text));
	sized_send(wide, 4, test_format("MSG hal %.*s", size, text));
	test_client_expect(
	    hal, test_format("DELIVERY wide %.*s\n", size, text));
}
END_TEST

START_TEST(order_is_kept_between_two_users)
{
	struct test_daemon *daemon = test_daemon_start_speaking("sized", NULL);
	struct test_client *sid = sized_login(daemon, 4, "sid");
	struct test_client *hal = test_client_login(daemon, "hal");
	const char *sent = "", *received = "";

	for (int i = 0; i < 200; i++) {
		sent = test_format("%s%s", sent,
		    sized_message(4, test_format("MSG hal %d", i)));
		received = test_format("%sDELIVERY sid %d\n", received, i);
	}
	test_client_send_pieces(sid, sent, strlen(sent), 300);
	test_client_expect(hal, received);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, messages_cross_both_ways);
	test_cases_add(tests, lists_show_everybody_in_order_of_login);
	/* Each node has its own max_clients. */
	test_cases_add_alone(tests, names_are_taken_in_both);
	test_cases_add(tests, a_renamed_user_is_reached_by_the_new_name_only);
	test_cases_add(tests, whoever_has_left_is_nobody);
	test_cases_add(tests, long_texts_are_cut_for_sized_and_whole_for_hello);
	test_cases_add(tests, order_is_kept_between_two_users);
}
