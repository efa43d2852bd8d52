/* SPDX-License-Identifier: MIT */
/*
 * Not starting: the exit status, the log, and what the service manager is told.
 */

#include <sys/stat.h>

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "common/test_daemon.h"
#include "common/test_manager.h"
#include "common/test_support.h"

/* sysexits.h, as chatd(8) has them. */
#define EXIT_UNAVAILABLE 69
#define EXIT_SYSTEM      71
#define EXIT_CONFIG      78

#define NO_PORT "-oport=0"

/* RFC 5737 keeps it from being anybody's. */
#define FOREIGN "192.0.2.1"

#define NOT_HERE "Cannot assign requested address"

#define NO_KEY                                                                 \
	"its first line is not a key of 32 hexadecimal digits; "               \
	"openssl rand -hex 16 makes one"

/* Start chatd with these options, and see it end with status. */
static struct test_daemon *
start_in_vain(
    int status, const char *first, const char *second, const char *third)
{
	struct test_spec spec = {
		.arguments = { "-c/dev/null", NO_PORT,
		    "-ocontrol_socket=", first, second, third },
		.environment = { test_manager_open() },
	};
	struct test_daemon *daemon = test_daemon_spawn(&spec);

	test_daemon_require_exit(daemon, status);
	return daemon;
}

/* Require that the manager was told this, and nothing else. */
static void
require_told(const char *notification)
{
#ifdef HAVE_SYSTEMD
	const char *told = test_manager_receive();

	test_require(told != NULL, "the manager was told nothing");
	test_require_equal(told, notification);
#else
	(void)notification;
#endif
	ck_assert_ptr_null(test_manager_receive());
}

START_TEST(an_address_that_is_not_here_is_told)
{
	struct test_daemon *daemon = start_in_vain(
	    EXIT_UNAVAILABLE, "-oaddress=" FOREIGN, NULL, NULL);

	test_daemon_require_log(daemon, 1, "error: listener main: ");
	require_told(
	    test_format("ERRNO=%d\nSTATUS=listener main: "
			"cannot listen on port 0 of " FOREIGN ": " NOT_HERE,
		EADDRNOTAVAIL));
}
END_TEST

START_TEST(a_mistake_in_the_configuration_is_told)
{
	start_in_vain(EXIT_CONFIG, "-omax_clients=many", NULL, NULL);
	require_told(
	    "STATUS=-o max_clients=many: found \"many\", want a number from "
	    "1 to 1000000");
}
END_TEST

START_TEST(metrics_that_cannot_be_served_are_told)
{
	start_in_vain(EXIT_UNAVAILABLE, "-oaddress=127.0.0.1",
	    "-ometrics_listen=" FOREIGN ":0", NULL);
	require_told(test_format(
	    "ERRNO=%d\nSTATUS=cannot serve metrics at " FOREIGN ":0: " NOT_HERE,
	    EADDRNOTAVAIL));
}
END_TEST

/* Nobody is told half of a message. */
static const struct {
	const char *text;
	size_t count;
	const char *fault;
} messages[] = {
	{ "x", 65537, ": it is larger than 64KiB" },
	{ "\n", 1001, ":1001: it has more than 1000 lines" },
	{ "\t\t\t\t\t\t\t\t\t\n", 900,
	    ":898: with blanks for its tabs, it is larger" },
};

START_TEST(a_message_that_is_too_long_is_told)
{
	const char *text = test_repeat_text(
	    messages[_i].text, messages[_i].count);
	const char *path = test_file_create(text, strlen(text));

	test_daemon_require_log(
	    start_in_vain(
		EXIT_CONFIG, test_format("-omotd_file=%s", path), NULL, NULL),
	    1, test_format("motd_file: %s%s", path, messages[_i].fault));
}
END_TEST

