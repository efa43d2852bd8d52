/* SPDX-License-Identifier: MIT */
/*
 * sized: names, lists, messages and farewells over sockets, by clients with
 * lengths of two digits, of three and of four.
 */

#include "common/test_nodes.h"
#include "common/test_transport.h"
#include "server/sized_fixture.h"

#include <signal.h>
#include <string.h>

/* How many digits length fields have; each loop test runs with all of them. */
static const int widths[] = { 2, 3, 4 };

#define WIDTHS ((int)(sizeof(widths) / sizeof(widths[0])))

/* Long names, and more of them than any length field can say. */
#define CROWD      240
#define CROWD_NAME "u%03d_sssssssssssssssssssssssssssssssssssssssss"

/* A session with something of everything, and the replies to it. */
static const char *const requests[] = { "GETNAMES", "MSG a x", "NAME a,b",
	"NAME", "NAME server", "NAME a", "NAME a", "GETNAMES",
	"MSG a  na\xc3\xafve ", "MSG a \x1b[31m", "MSG b hi", "MSG echobot x",
	"MSG", "foo bar", "NAME b", "MSG a hi", "MSG b hi", "GET_NAMES", "EXIT",
	"GETNAMES" };
static const char *const replies[] = { "echobot", "ERROR no name yet",
	"ERROR name refused: a,b", "ERROR name refused",
	"ERROR name taken: server", "HELLO a", "HELLO a", "echobot a",
	"a SENT na\xc3\xafve", "ERROR text refused", "ERROR no such user: b",
	"echobot SENT x", "ERROR text refused", "ERROR unknown command: foo",
	"HELLO b", "ERROR no such user: a", "b SENT hi", "echobot b", "EXIT" };

/* Return the most bytes that a message with so many digits can have. */
static int
longest_message(int digits)
{
	return digits == 2 ? 99 : digits == 3 ? 999 : 9999;
}

/* Return the messages, one after the other. */
static const char *
join(int digits, const char *const *texts, size_t count)
{
	const char *whole = "";

	for (size_t i = 0; i < count; i++)
		whole = test_format(
		    "%s%s", whole, sized_message(digits, texts[i]));
	return whole;
}

/* Play the session in pieces of at most piece_max bytes, 0 for one write. */
static void
play(const struct test_daemon *daemon, int digits, size_t piece_max)
{
	struct test_client *client = sized_connect(daemon);
	const char *sent = join(
	    digits, requests, sizeof(requests) / sizeof(requests[0]));
	const char *received = join(
	    digits, replies, sizeof(replies) / sizeof(replies[0]));

	if (piece_max == 0)
		test_client_send(client, sent);
	else
		test_client_send_pieces(client, sent, strlen(sent), piece_max);
	test_client_expect(client, received);
	test_client_expect_end(client);
}

START_TEST(replies_do_not_depend_on_pieces)
{
	struct test_daemon *daemon = test_daemon_start_speaking("sized", NULL);
	int digits = widths[_i];

	play(daemon, digits, 0);
	play(daemon, digits, 1);
	for (int i = 0; i < 20; i++)
		play(daemon, digits, 40);
}
END_TEST

START_TEST(length_and_text_are_one_segment)
{
	struct test_daemon *daemon = test_daemon_start_speaking("sized", NULL);
	int digits = widths[_i];
	struct test_client *a = sized_connect(daemon);
	struct test_client *b = sized_login(daemon, digits, "b");

	sized_send(a, digits, "NAME a");
	test_client_expect_segments(a, sized_message(digits, "HELLO a"), 1);
	sized_send(a, digits, "GETNAMES");
	test_client_expect_segments(a, sized_message(digits, "echobot b a"), 1);
	sized_send(a, digits, "MSG c x");
	test_client_expect_segments(
	    a, sized_message(digits, "ERROR no such user: c"), 1);
	sized_send(a, digits, "MSG b x");
	test_client_expect_segments(b, sized_message(digits, "a SENT x"), 1);
	sized_send(a, digits, "MSG a x");
	test_client_expect_segments(a, sized_message(digits, "a SENT x"), 1);
	sized_send(a, digits, "EXIT");
	test_client_expect_segments(a, sized_message(digits, "EXIT"), 1);
	test_client_expect_end(a);
}
END_TEST

