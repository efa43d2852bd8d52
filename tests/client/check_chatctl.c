/* SPDX-License-Identifier: MIT */
/*
 * chatctl and chatd together, as operators and their scripts see them.
 */

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/chatctl.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/console_fixture.h"

/* An account that nothing else uses. */
#define STRANGER_UID 64321

/* A program that reads a table and prints an expression about it. */
#define PRINT_JSON(expression)                                                 \
	"import json, sys; d = json.load(sys.stdin); print(" expression ")"

static struct test_daemon *daemon_;

static void
start(void)
{
	daemon_ = test_daemon_start_with(console_option(), NULL);
}

/* Return the line of the output that begins with this word. */
static const char *
find_line(const char *word)
{
	const char *line = chatctl_output();
	size_t size = strlen(word);

	while (strncmp(line, word, size) != 0 || line[size] != ' ') {
		line = strchr(line, '\n');
		test_require(
		    line != NULL, "no line %s: %s", word, chatctl_output());
		line++;
	}
	return test_format("%.*s", (int)strcspn(line, "\n"), line);
}

/* ---- for people ---------------------------------------------------------- */

START_TEST(status_is_a_list)
{
	start();
	test_client_login(daemon_, "alice");
	ck_assert_int_eq(chatctl_run("status"), EX_OK);
	test_require_equal(
	    find_line("version"), "version             " PACKAGE_VERSION);
	test_require_equal(find_line("state"), "state               serving");
	test_require_equal(find_line("users"), "users               1");
	test_require_equal(find_line("bytes_in"), "bytes_in            17B");
	test_require_equal(chatctl_errors(), "");
}
END_TEST

START_TEST(users_is_a_table)
{
	struct test_client *alice;
	const char *peer;
	char line[512], want[512];

	start();
	chatctl_expect("--wide users",
	    "name  protocol  peer  number  worker  age  idle  in  out  sent  "
	    "received  queue\n",
	    EX_OK, "");
	alice = test_client_login(daemon_, "alice");
	test_client_login(daemon_, "bo");
	peer = test_client_name(alice);
	ck_assert_int_eq(chatctl_run("-w users"), EX_OK);
	ck_assert_uint_eq(test_count_lines(chatctl_output(), ""), 3);
	snprintf(line, sizeof(line), "%.60s", find_line("alice"));
	snprintf(
	    want, sizeof(want), "alice  hello     %s       1       0  ", peer);
	test_require(strncmp(line, want, strlen(want)) == 0,
	    "want \"%s\", got \"%s\"", want, chatctl_output());
	ck_assert_ptr_nonnull(
	    strstr(chatctl_output(), "\nbo     hello     127.0.0.1:"));
}
END_TEST

/* No line is wider than a terminal, whatever the names are. */
START_TEST(tables_fit_a_terminal)
{
	static const char *const tables[] = { "status", "users", "connections",
		"rooms", "workers", "limits", "help" };

	daemon_ = test_daemon_start_speaking(
	    "framed sized plain", console_option(), NULL);
	test_client_login(daemon_, "alice");
	test_client_login(daemon_, test_repeat('n', 32, ""));
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		ck_assert_int_eq(chatctl_run(tables[i]), EX_OK);
		for (const char *line = chatctl_output(); *line != '\0';) {
			size_t size = strcspn(line, "\n");

			test_require(size <= 80, "%s: %zu columns: %.*s",
			    tables[i], size, (int)size, line);
			line += size + 1;
		}
	}
}
END_TEST

START_TEST(a_refusal_gives_all_reasons)
{
	const char *path;

	daemon_ = NULL;
	console_start_file("port = 0\n", &daemon_);
	path = console_file();
	console_replace_file("port = 0\nmax_clients = many\nnonsense = 1\n");
	chatctl_expect("reload", "", 1,
	    test_format("chatctl: %s:2: max_clients: found \"many\", "
			"want a number from 1 to 1000000\n"
			"chatctl: %s:3: nonsense: unknown option\n",
		path, path));
}
END_TEST

START_TEST(orders_print_nothing_on_success)
{
	struct test_client *alice;

	start();
	alice = test_client_login(daemon_, "alice");
	chatctl_expect("tell alice Good  morning", "", EX_OK, "");
	test_client_expect(alice, "DELIVERY server Good morning\n");
	chatctl_expect("tell '#' 'Two  blanks'", "", EX_OK, "");
	test_client_expect(alice, "DELIVERY server Two  blanks\n");
	chatctl_expect("tell alice -x --json", "", EX_OK, "");
	test_client_expect(alice, "DELIVERY server -x --json\n");
	chatctl_expect("set max_clients 7", "", EX_OK, "");
	ck_assert_int_eq(chatctl_run("limits"), EX_OK);
	ck_assert_ptr_nonnull(
	    strstr(find_line("max_clients"), "max_clients              7  "));
	chatctl_expect("reload", "", EX_OK, "");
	chatctl_expect("loglevel debug", "", EX_OK, "");
	chatctl_expect("kick alice Be good", "", EX_OK, "");
	test_client_expect(alice, "DELIVERY server Be good\n");
	test_client_expect_end(alice);
	chatctl_expect("drain", "", EX_OK, "");
	test_daemon_require_exit(daemon_, 0);
}
END_TEST