/* Hosts are never shown with another key than the one that is meant. */
static const struct {
	const char *text;
	mode_t mode;
	const char *fault;
} keys[] = {
	{ "00112233445566778899aabbccddeeff\n", 0644,
	    "everybody has access to it; chmod o= takes that away" },
	{ "00112233445566778899aabbccddeef\n", 0600, NO_KEY },
	{ "00112233445566778899aabbccddeefff\n", 0600, NO_KEY },
	{ "00112233445566778899aabbccddeefg\n", 0600, NO_KEY },
	{ "", 0600, NO_KEY },
};

START_TEST(a_key_that_is_none_is_told)
{
	const char *path = test_file_create(
	    keys[_i].text, strlen(keys[_i].text));

	ck_assert_int_eq(chmod(path, keys[_i].mode), 0);
	test_daemon_require_log(
	    start_in_vain(EXIT_CONFIG, test_format("-ocloak_key_file=%s", path),
		NULL, NULL),
	    1, test_format("cloak_key_file: %s: %s", path, keys[_i].fault));
}
END_TEST

START_TEST(a_message_that_cannot_be_read_is_told)
{
	start_in_vain(EXIT_CONFIG, "-omotd_file=/no/motd", NULL, NULL);
	require_told("STATUS=motd_file: /no/motd: No such file or directory");
}
END_TEST

/* What fails after the ports are open, and before anybody is let in. */
START_TEST(a_drop_directory_that_is_none_is_told)
{
	const char *file = test_format(
	    "%s/chatd.conf", test_directory_create());
	FILE *stream = fopen(file, "w");
	struct test_daemon *daemon;
	struct test_spec spec = { .arguments = { "-c", file, NO_PORT },
		.environment = { test_manager_open() } };

	test_require(stream != NULL, "%s: %s", file, strerror(errno));
	fprintf(stream, "address = 127.0.0.1\ncontrol_socket = \"\"\n"
			"drop_directory = /dev/null\n"
			"listener drop { protocol = drop port = 0 }\n");
	fclose(stream);
	daemon = test_daemon_spawn(&spec);
	test_daemon_require_exit(daemon, EXIT_CONFIG);
	require_told(test_format(
	    "ERRNO=%d\nSTATUS=drop_directory /dev/null: Not a directory",
	    ENOTDIR));
}
END_TEST

/* It is found wrong by somebody who waits for the answer. */
START_TEST(a_mere_check_is_not_told)
{
	start_in_vain(EXIT_CONFIG, "--check", "-omax_clients=many", NULL);
	ck_assert_ptr_null(test_manager_receive());
}
END_TEST

/* libevent finds no way to wait, which it has nobody but itself to tell of. */
START_TEST(what_libevent_says_is_in_the_log)
{
	struct test_spec spec = {
		.arguments = { "-c/dev/null", NO_PORT },
		.environment = { "EVENT_NOEPOLL=1", "EVENT_NOPOLL=1",
		    "EVENT_NOSELECT=1" },
	};
	struct test_daemon *daemon = test_daemon_spawn(&spec);

	test_daemon_require_exit(daemon, EXIT_SYSTEM);
	test_daemon_require_log(daemon, 1, "Z chatd: warning: libevent: ");
	test_daemon_require_log(daemon, 1, "no event mechanism available");
	test_daemon_require_log(daemon, 0, "[warn]");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, an_address_that_is_not_here_is_told);
	test_cases_add(tests, a_mistake_in_the_configuration_is_told);
	test_cases_add(tests, metrics_that_cannot_be_served_are_told);
	test_cases_add(tests, a_message_that_cannot_be_read_is_told);
	test_cases_add_loop(tests, a_key_that_is_none_is_told, 0,
	    (int)(sizeof(keys) / sizeof(keys[0])));
	test_cases_add_loop(tests, a_message_that_is_too_long_is_told, 0, 3);
	test_cases_add(tests, a_drop_directory_that_is_none_is_told);
	test_cases_add(tests, a_mere_check_is_not_told);
	test_cases_add(tests, what_libevent_says_is_in_the_log);
}