START_TEST(exit_says_so_closes_and_frees_the_name)
{
	static const char *const farewells[] = { "EXIT", "", "EXIT now" };
	struct test_daemon *daemon = test_daemon_start_speaking("sized", NULL);
	int digits = widths[_i];
	struct test_client *client = sized_login(daemon, digits, "a");

	test_nodes_keep_level(daemon);
	for (size_t i = 0; i < sizeof(farewells) / sizeof(*farewells); i++) {
		struct test_client *next;

		test_nodes_await("a", true);
		sized_ask(client, digits, farewells[i], "EXIT");
		test_nodes_await("a", false);
		next = sized_login(daemon, digits, "a");
		test_client_expect_end(client);
		client = next;
	}
}
END_TEST

START_TEST(empty_message_as_the_first_is_a_farewell)
{
	struct test_daemon *daemon = test_daemon_start_speaking("sized", NULL);
	struct test_client *client = sized_connect(daemon);

	test_client_ask(client, "0000", "0004EXIT");
	test_client_expect_end(client);

	daemon = test_daemon_start_speaking("sized", "length_digits=2", NULL);
	client = sized_connect(daemon);
	test_client_ask(client, "00", "04EXIT");
	test_client_expect_end(client);

	daemon = test_daemon_start_speaking("sized", "length_digits=3", NULL);
	client = sized_connect(daemon);
	test_client_ask(client, "000", "004EXIT");
	test_client_expect_end(client);
}
END_TEST

START_TEST(a_message_says_nothing_to_its_sender)
{
	struct test_daemon *daemon = test_daemon_start_speaking("sized", NULL);
	struct test_client *a = sized_login(daemon, 4, "a");
	struct test_client *b = sized_login(daemon, 2, "b");

	sized_send(a, 4, "MSG b HELLO");
	sized_expect(b, 2, "a SENT HELLO");
	sized_send(b, 2, "MSG a  two  blanks ");
	sized_expect(a, 4, "b SENT two  blanks");
	sized_ask(a, 4, "GETNAMES", "echobot a b");
	sized_ask(b, 2, "GETNAMES", "echobot a b");
}
END_TEST

START_TEST(a_list_ends_with_a_whole_name)
{
	struct test_daemon *daemon = test_daemon_start_speaking("sized", NULL);
	size_t longest = (size_t)longest_message(widths[_i]);
	const char *list = "echobot";
	const char *longer = list;

	for (int i = 0; i < CROWD; i++)
		test_client_login(daemon, test_format(CROWD_NAME, i));
	for (int i = 0; strlen(longer) <= longest; i++) {
		list = longer;
		longer = test_format("%s " CROWD_NAME, list, i);
	}
	sized_ask(sized_connect(daemon), widths[_i], "GETNAMES", list);
}
END_TEST

START_TEST(second_name_renames)
{
	struct test_daemon *daemon = test_daemon_start_speaking(
	    "sized", "echo_user=", "max_clients=2", NULL);
	struct test_client *a = sized_login(daemon, 4, "a");
	struct test_client *b = sized_login(daemon, 2, "b");

	sized_ask(a, 4, "NAME b", "ERROR name taken: b");
	sized_ask(a, 4, "NAME server", "ERROR name taken: server");
	sized_ask(a, 4, "NAME c d", "ERROR name refused: c d");
	sized_ask(b, 2, "GETNAMES", "a b");
	sized_ask(a, 4, "NAME carol", "HELLO carol");
	sized_ask(b, 2, "GETNAMES", "carol b");
	sized_ask(b, 2, "MSG a x", "ERROR no such user: a");
	sized_ask(b, 2, "NAME a", "HELLO a");
	sized_send(b, 2, "MSG carol x");
	sized_expect(a, 4, "a SENT x");
	test_daemon_wait_log(daemon, " carol: renamed (sized)");
}
END_TEST

