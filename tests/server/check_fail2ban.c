/* SPDX-License-Identifier: MIT */
/*
 * The filter for fail2ban against the lines that chatd really writes: it takes
 * those of abuse, with the peer's address, and no others.  Each line is tried
 * as chatd writes it to a pipe, and as the journal hands it on.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chatd/accounts/password.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_programs.h"
#include "common/test_support.h"
#include "server/accounts_fixture.h"
#include "server/console_fixture.h"
#include "server/drop_fixture.h"
#include "server/metrics_fixture.h"
#include "server/rooms_fixture.h"
#include "server/sized_fixture.h"

/* More error replies than the kernel holds for a client that does not read. */
#define EMPTY_LINES 1000000

/* Bytes of the time stamp in front of a line, and of "chatd: " behind it. */
#define STAMP_BYTES  25
#define SOURCE_BYTES 7

/* So many that what they may write before they are held is enough. */
#define SENDERS 40

#define OUTPUT_BYTES ((size_t)64 * 1024)

/* Return the lines of a log as fail2ban has them from the journal. */
static const char *
journal_form(const char *log)
{
	const char *text = "", *words;

	for (const char *end; *log != '\0'; log = end + 1) {
		end = strchr(log, '\n');
		words = strstr(log + STAMP_BYTES + SOURCE_BYTES, ": ") + 2;
		text = test_format("%s%.*s host chatd[17]: %.*s\n", text,
		    STAMP_BYTES - 1, log, (int)(end - words), words);
	}
	return text;
}

/* Return "ADDRESS LINE" of each line of text that the filter takes. */
static const char *
filtered(const char *text)
{
	static char output[OUTPUT_BYTES];
	const char *command = test_format(
	    "fail2ban-regex -o '<ip> <msg>' %s %s",
	    test_file_create(text, strlen(text)),
	    test_source_file("etc/fail2ban/filter.d/chatd.conf"));
	FILE *pipe = popen(command, "re");
	size_t size;

	test_require(pipe != NULL, "popen");
	size = fread(output, 1, sizeof(output) - 1, pipe);
	output[size] = '\0';
	test_require(pclose(pipe) == 0, "%s: %s", command, output);
	return output;
}

/*
 * Stop the daemon.  Fail unless its log has lines that hold part, and the
 * filter takes all of these and no others.  Without part it must not take any.
 */
static void
require_failures(struct test_daemon *daemon, const char *part)
{
	const char *log, *taken;
	size_t count = 0;

	test_daemon_stop(daemon);
	log = test_daemon_log(daemon);
	if (part != NULL) {
		count = test_count_lines(log, part);
		ck_assert_uint_ge(count, 1);
	}
	taken = filtered(test_format("%s%s", log, journal_form(log)));
	test_require(
	    test_count_lines(taken, "127.0.0.1 ") == 2 * count &&
		test_count_lines(taken, "") == 2 * count &&
		(part == NULL || test_count_lines(taken, part) == 2 * count),
	    "the filter takes:\n%s", taken);
}

START_TEST(being_kicked)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    console_option(), NULL);

	test_client_login(daemon, "alice");
	console_expect(console_connect(), "kick alice", "OK\n");
	test_daemon_wait_log(daemon, "alice: closed: ");
	require_failures(daemon, "closed: kicked by the operator");
}
END_TEST

START_TEST(not_reading)
{
	struct test_daemon *daemon = test_daemon_start_speaking(
	    "plain", "send_timeout=1s", "log_level=debug", NULL);
	struct test_client *guest = test_client_connect_small(daemon, "plain");
	struct test_client *bob = test_client_login_small(daemon, "bob");

	test_client_send(bob, test_repeat('\n', EMPTY_LINES, ""));
	test_daemon_wait_log(daemon, "bob: closed: ");
	test_client_send(guest, "hello\n");
	test_client_send(guest, test_repeat_text("!help\n", EMPTY_LINES));
	test_daemon_wait_log(daemon, "closed: slow reader");
	require_failures(
	    daemon, "closed: slow reader, too little read in send_timeout");
}
END_TEST

/* Have all senders send text again and again, until somebody is cut for it. */
static void
flood_until_cut(
    struct test_client **senders, const char *text, struct test_client *metrics)
{
	size_t sent[SENDERS] = { 0 }, size = strlen(text);

	while (metrics_value(
		   metrics_get(metrics), "chatd_queue_total_cut_total") == 0) {
		for (int i = 0; i < SENDERS; i++) {
			sent[i] += test_client_try_send(
			    senders[i], text + sent[i], size - sent[i]);
			sent[i] %= size;
		}
	}
}

/* Senders are held for a user for whom much waits, so it takes several of both.
 */
