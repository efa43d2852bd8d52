/* SPDX-License-Identifier: MIT */
/* plain: a room of lines, over sockets and on two workers. */

#include <string.h>

#include "common/test_transport.h"
#include "server/rooms_fixture.h"

#define MEMBERS 5

/* A line that is far too long is sent in pieces. */
#define ENDLESS_PIECE  65536
#define ENDLESS_PIECES 256

#define REFUSED_TEXT "! refused: empty, or not printable UTF-8\n"

static struct test_daemon *
start(const char *option)
{
	return test_daemon_start_speaking("plain", option, NULL);
}

static const char *
entered(const struct test_client *client)
{
	return test_format("[%s] entered room\n", test_client_name(client));
}

/* "Client (127.0.0.1, 34858) is offline" */
static const char *
offline(const struct test_client *client)
{
	const char *name = test_client_name(client);
	size_t host = strcspn(name, ":");

	return test_format(
	    "Client (%.*s, %s) is offline\n", (int)host, name, name + host + 1);
}

static const char *
said(const struct test_client *client, const char *text)
{
	return test_format("\r<%s> %s\n", test_client_name(client), text);
}

/* Let guests in; the earlier ones hear of each. */
static void
gather(const struct test_daemon *daemon, struct test_client **members)
{
	for (size_t i = 0; i < MEMBERS; i++) {
		members[i] = plain_connect(daemon);
		for (size_t j = 0; j < i; j++)
			test_client_expect(members[j], entered(members[i]));
	}
}

static void
others_expect(struct test_client **members, size_t but, const char *text)
{
	for (size_t i = 0; i < MEMBERS; i++)
		if (i != but)
			test_client_expect(members[i], text);
}

START_TEST(a_line_is_sent_to_everybody_else)
{
	struct test_client *members[MEMBERS];
	const char *longest = test_repeat('x', 16384, "");

	gather(start(NULL), members);
	test_client_send(members[1], "  Hello,  all! \xe2\x82\xac\t\r\n");
	others_expect(
	    members, 1, said(members[1], "  Hello,  all! \xe2\x82\xac\t"));
	test_client_send(members[0], "\n\r\n\n!\nend\n");
	others_expect(members, 0,
	    test_format(
		"%s%s", said(members[0], "!"), said(members[0], "end")));
	test_client_send(members[2], test_format("%s\r\n", longest));
	others_expect(members, 2, said(members[2], longest));
}
END_TEST

START_TEST(whoever_leaves_is_offline)
{
	struct test_daemon *daemon = start(NULL);
	struct test_client *alice = plain_connect(daemon);
	struct test_client *guest;

	for (int i = 0; i < 3; i++) {
		guest = plain_connect(daemon);
		test_client_expect(alice, entered(guest));
		if (i == 0)
			test_client_close(guest);
		else if (i == 1)
			test_client_abort(guest);
		else
			test_client_finish(guest);
		test_client_expect(alice, offline(guest));
	}
}
END_TEST

START_TEST(what_has_no_newline_goes_with_its_sender)
{
	struct test_daemon *daemon = start(NULL);
	struct test_client *alice = plain_connect(daemon);
	struct test_client *guest = plain_connect(daemon);

	test_client_expect(alice, entered(guest));
	test_client_send(guest, "first\nse");
	test_client_expect(alice, said(guest, "first"));
	test_client_send(guest, "cond\nthi");
	test_client_expect(alice, said(guest, "second"));
	test_client_finish(guest);
	test_client_expect(alice, offline(guest));
	test_client_expect_end(guest);
}
END_TEST

START_TEST(a_line_that_is_refused_reaches_nobody)
{
	static const char *const lines[][2] = {
		{ "\x1b[2J\n", REFUSED_TEXT },
		{ "\x1b]52;c;AAAA\x07\n", REFUSED_TEXT },
		{ "a\rb\n", REFUSED_TEXT },
		{ "\xc2\x9b\n", REFUSED_TEXT },
		{ "\xff\n", REFUSED_TEXT },
		{ "@nobody hi\n", "! refused: no such user: nobody\n" },
		{ "@\n", REFUSED_TEXT },
		{ "!name server\n", "! refused: name taken: server\n" },
		{ "!name a,b\n", "! refused: not a name: a,b\n" },
		{ "!name 192.0.2.7:1\n",
		    "! refused: not a name: 192.0.2.7:1\n" },
	};
	struct test_daemon *daemon = start(NULL);
	struct test_client *alice = plain_connect(daemon);
	struct test_client *guest = plain_connect(daemon);

	test_client_expect(alice, entered(guest));
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		test_client_ask(guest, lines[i][0], lines[i][1]);
	test_client_send_bytes(guest, "a\0b\n", 4);
	test_client_expect(guest, REFUSED_TEXT);
	test_client_send(guest, "end\n");
	test_client_expect(alice, said(guest, "end"));
}
END_TEST