START_TEST(a_name_is_free_when_its_connection_has_ended)
{
	struct test_daemon *daemon = test_daemon_start_speaking("sized", NULL);

	test_nodes_keep_level(daemon);
	for (int i = 0; i < 50; i++) {
		struct test_client *client = sized_login(
		    daemon, widths[i % WIDTHS], "a");

		test_nodes_await("a", true);
		test_client_finish(client);
		test_client_expect_end(client);
		test_nodes_await("a", false);
	}
}
END_TEST

/* Only that the name is free tells that the daemon has seen a reset. */
START_TEST(a_name_is_free_when_its_connection_was_reset)
{
	struct test_daemon *daemon = test_daemon_start_speaking("sized", NULL);

	test_nodes_keep_level(daemon);
	for (int i = 0; i < 20; i++) {
		struct test_client *next = test_client_connect(daemon);

		test_client_abort(sized_login(daemon, widths[i % WIDTHS], "a"));
		test_client_ask_until(next, "HELLO-FROM a\n", "HELLO a\n");
		test_nodes_await("a", true);
		test_client_finish(next);
		test_client_expect_end(next);
		test_nodes_await("a", false);
	}
}
END_TEST

START_TEST(full_server_says_so_and_closes)
{
	struct test_daemon *daemon = test_daemon_start_speaking(
	    "sized", "max_clients=1", NULL);
	int digits = widths[_i];
	struct test_client *client = sized_connect(daemon);

	sized_login(daemon, digits, "a");
	sized_ask(client, digits, "NAME a", "ERROR name taken: a");
	sized_ask(client, digits, "NAME b", "ERROR server full");
	test_client_expect_end(client);
}
END_TEST

START_TEST(no_room_at_the_door_is_a_full_server)
{
	struct test_daemon *daemon = test_daemon_start_speaking(
	    "sized", "max_logins_pending=1", NULL);
	struct test_client *first = sized_connect(daemon);
	struct test_client *second;

	sized_ask(first, 4, "GETNAMES", "echobot");
	second = sized_connect(daemon);
	test_client_expect(second, "0017ERROR server full");
	test_client_expect_end(second);
}
END_TEST