START_TEST(metrics_are_printed_as_they_come)
{
	start();
	ck_assert_int_eq(chatctl_run("metrics"), EX_OK);
	ck_assert(strncmp(chatctl_output(), "# HELP chatd_", 13) == 0);
	ck_assert_ptr_nonnull(strstr(chatctl_output(), "\nchatd_users 0\n"));
	ck_assert_ptr_nonnull(strstr(
	    chatctl_output(), "\nchatd_connections{protocol=\"hello\"} 0\n"));
	ck_assert_ptr_null(strstr(chatctl_output(), "\n\n"));
}
END_TEST

START_TEST(help_knows_every_request)
{
	static char help[8192];
	const char *line;
	size_t count = 0;

	start();
	ck_assert_int_eq(chatctl_run("--help"), EX_OK);
	snprintf(help, sizeof(help), "%s", chatctl_output());
	ck_assert_ptr_nonnull(strstr(help, "\n  top "));
	ck_assert_int_eq(chatctl_run("help"), EX_OK);
	for (line = strchr(chatctl_output(), '\n') + 1; *line != '\0';
	     line = strchr(line, '\n') + 1) {
		const char *usage = test_format(
		    "\n  %.*s  ", (int)(strstr(line, "  ") - line), line);

		test_require(
		    strstr(help, usage) != NULL, "not in --help:%s", usage);
		count++;
	}
	ck_assert_uint_gt(count, 10);
	ck_assert_int_eq(chatctl_run("--version"), EX_OK);
	test_require_equal(chatctl_output(), "chatctl " PACKAGE_VERSION "\n");
}
END_TEST

/* ---- for programs -------------------------------------------------------- */

START_TEST(json_is_valid)
{
	static const char *const requests[] = { "status", "users",
		"connections", "workers", "limits", "help", "reload",
		"loglevel info" };

	start();
	test_client_login(daemon_, "alice");
	test_client_connect(daemon_);
	for (size_t i = 0; i < sizeof(requests) / sizeof(*requests); i++) {
		ck_assert_int_eq(
		    chatctl_run(test_format("--json %s", requests[i])), EX_OK);
		chatctl_python(PRINT_JSON("len(d)"));
	}
}
END_TEST

START_TEST(json_has_numbers_and_texts)
{
	struct test_client *alice;
	const char *seen;

	start();
	alice = test_client_login(daemon_, "alice");
	test_client_login(daemon_, "42");
	test_client_ask(alice, "SEND 42 hi\n", "SEND-OK\n");
	ck_assert_int_eq(chatctl_run("-j users"), EX_OK);
	seen = chatctl_python(PRINT_JSON(
	    "[u[\"name\"] for u in d], d[0][\"messages_in\"], "
	    "d[1][\"messages_out\"], d[0][\"peer\"], d[0][\"queue\"]"));
	if (seen != NULL)
		test_require_equal(
		    seen, test_format("[\'alice\', \'42\'] 1 1 %s 0\n",
			      test_client_name(alice)));
	ck_assert_int_eq(chatctl_run("--json status"), EX_OK);
	seen = chatctl_python(PRINT_JSON(
	    "d[\"users\"], d[\"version\"], type(d[\"uptime\"]).__name__"));
	if (seen != NULL)
		test_require_equal(seen, "2 " PACKAGE_VERSION " int\n");
}
END_TEST

/* ---- what goes wrong ----------------------------------------------------- */

START_TEST(a_refusal_by_chatd_is_an_error)
{
	start();
	chatctl_expect(
	    "kick nobody", "", 1, "chatctl: nobody is called that\n");
	chatctl_expect(
	    "--json kick nobody", "", 1, "chatctl: nobody is called that\n");
	chatctl_expect(
	    "nonsense", "", 1, "chatctl: no such request, try help\n");
	chatctl_expect("set port 1", "", 1, "chatctl: port needs a restart\n");
	ck_assert_int_eq(chatctl_run("set max_clients many"), 1);
	ck_assert_ptr_nonnull(strstr(chatctl_errors(), "max_clients"));
}
END_TEST