START_TEST(having_too_much_wait)
{
	static const char *const names[] = { "bob", "carol", "dave", "eve" };
	struct test_daemon *daemon = test_daemon_start_with(
	    "send_queue_max=4MiB", "queue_total_max=4MiB", "send_timeout=1h",
	    "drain_timeout=1s", METRICS_OPTION, NULL);
	struct test_client *metrics = metrics_connect(daemon);
	struct test_client *senders[SENDERS];
	const char *text = test_repeat('x', 16000, "");
	const char *lines = "";

	for (int i = 0; i < SENDERS; i++)
		senders[i] = test_client_login(
		    daemon, test_format("sender%d", i));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		test_client_login_small(daemon, names[i]);
		lines = test_format("%sSEND %s %s\n", lines, names[i], text);
	}
	flood_until_cut(senders, lines, metrics);
	test_daemon_wait_log(daemon, "closed: slow reader");
	require_failures(
	    daemon, "closed: slow reader, queue_total_max is reached");
}
END_TEST

START_TEST(breaking_the_protocol)
{
	struct test_daemon *daemon = test_daemon_start_speaking("sized", NULL);

	test_client_send(sized_login(daemon, 2, "alice"), "nonsense");
	test_daemon_wait_log(daemon, "alice: closed: ");
	require_failures(daemon, "closed: message that cannot be understood");
}
END_TEST

START_TEST(trying_passwords)
{
	struct test_client *mallory;
	struct test_daemon *daemon;

	accounts_begin();
	daemon = accounts_start("freebind=no", "freebind=no");
	accounts_add("alice");
	mallory = test_client_connect(daemon);
	test_client_ask(mallory, "AUTH alice wrong\n", "BAD-AUTH\n");
	require_failures(daemon, "refused alice: the password is wrong");
}
END_TEST

START_TEST(changing_names_without_end)
{
	struct test_daemon *daemon = test_daemon_start_speaking("plain", NULL);
	struct test_client *guest = plain_connect(daemon);

	test_client_ask_many(
	    guest, "!name a\n!name b\n", "You are now a\nYou are now b\n", 20);
	test_client_close(guest);
	test_daemon_wait_log(daemon, "closed: ");
	require_failures(daemon, " about this connection w");
}
END_TEST

START_TEST(not_logging_in)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "login_timeout=1s", "log_level=debug", NULL);

	test_client_expect_end(test_client_connect(daemon));
	require_failures(daemon, "closed: did not log in in time");
}
END_TEST

START_TEST(speaking_another_protocol)
{
	struct test_daemon *daemon = test_daemon_start_speaking(
	    "plain", "log_level=debug", NULL);
	struct test_client *client = test_client_connect_protocol(
	    daemon, "plain");

	test_client_send(client, "GET / HTTP/1.1\r\n\r\n");
	test_client_expect_end(client);
	require_failures(daemon, "closed: speaks another protocol");
}
END_TEST

/* Not every machine that runs the tests has IPv6: these are written here. */
START_TEST(peers_of_ipv6_have_an_address)
{
	const char *log = "2026-11-21T05:32:10.123Z chatd: info: #7 "
			  "[2001:db8::7]:4711 bob: closed: "
			  "kicked by the operator\n";
	const char *taken = filtered(
	    test_format("%s%s", log, journal_form(log)));

	ck_assert_uint_eq(test_count_lines(taken, "2001:db8::7 2026"), 2);
}
END_TEST

/* People who talk, come too late, type nonsense, or have a bad network. */
START_TEST(everything_else_is_no_failure)
{
	struct test_daemon *daemon = drop_start(test_directory_create(),
	    "log_level=debug", "max_clients=2", "hello_strict=yes",
	    "drop_message_max=1KiB", NULL);
	struct test_client *alice = test_client_login(daemon, "alice");
	struct test_client *drop = drop_connect(daemon);
	struct test_client *bob;

	test_client_ask(alice, "SEND alice closed: speaks another protocol\n",
	    "SEND-OK\nDELIVERY alice closed: speaks another protocol\n");
	test_client_ask(alice, "NONSENSE\n", "BAD-RQST-HDR\n");
	test_client_ask(
	    test_client_connect(daemon), "HELLO-FROM alice\n", "IN-USE\n");
	test_client_ask(
	    test_client_connect(daemon), "NONSENSE\n", "BAD-RQST-HDR\n");
	bob = test_client_login(daemon, "bob");
	test_client_ask(
	    test_client_connect(daemon), "HELLO-FROM dave\n", "BUSY\n");
	test_client_abort(bob);
	test_daemon_wait_log(daemon, "bob: closed: ");
	test_client_finish(alice);
	test_client_expect_end(alice);
	drop_send_header(drop, 2000);
	test_daemon_wait_log(daemon, "closed: text refused");
	test_daemon_stop(daemon);
	ck_assert_uint_ge(
	    test_count_lines(test_daemon_log(daemon), "closed: "), 6);
	require_failures(daemon, NULL);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	if (system("command -v fail2ban-regex >/dev/null 2>&1") != 0)
		test_skip("fail2ban-regex is not installed");
	test_cases_add(tests, being_kicked);
	test_cases_add(tests, not_reading);
	test_cases_add(tests, having_too_much_wait);
	test_cases_add(tests, breaking_the_protocol);
	if (password_is_supported())
		test_cases_add(tests, trying_passwords);
	test_cases_add(tests, changing_names_without_end);
	test_cases_add(tests, not_logging_in);
	test_cases_add(tests, speaking_another_protocol);
	test_cases_add(tests, peers_of_ipv6_have_an_address);
	test_cases_add(tests, everything_else_is_no_failure);
}