START_TEST(bad_length_is_the_last_message)
{
	struct test_daemon *daemon = test_daemon_start_speaking(
	    "sized", "message_max=512", NULL);
	static const char *const table[][2] = {
		{ "NAME a", "0019ERROR bad length: N" },
		{ "0006NAME a\r\n", "0007HELLO a0022ERROR bad length: \\x0D" },
		{ "06NAME a-1", "07HELLO a19ERROR bad length: -" },
		{ "006NAME a06x", "007HELLO a021ERROR bad length: 06x" },
		{ "0513", "0028ERROR message too long: 0513" },
		{ "0513MSG a x", "0028ERROR message too long: 0513" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct test_client *client = sized_connect(daemon);

		test_client_ask(client, table[i][0], table[i][1]);
		test_client_expect_end(client);
	}
}
END_TEST

START_TEST(longest_messages_go_both_ways)
{
	struct test_daemon *daemon = test_daemon_start_speaking("sized", NULL);
	struct test_client *a = sized_login(daemon, 4, "a");
	struct test_client *b = sized_login(daemon, 2, "b");
	const char *text = test_repeat('x', 9999 - strlen("MSG a "), "");

	sized_send(a, 4, test_format("MSG a %s", text));
	sized_expect(a, 4,
	    test_format("a SENT %.*s", 9999 - (int)strlen("a SENT "), text));
	sized_send(a, 4, test_format("MSG b %s", text));
	sized_expect(b, 2,
	    test_format("a SENT %.*s", 99 - (int)strlen("a SENT "), text));
}
END_TEST

START_TEST(a_message_that_is_too_long_ends_with_a_whole_character)
{
	struct test_daemon *daemon = test_daemon_start_speaking("sized", NULL);
	int digits = widths[_i];
	int fitting = longest_message(digits) - (int)strlen("b SENT ") - 2;
	struct test_client *a = sized_login(daemon, digits, "a");
	struct test_client *b = test_client_login(daemon, "b");
	const char *text = test_repeat('x', (size_t)fitting, "");

	/* Only two of the three bytes of the euro sign would have room. */
	test_client_ask(b, "SEND a first\n", "SEND-OK\n");
	sized_expect(a, digits, "b SENT first");
	test_client_ask(b,
	    test_format("SEND a %.*s\xe2\x82\xac\n", fitting, text),
	    "SEND-OK\n");
	sized_expect(a, digits, test_format("b SENT %.*s", fitting, text));
}
END_TEST

START_TEST(half_closed_connections_get_their_replies)
{
	struct test_daemon *daemon = test_daemon_start_speaking("sized", NULL);
	struct test_client *client = sized_connect(daemon);

	test_client_send(client, "0006NAME a0008GETNAMES0010MSG");
	test_client_finish(client);
	test_client_expect(client, "0007HELLO a0009echobot a");
	test_client_expect_end(client);
}
END_TEST

START_TEST(a_list_does_not_put_off_the_login_deadline)
{
	struct test_daemon *daemon = test_daemon_start_speaking(
	    "sized", "login_timeout=1s", NULL);
	struct test_client *nameless = sized_connect(daemon);

	sized_login(daemon, 4, "a");
	sized_ask(nameless, 4, "GETNAMES", "echobot a");
	test_client_expect_end(nameless);
}
END_TEST

START_TEST(length_digits_can_be_reloaded_for_new_connections)
{
	static const char before[] = "address=127.0.0.1 port=0 workers=1\n"
				     "listener s { protocol=sized port=0 }\n";
	const char *path = test_file_create(before, sizeof(before) - 1);
	const char *after = test_format(
	    "%slength_digits=2 dialect=list\n", before);
	struct test_daemon *daemon = test_daemon_start_file(path);
	struct test_client *a = sized_login(daemon, 4, "a");
	struct test_client *b = test_client_login(daemon, "b");

	test_file_replace(path, after, strlen(after));
	test_daemon_signal(daemon, SIGHUP);
	test_client_ask_until(b, "SEND nobody x\n", "BAD-DEST-USER\n");
	sized_ask(a, 4, "GETNAMES", "echobot a b");
	test_client_ask(sized_connect(daemon), "00", "04EXIT");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	/* Another node hears of names a moment later, */
	test_cases_add_loop_but(
	    tests, replies_do_not_depend_on_pieces, 0, WIDTHS, "not_nodes");
	test_cases_add_loop(tests, length_and_text_are_one_segment, 0, WIDTHS);
	test_cases_add_loop(
	    tests, exit_says_so_closes_and_frees_the_name, 0, WIDTHS);
	test_cases_add(tests, empty_message_as_the_first_is_a_farewell);
	test_cases_add(tests, a_message_says_nothing_to_its_sender);
	test_cases_add_loop(tests, a_list_ends_with_a_whole_name, 0, WIDTHS);
	test_cases_add_alone(tests, second_name_renames);
	test_cases_add(tests, a_name_is_free_when_its_connection_has_ended);
	test_cases_add(tests, a_name_is_free_when_its_connection_was_reset);
	/* each has its own max_clients, */
	test_cases_add_loop_but(
	    tests, full_server_says_so_and_closes, 0, WIDTHS, "not_nodes");
	/* Before a handshake there are no words. */
	if (!test_transport_is_tls())
		/* and its own max_logins_pending. */
		test_cases_add_alone(
		    tests, no_room_at_the_door_is_a_full_server);
	test_cases_add_alone(tests, bad_length_is_the_last_message);
	test_cases_add(tests, longest_messages_go_both_ways);
	test_cases_add_loop(tests,
	    a_message_that_is_too_long_ends_with_a_whole_character, 0, WIDTHS);
	test_cases_add(tests, half_closed_connections_get_their_replies);
	test_cases_add_alone(tests, a_list_does_not_put_off_the_login_deadline);
	test_cases_add(
	    tests, length_digits_can_be_reloaded_for_new_connections);
}
