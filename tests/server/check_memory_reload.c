/* SPDX-License-Identifier: MIT */
/*
 * Out of memory at a reload.  Whichever request for memory fails, the new
 * settings are in force as a whole, or the log says that there was no memory
 * and the old ones stay.  Nobody loses a connection either way.
 */

#include <signal.h>
#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/console_fixture.h"
#include "server/memory_fixture.h"

/* More requests for memory than a reload makes. */
#define ENOUGH 2000

#define OUT_OF_MEMORY "out of memory"

/* Two workers serve two users, one each. */
#define USERS 2

static const char *path;          /* of the configuration */
static const char *included_path; /* of the file that it includes */
static const char *console;       /* its option, as a line of the file */

static struct test_daemon *chatd;
static struct test_client *users[USERS];

/* Write both files; text is the end of the second one. */
static void
write_files(const char *text)
{
	const char *main_text = test_format("# one of everything\n"
					    "address = 127.0.0.1 port = 0\n"
					    "workers = 2 %s\n"
					    "user = \"cha\\x74d\" // chatd\n"
					    "listener second {\n"
					    "  protocol = 'plain'\n"
					    "  port = 0\n"
					    "  deny = 192.0.2.0/24\n"
					    "}\n"
					    "include(\"%s\")\n",
	    console, included_path);

	test_file_replace(path, main_text, strlen(main_text));
	test_file_replace(included_path, text, strlen(text));
}

static void
start(void)
{
	path = test_file_create("", 0);
	included_path = test_file_create("", 0);
	console = console_option();
	write_files("dialect = who\n");
	memory_prepare();
	chatd = test_daemon_start_file(path);
	memory_release();
	for (int i = 0; i < USERS; i++)
		users[i] = test_client_login(chatd, test_format("user%d", i));
}

static size_t
count_log(const char *part)
{
	return test_count_lines(test_daemon_log(chatd), part);
}

/*
 * Reload while the request of this number fails.  Return whether the new
 * settings are in force; if not, the log has to give one of the reasons.
 */
static bool
reload(int number, const char *reason, const char *other_reason)
{
	size_t failures = count_log("reload failed: the settings stay");
	size_t reasons = count_log(reason) + count_log(other_reason);

	memory_fail_request(number);
	test_daemon_signal(chatd, SIGHUP);
	test_daemon_wait_log(chatd, "reload");
	if (count_log("reload failed: the settings stay") == failures)
		return true;
	test_require(count_log(reason) + count_log(other_reason) > reasons,
	    "request %d: there is no reason in the log", number);
	return false;
}

/* The two dialects have different words for a user who is not there. */
static void
expect_dialect(bool is_list)
{
	for (int i = 0; i < USERS; i++) {
		if (is_list)
			test_client_ask_until(
			    users[i], "SEND nobody hi\n", "BAD-DEST-USER\n");
		else
			test_client_ask(
			    users[i], "SEND nobody hi\n", "UNKNOWN\n");
	}
}

/* Put the first settings in force again. */
static void
reload_back(void)
{
	memory_spare();
	write_files("dialect = who\n");
	test_daemon_signal(chatd, SIGHUP);
	test_daemon_wait_log(chatd, "reloaded the configuration");
	for (int i = 0; i < USERS; i++)
		test_client_ask_until(
		    users[i], "SEND nobody hi\n", "UNKNOWN\n");
}

START_TEST(a_reload_is_whole_or_changes_nothing)
{
	int number, failures = 0;

	start();
	for (number = 1; number < ENOUGH; number++) {
		bool is_in_force;

		/* Longer messages than ever: each worker needs more memory. */
		write_files(test_format("dialect = list\n"
					"message_max = %dKiB\n",
		    128 + number));
		is_in_force = reload(number, OUT_OF_MEMORY, OUT_OF_MEMORY);
		expect_dialect(is_in_force);
		if (!memory_has_failed())
			break;
		failures += !is_in_force;
		if (is_in_force)
			reload_back();
	}
	test_require(failures > 10 && number < ENOUGH,
	    "%d failures of %d requests", failures, number);
}
END_TEST

START_TEST(a_broken_file_changes_nothing)
{
	int number;

	start();
	write_files("dialect = list\nmax_clients = lots\nno_such_option = 1\n");
	for (number = 1; number < ENOUGH; number++) {
		ck_assert(!reload(
		    number, OUT_OF_MEMORY, "no_such_option: unknown option"));
		expect_dialect(false);
		if (!memory_has_failed())
			break;
	}
	test_require(number > 10 && number < ENOUGH, "%d requests", number);
	reload_back();
}
END_TEST

/* Ask the console for new settings.  Return its answer, or NULL. */
static const char *
set_dialect(int number)
{
	struct test_client *client;
	const char *line;
	bool reset;

	memory_fail_request(number);
	client = console_connect();
	test_client_send(client, "set dialect list\n");
	test_client_finish(client);
	line = test_client_take_line_or_end(client);
	if (line != NULL)
		line = test_format("%s", line);
	test_client_drain(client, &reset);
	test_client_close(client);
	return line;
}

START_TEST(the_console_is_told)
{
	int number, failures = 0;

	start();
	for (number = 1; number < ENOUGH; number++) {
		const char *answer = set_dialect(number);
		bool is_in_force = answer != NULL && strcmp(answer, "OK") == 0;

		/* Without an answer it may be either. */
		if (answer != NULL)
			expect_dialect(is_in_force);
		if (!memory_has_failed())
			break;
		failures += answer != NULL && !is_in_force;
		reload_back();
	}
	test_require(failures > 10 && number < ENOUGH,
	    "%d failures of %d requests", failures, number);
	memory_spare();
	console_expect_begin(console_connect(), "users", "OK\n");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_reload_is_whole_or_changes_nothing);
	test_cases_add(tests, a_broken_file_changes_nothing);
	test_cases_add(tests, the_console_is_told);
}
