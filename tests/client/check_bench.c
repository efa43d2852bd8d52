/* SPDX-License-Identifier: MIT */
/*
 * chatd-bench and chatd together: every load on every wire of chatd that can
 * bear it, and the report.  How the report must not be is in
 * tests/unit/bench/check_bench_run.c.
 */

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/bench_fixture.h"
#include "common/test_daemon.h"
#include "common/test_process.h"
#include "common/test_support.h"
#include "server/drop_fixture.h"

static const char *const wires[] = { "hello", "sized", "framed", "plain" };
static const char *const lobbies[] = { "hello", "framed", "plain" };

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static struct test_daemon *
start(void)
{
	return test_daemon_start_speaking("sized framed plain irc",
	    "max_logins_pending=1000", "max_clients=1000", NULL);
}

START_TEST(bears_every_load_on_every_wire)
{
	static const char *const loads[] = { "-c 5 -n 5000 pairs",
		"-c 4 -t 2 -i 8 pairs", "-c 1 -W 1 -n 50 pairs",
		"-c 3 -s 9000 -A 1 -T 30s pairs", "-c 20 spread",
		"-c 20 -a 3 -W 4 who", "-c 20 -t 2 -a 2 -i 10 who",
		"-c 30 login", "-c 5 -C login",
		"-c 30 -S 127.0.0.2-127.0.0.4 idle" };
	struct test_daemon *daemon = start();

	for (int i = 0; i < COUNT(loads); i++)
		bench_bear(daemon, wires[_i], loads[i]);
}
END_TEST

/* A line of IRC is short, and its list of users is that of a room. */
START_TEST(speaks_irc)
{
	static const char *const loads[] = { "-c 5 -n 5000 pairs",
		"-c 3 -s 400 pairs", "-c 20 spread", "-c 30 -W 4 room",
		"-c 20 -W 4 who", "-c 20 -t 2 -a 2 -i 10 who", "-c 30 login",
		"-c 5 -C login", "-c 30 idle" };
	static const char *const echoed[] = { "-c 5 -n 5000 pairs",
		"-c 1 -W 1 -n 50 pairs", "-c 20 spread", "-c 30 -W 4 room" };
	struct test_daemon *daemon = start();

	for (int i = 0; i < COUNT(loads); i++)
		bench_bear(daemon, "irc", loads[i]);
	for (int i = 0; i < COUNT(echoed); i++)
		bench_bear(daemon, "irc-ack", echoed[i]);
}
END_TEST

/* Return the first processor that this process may use. */
static int
processor(void)
{
	cpu_set_t set;
	int first = 0;

	ck_assert_int_eq(sched_getaffinity(0, sizeof(set), &set), 0);
	while (!CPU_ISSET((size_t)first, &set))
		first++;
	return first;
}

START_TEST(runs_where_it_is_told_to)
{
	struct test_daemon *daemon = start();

	bench_bear(
	    daemon, "hello", test_format("-p %d -c 4 -t 2 pairs", processor()));
	ck_assert_int_eq(bench_run("-p 255 pairs 127.0.0.1 1"), 1);
}
END_TEST

START_TEST(bears_load_over_a_unix_socket)
{
	const char *place = test_format(
	    "unix:%s/socket", test_directory_create());

	test_daemon_start_with(test_format("address=%s", place), NULL);
	ck_assert_int_eq(
	    bench_run(test_format("-d 100ms -u 0 -c 4 pairs %s", place)), 0);
	test_require(
	    strstr(bench_output(), place) != NULL, "%s", bench_output());
}
END_TEST

START_TEST(bears_a_room)
{
	struct test_daemon *daemon = start();

	bench_bear(daemon, lobbies[_i], "-c 30 -W 4 room");
	bench_bear(daemon, lobbies[_i], "-u 0 -c 10 -n 20 -j room");
	bench_require_output("\"work\":200,");
}
END_TEST