START_TEST(a_wrong_command_line_is_an_error)
{
	static const struct {
		const char *arguments, *errors;
	} wrong[] = {
		{ "", "chatctl: there is no command\n" },
		{ "--json", "chatctl: there is no command\n" },
		{ "--nonsense", "" },
		{ "top now", "chatctl: top takes no argument\n" },
		{ "--json top", "chatctl: top is for people" },
		{ "--json metrics", "chatctl: metrics has a format" },
		{ "\"tell alice a\nb\"", "chatctl: a request is one line\n" },
	};

	start();
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		int status = chatctl_run(wrong[i].arguments);

		test_require(status == EX_USAGE, "%s: exit status %d",
		    wrong[i].arguments, status);
		ck_assert(strncmp(chatctl_errors(), wrong[i].errors,
			      strlen(wrong[i].errors)) == 0);
		ck_assert_ptr_nonnull(
		    strstr(chatctl_errors(), "Try \"chatctl --help\".\n"));
		test_require_equal(chatctl_output(), "");
	}
	/* There is no terminal for top here. */
	chatctl_expect(
	    "top </dev/null", "", EX_USAGE, "chatctl: top needs a terminal\n");
}
END_TEST

START_TEST(alone_there_is_no_cluster)
{
	start();
	chatctl_expect("cluster", "", 1,
	    "chatctl: engine is memory, so there is no cluster\n");
}
END_TEST

START_TEST(it_says_that_chatd_does_not_run)
{
	const char *long_path = test_repeat('x', 200, "");

	ck_assert_int_eq(
	    chatctl_run_at("/nonexistent/control", "status"), EX_UNAVAILABLE);
	test_require_equal(chatctl_errors(),
	    "chatctl: /nonexistent/control: chatd is not running, or has no "
	    "console there\n");
	ck_assert_int_eq(chatctl_run_at(long_path, "status"), EX_USAGE);
	start();
	test_daemon_signal(daemon_, SIGKILL);
	test_daemon_require_exit(daemon_, 128 + SIGKILL);
	ck_assert_int_eq(chatctl_run("status"), EX_UNAVAILABLE);
	test_require_equal(chatctl_errors(),
	    test_format("chatctl: %s: chatd is not running\n", console_path()));
}
END_TEST

START_TEST(output_that_cannot_be_written_is_an_error)
{
	start();
	ck_assert_int_eq(chatctl_run("status >/dev/full"), EX_IOERR);
	ck_assert_int_eq(chatctl_run("--help >/dev/full"), EX_IOERR);
	ck_assert_int_eq(chatctl_run("--json users >/dev/full"), EX_IOERR);
	ck_assert_int_eq(chatctl_run("metrics >/dev/full"), EX_IOERR);
}
END_TEST

/* The socket's mode keeps strangers out, and where it does not, chatd does. */
START_TEST(a_stranger_has_no_permission)
{
	const char *denied;

	/* This takes root, and a path to chatctl that is open to everybody. */
	if (geteuid() != 0 ||
	    chatctl_run_as(STRANGER_UID, "", "--version") != EX_OK)
		return;
	start();
	denied = test_format("chatctl: %s: permission denied: only root and "
			     "the socket's group may ask\n",
	    console_path());
	ck_assert_int_eq(
	    chatctl_run_as(STRANGER_UID, console_path(), "status"), EX_NOPERM);
	test_require_equal(chatctl_errors(), denied);
	ck_assert_int_eq(chmod(console_path(), 0666), 0);
	ck_assert_int_eq(
	    chatctl_run_as(STRANGER_UID, console_path(), "status"), EX_NOPERM);
	test_require_equal(chatctl_errors(), denied);
	test_require_equal(chatctl_output(), "");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, status_is_a_list);
	test_cases_add(tests, users_is_a_table);
	test_cases_add(tests, tables_fit_a_terminal);
	test_cases_add(tests, a_refusal_gives_all_reasons);
	test_cases_add(tests, orders_print_nothing_on_success);
	test_cases_add(tests, metrics_are_printed_as_they_come);
	test_cases_add(tests, help_knows_every_request);
	test_cases_add(tests, json_is_valid);
	test_cases_add(tests, json_has_numbers_and_texts);
	test_cases_add(tests, a_refusal_by_chatd_is_an_error);
	test_cases_add(tests, a_wrong_command_line_is_an_error);
	test_cases_add(tests, alone_there_is_no_cluster);
	test_cases_add(tests, it_says_that_chatd_does_not_run);
	test_cases_add(tests, output_that_cannot_be_written_is_an_error);
	test_cases_add(tests, a_stranger_has_no_permission);
}