START_TEST(a_line_that_is_too_long_is_refused_once)
{
	struct test_daemon *daemon = start(NULL);
	struct test_client *alice = plain_connect(daemon);
	struct test_client *guest = plain_connect(daemon);
	const char *piece = test_repeat('x', ENDLESS_PIECE, "");

	test_client_expect(alice, entered(guest));
	for (int i = 0; i < ENDLESS_PIECES; i++)
		test_client_send(guest, piece);
	test_client_ask(guest, "\n!name guest\n",
	    "! refused: line too long\nYou are now guest\n");
	test_client_expect(alice,
	    test_format("[%s] is now [guest]\n", test_client_name(guest)));
}
END_TEST

START_TEST(a_text_for_one_reaches_nobody_else)
{
	struct test_client *members[MEMBERS];

	gather(start(NULL), members);
	for (size_t i = 1; i < MEMBERS; i++) {
		const char *to = test_client_name(members[i]);

		test_client_send(members[0], test_format("@%s psst\n", to));
		test_client_expect(
		    members[i], said(members[0], test_format("@%s psst", to)));
	}
	test_client_send(members[0], "end\n");
	others_expect(members, 0, said(members[0], "end"));
}
END_TEST

START_TEST(whoever_takes_a_name_appears_by_it)
{
	struct test_daemon *daemon = start("max_clients=1");
	struct test_client *alice = plain_connect(daemon);
	struct test_client *guest = plain_connect(daemon);
	const char *name = test_client_name(guest);

	test_client_expect(alice, entered(guest));
	test_client_ask(alice, "!name alice\n", "You are now alice\n");
	test_client_expect(guest,
	    test_format("[%s] is now [alice]\n", test_client_name(alice)));
	test_client_send(alice, "hi\n");
	test_client_expect(guest, "\r<alice> hi\n");
	test_client_ask(
	    guest, "!who\n", test_format("users: echobot alice %s\n", name));
	/* A guest takes no place until they take a name. */
	test_client_ask(
	    guest, "!name alice\n", "! refused: name taken: alice\n");
	test_client_ask(guest, "!name bob\n", "! refused: server full\n");
	test_client_ask(alice, "!name carol\n", "You are now carol\n");
	test_client_expect(guest, "[alice] is now [carol]\n");
	test_client_close(alice);
	test_client_expect(guest, "Client (carol) is offline\n");
	test_client_ask(guest, "!name alice\n", "You are now alice\n");
}
END_TEST

#define SESSION                                                                \
	"!name alice\r\n@alice first\n!who\n\n@nobody x\n\x1b\n"               \
	"@alice \xe2\x82\xac\n@echobot bye\nunfinished"
#define SESSION_ANSWER                                                         \
	"You are now alice\n\r<alice> @alice first\nusers: echobot alice\n"    \
	"! refused: no such user: nobody\n" REFUSED_TEXT                       \
	"\r<alice> @alice \xe2\x82\xac\n\r<echobot> @alice bye\n"

START_TEST(pieces_make_no_difference)
{
	static const size_t pieces_max[] = { 1, 7, 40, 100000 };
	struct test_daemon *daemon = start(NULL);

	for (size_t i = 0; i < sizeof(pieces_max) / sizeof(pieces_max[0]);
	     i++) {
		struct test_client *client = test_client_connect_protocol(
		    daemon, "plain");

		test_client_send_pieces(
		    client, SESSION, strlen(SESSION), pieces_max[i]);
		test_client_finish(client);
		test_client_expect(client, SESSION_ANSWER);
		test_client_expect_end(client);
	}
}
END_TEST

/* Health checks connect and hang up all day. */
START_TEST(a_guest_leaves_no_line_in_the_log)
{
	struct test_daemon *daemon = start(NULL);
	struct test_client *alice = plain_connect(daemon);
	struct test_client *guest;
	size_t lines;

	test_client_ask(alice, "!name alice\n", "You are now alice\n");
	test_daemon_wait_log(daemon, "alice: renamed (plain)");
	lines = test_count_lines(test_daemon_log(daemon), "");
	for (int i = 0; i < 5; i++) {
		guest = plain_connect(daemon);
		test_client_expect(alice, entered(guest));
		test_client_close(guest);
		test_client_expect(alice, offline(guest));
	}
	test_client_close(alice);
	test_daemon_wait_log(daemon, "alice: closed");
	test_require(test_count_lines(test_daemon_log(daemon), "") == lines + 1,
	    "guests are in the log");
}
END_TEST

struct stranger {
	const char *bytes;
	size_t size;
	const char *answer;
	bool is_cut; /* else it leaves by itself */
};

#define BYTES(text) text, sizeof(text) - 1