START_TEST(files_texts)
{
	const char *directory = test_directory_create();
	struct test_daemon *daemon = drop_start(directory, NULL);

	bench_bear(daemon, "drop", "-u 0 -c 1 -n 12 -s 48 pairs");
	ck_assert_uint_eq(drop_count_files(directory), 13);
	drop_require_file(drop_folder(directory, 0), "1.txt", "t00000\n");
	drop_require_file(drop_folder(directory, 0), "12.txt",
	    "t00000=000000000010 the quick brown fox jumps o.\n");
	bench_bear(daemon, "drop", "-c 3 -j pairs");
	bench_require_output("\"lost\":0,");
	bench_bear(daemon, "drop", "-c 3 login");
}
END_TEST

START_TEST(reports_what_it_has_found)
{
	struct test_daemon *daemon = start();

	bench_bear(daemon, "hello",
	    test_format("-c 2 -n 1000 -u 0 -P %ld pairs",
		(long)test_daemon_pid(daemon)));
	bench_require_output(
	    "load       pairs, 2 connections, window 64, texts of "
	    "100 bytes, 1 thread\n");
	bench_require_output(
	    "    messages/s       p50 us       p90 us       p99 us"
	    "     p99.9 us       max us\n");
	bench_require_output("messages           1000 in ");
	bench_require_output("server CPU         ");
	bench_require_output(" s per million messages\nserver memory      ");
	bench_require_output(
	    " bytes for each of 4 connections\ngenerator CPU ");
	bench_require_output(
	    "errors             none: each came once, in order, "
	    "unharmed\n");
	bench_bear(daemon, "hello", "-c 2 -n 1000 -u 0 -j pairs");
	bench_require_output("{\"load\":\"pairs\",\"wire\":\"hello\",");
	bench_require_output("\"work\":1000,");
	bench_require_output(",\"p999_us\":");
	bench_require_output(",\"generator_waited\":");
	bench_require_output(",\"lost\":0,\"doubled\":0,\"reordered\":0,"
			     "\"unexpected\":0,\"clean\":true}\n");
}
END_TEST

/* Add what the terminal shows, as far as it has come. */
static void
look_at(int terminal, char *seen)
{
	size_t size = strlen(seen);
	ssize_t got = read(
	    terminal, seen + size, BENCH_OUTPUT_BYTES - 1 - size);

	if (got > 0)
		seen[size + (size_t)got] = '\0';
}

/*
 * Everything that is shown is erased at the end.  chatd is stopped until there
 * is something to see: else all could be logged in before the first look.
 */
START_TEST(shows_its_progress_on_a_terminal)
{
	static const char wipe[] = "\r\033[K";
	struct test_daemon *daemon = start();
	char seen[BENCH_OUTPUT_BYTES] = "";
	int terminal = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
	char *arguments = test_format("-c 2 -u 0 -d 500ms pairs 127.0.0.1 %u",
	    bench_port_of(daemon, "hello"));
	FILE *pipe;
	int other_side;

	ck_assert_int_eq(grantpt(terminal), 0);
	ck_assert_int_eq(unlockpt(terminal), 0);
	/* It hangs up when the last one closes that side. */
	other_side = open(ptsname(terminal), O_RDWR | O_NOCTTY);
	ck_assert_int_ge(other_side, 0);
	test_process_stop(test_daemon_pid(daemon));
	pipe = bench_begin(ptsname(terminal), arguments);
	while (strstr(seen, " of 4 users") == NULL) {
		test_require(
		    test_wait(terminal, POLLIN), "nothing on the terminal");
		look_at(terminal, seen);
	}
	test_process_continue(test_daemon_pid(daemon));
	ck_assert_int_eq(bench_finish(pipe), 0);
	/* What it wrote last may still be on its way through the terminal. */
	look_at(terminal, seen);
	while (strlen(seen) < strlen(wipe) ||
	       strcmp(seen + strlen(seen) - strlen(wipe), wipe) != 0) {
		test_require(
		    test_wait(terminal, POLLIN), "the line is not wiped");
		look_at(terminal, seen);
	}
	ck_assert_ptr_nonnull(strstr(seen, "\r\033[Klogin: "));
	ck_assert_ptr_nonnull(strstr(seen, "\r\033[Kpairs: "));
	ck_assert_ptr_nonnull(strstr(seen, " messages, "));
	bench_require_output("errors             none");
	(void)close(other_side);
	(void)close(terminal);
}
END_TEST

START_TEST(draws_the_latencies)
{
	const char *path = test_file_create("", 0);
	struct test_daemon *daemon = start();
	static char picture[100000];
	FILE *file;

	if (system("command -v gnuplot >/dev/null") != 0)
		return;
	bench_bear(daemon, "hello", test_format("-c 2 -g %s pairs", path));
	file = fopen(path, "re");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_gt(fread(picture, 1, sizeof(picture) - 1, file), 0);
	(void)fclose(file);
	ck_assert_ptr_nonnull(strstr(picture, "<?xml"));
	ck_assert_ptr_nonnull(strstr(picture, "p50: "));
	ck_assert_ptr_nonnull(strstr(picture, "p90: "));
}
END_TEST

START_TEST(fails_when_a_run_cannot_be_made)
{
	struct test_daemon *daemon = test_daemon_start_with(
	    "max_clients=4", NULL);

	ck_assert_int_eq(
	    bench_run(test_format("-c 5 -d 50ms pairs 127.0.0.1 %u",
		bench_port_of(daemon, "hello"))),
	    1);
	bench_require_output("failed             ");
	bench_require_output(": refused at login: BUSY\n");
	bench_require_output(
	    test_format("chatd-bench: pairs, hello at 127.0.0.1 port %u: ",
		bench_port_of(daemon, "hello")));
}
END_TEST

/* Nobody listens where the daemon has been. */
START_TEST(says_that_a_connection_is_refused)
{
	struct test_daemon *daemon = start();
	unsigned int port = bench_port_of(daemon, "hello");

	test_daemon_stop(daemon);
	ck_assert_int_eq(
	    bench_run(test_format("-c 2 -d 50ms pairs 127.0.0.1 %u", port)), 1);
	bench_require_output(": cannot connect: Connection refused\n");
	ck_assert_ptr_null(strstr(bench_output(), "0 lost"));
}
END_TEST

/* The terminal would get a screen full of SVG. */
START_TEST(draws_on_no_terminal)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY);
	int other_side;

	ck_assert_int_eq(grantpt(terminal), 0);
	ck_assert_int_eq(unlockpt(terminal), 0);
	other_side = open(ptsname(terminal), O_RDWR | O_NOCTTY);
	ck_assert_int_ge(other_side, 0);
	ck_assert_int_eq(
	    bench_run(test_format("-g %s pairs", ptsname(terminal))), 2);
	bench_require_output("--plot is for a file, and not for a terminal");
	(void)close(other_side);
	(void)close(terminal);
}
END_TEST

START_TEST(refuses_arguments_that_do_not_go_together)
{
	static const char *const wrong[] = { "", "pears", "-w smoke pairs",
		"-w sized room", "-w drop spread", "-w drop who",
		"-w sized -c 2000 who", "-w sized -s 10000 pairs",
		"-w irc -s 500 pairs", "-w framed -i 5 room", "-w redis who",
		"-w irc -a 2 who", "-t 2 room", "-n 5 who", "-C pairs",
		"-a 5 -c 4 who", "-s 10 pairs", "-d 5x pairs", "-p x pairs",
		"-P 4194305 pairs", "-S 1.2.3 pairs", "pairs 127.0.0.1 99999",
		"pairs a b c" };

	for (int i = 0; i < COUNT(wrong); i++) {
		test_require(bench_run(wrong[i]) == 2, "%s: %s", wrong[i],
		    bench_output());
		bench_require_output("chatd-bench: ");
	}
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(
	    tests, bears_every_load_on_every_wire, 0, COUNT(wires));
	test_cases_add_loop(tests, bears_a_room, 0, COUNT(lobbies));
	test_cases_add(tests, speaks_irc);
	test_cases_add(tests, runs_where_it_is_told_to);
	test_cases_add(tests, bears_load_over_a_unix_socket);
	test_cases_add(tests, files_texts);
	test_cases_add(tests, reports_what_it_has_found);
	test_cases_add(tests, shows_its_progress_on_a_terminal);
	test_cases_add(tests, draws_the_latencies);
	test_cases_add(tests, fails_when_a_run_cannot_be_made);
	test_cases_add(tests, says_that_a_connection_is_refused);
	test_cases_add(tests, draws_on_no_terminal);
	test_cases_add(tests, refuses_arguments_that_do_not_go_together);
}