static const struct stranger strangers[] = {
	{ BYTES(""), "", false },
	{ BYTES("\n\r\n\n"), "", false },
	{ BYTES("half a line"), "", false },
	{ BYTES("\xff\n\x1b[2J\n\0\n"), REFUSED_TEXT REFUSED_TEXT REFUSED_TEXT,
	    false },
	{ BYTES("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), "", true },
	{ BYTES("POST /x HTTP/1.0\n\nhi all\n"), "", true },
	{ BYTES("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), "", true },
	{ BYTES("\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03hi\nall\n"), "",
	    true },
};

/* There is one worker, so that what alice hears comes in order. */
START_TEST(what_is_no_line_of_text_is_no_guest)
{
	const struct stranger *stranger = &strangers[_i];
	struct test_daemon *daemon = test_daemon_start_speaking(
	    "plain", "workers=1", "log_level=debug", NULL);
	struct test_client *alice = plain_connect(daemon);
	struct test_client *client = test_client_connect_protocol(
	    daemon, "plain");

	test_client_send_bytes(client, stranger->bytes, stranger->size);
	test_client_expect(client, stranger->answer);
	test_client_ask(alice, "!who\n",
	    test_format("users: echobot %s\n", test_client_name(alice)));
	if (!stranger->is_cut)
		test_client_finish(client);
	test_client_expect_end(client);
	test_daemon_wait_log(daemon,
	    test_format("debug: #2 %s: closed: %s", test_client_name(client),
		stranger->is_cut ? "speaks another protocol" : "end of input"));
	/* Whoever comes next is the first of whom alice hears. */
	client = plain_connect(daemon);
	test_client_expect(alice, entered(client));
}
END_TEST

START_TEST(words_of_http_may_be_said)
{
	static const char *const lines[] = { "GET me a beer", "GET HTTP/1.1",
		"get / HTTP/1.1", "GET / HTTP", "FETCH / HTTP/1.1" };
	struct test_daemon *daemon = start(NULL);
	struct test_client *alice = plain_connect(daemon);

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct test_client *guest = test_client_connect_protocol(
		    daemon, "plain");

		test_client_send(
		    guest, test_format("%s\nGET / HTTP/1.1\n", lines[i]));
		test_client_expect(alice, entered(guest));
		test_client_expect(alice, said(guest, lines[i]));
		test_client_expect(alice, said(guest, "GET / HTTP/1.1"));
		test_client_close(guest);
		test_client_expect(alice, offline(guest));
	}
}
END_TEST

/* A client may watch the room without a word, as many do. */
START_TEST(whoever_says_nothing_hears_the_room)
{
	struct test_daemon *daemon = start(NULL);
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *listener = test_client_connect_protocol(
	    daemon, "plain");
	const char *name = test_client_name(listener);

	/* The answer shows that chatd knows them. */
	test_client_ask(listener, "\xff\n", REFUSED_TEXT);
	test_client_ask(alice, "WHO #lobby\n", "UNKNOWN\n");
	test_client_ask(alice, "JOIN #lobby\n", "JOIN-OK #lobby\n");
	test_client_expect(listener, "[alice] entered room\n");
	test_client_ask(alice, "SEND #lobby hi\n", "SEND-OK\n");
	test_client_expect(listener, "\r<alice> hi\n");
	test_client_ask(alice, test_format("SEND %s hi\n", name), "UNKNOWN\n");
	test_client_ask(alice, "WHO #lobby\n", "WHO-OK #lobby alice\n");
	test_client_send(listener, "hello\n");
	test_client_expect(
	    alice, test_format(
		       "JOINED #lobby %s\nSAID #lobby %s hello\n", name, name));
	test_client_ask(alice, "WHO #lobby\n",
	    test_format("WHO-OK #lobby alice,%s\n", name));
}
END_TEST

/* Guests are called by their address, which can be there only once. */
START_TEST(a_taken_address_is_refused)
{
	struct test_daemon *daemon = test_daemon_start_speaking(
	    "plain plain", NULL);
	struct test_client *first = test_client_connect_beside(
	    daemon, "plain", 0, NULL);
	const char *name = test_client_name(first);
	struct test_client *second;

	test_client_ask(
	    first, "!who\n", test_format("users: echobot %s\n", name));
	second = test_client_connect_beside(daemon, "plain", 1, first);
	test_client_ask(
	    second, "hi\n", test_format("! refused: name taken: %s\n", name));
	test_client_expect_end(second);
	test_client_ask(first, "!name alice\n", "You are now alice\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_line_is_sent_to_everybody_else);
	test_cases_add(tests, whoever_leaves_is_offline);
	test_cases_add(tests, what_has_no_newline_goes_with_its_sender);
	test_cases_add(tests, a_line_that_is_refused_reaches_nobody);
	test_cases_add(tests, a_line_that_is_too_long_is_refused_once);
	test_cases_add(tests, a_text_for_one_reaches_nobody_else);
	/* A node has its own max_clients, hears of names later, and logs. */
	test_cases_add_alone(tests, whoever_takes_a_name_appears_by_it);
	test_cases_add_alone(tests, pieces_make_no_difference);
	test_cases_add_alone(tests, a_guest_leaves_no_line_in_the_log);
	test_cases_add_loop_but(tests, what_is_no_line_of_text_is_no_guest, 0,
	    (int)(sizeof(strangers) / sizeof(strangers[0])), "not_nodes");
	test_cases_add(tests, words_of_http_may_be_said);
	test_cases_add(tests, whoever_says_nothing_hears_the_room);
	/* The relay has an address of its own. */
	if (!test_transport_is_tls())
		test_cases_add(tests, a_taken_address_is_refused);
}
