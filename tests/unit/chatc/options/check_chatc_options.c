/* SPDX-License-Identifier: MIT */
/*
 * [NAME@]HOST[:PORT], with every form that a host can have.
 */

#include "chatc/options/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "unit/unit.h"

static struct chatc_options options;
static const char *error;
static char copy[512]; /* of the target, which may be changed */

static int
parse(const char *target)
{
	(void)snprintf(copy, sizeof(copy), "%s", target);
	error = NULL;
	return chatc_options_parse_target(copy, &options, &error);
}

static void
assert_target(
    const char *target, const char *name, const char *host, const char *port)
{
	ck_assert_msg(parse(target) == 0, "%s", target);
	ck_assert_str_eq(options.name, name);
	ck_assert_str_eq(options.host, host);
	ck_assert_str_eq(options.port, port);
}

static void
assert_refused(const char *target)
{
	ck_assert_msg(parse(target) == -1, "%s", target);
	ck_assert_ptr_nonnull(error);

	/* It is shown as it was typed. */
	ck_assert_str_eq(copy, target);
}

START_TEST(a_path_is_a_host_without_a_port)
{
	assert_target("unix:/run/chat", "", "unix:/run/chat", "");
	assert_target("alice@unix:/run/chat", "alice", "unix:/run/chat", "");
	assert_target("alice@unix:/r@n:7", "alice", "unix:/r@n:7", "");
	assert_target("unix:/r@n", "", "unix:/r@n", "");
}
END_TEST

START_TEST(takes_targets_apart)
{
	assert_target("localhost", "", "localhost", "");
	assert_target("alice@chat.example", "alice", "chat.example", "");
	assert_target("alice@192.0.2.7:81", "alice", "192.0.2.7", "81");
	assert_target("h:65535", "", "h", "65535");
	assert_target("[::1]:5378", "", "::1", "5378");
	assert_target("a@[::1]", "a", "::1", "");
	assert_target("::1", "", "::1", "");
	assert_target("fe80::1%lo", "", "fe80::1%lo", "");
}
END_TEST

START_TEST(refuses_everything_else)
{
	char host[CHATC_OPTIONS_HOST_BYTES + 2];

	assert_refused("");
	assert_refused("@host");
	assert_refused("alice@");
	assert_refused(":5378");
	assert_refused("host:");
	assert_refused("host:0");
	assert_refused("host:65536");
	assert_refused("host:123456");
	assert_refused("host:+1");
	assert_refused("host:http");
	assert_refused("alice@host:99999");
	assert_refused("alice@[::1]:0");
	assert_refused("[::1");
	assert_refused("[::1]5378");
	assert_refused("[]:1");
	memset(host, 'h', sizeof(host) - 1);
	host[sizeof(host) - 1] = '\0';
	assert_refused(host);
}
END_TEST

/* Return the time-out that results from this command line. */
static int
parse_timeout(const char *line)
{
	char *words[8];
	int count = 0;

	(void)snprintf(copy, sizeof(copy), "%s", line);
	for (char *word = strtok(copy, " "); word != NULL;
	     word = strtok(NULL, " "))
		words[count++] = word;
	words[count] = NULL;
	optind = 1;
	chatc_options_parse(count, words, &options);
	return options.timeout_ms;
}

START_TEST(waits_longer_for_a_disk)
{
	ck_assert_int_eq(parse_timeout("chatc host"), 10 * 1000);
	ck_assert_int_eq(
	    parse_timeout("chatc --protocol=drop host file"), 60 * 1000);
	ck_assert_int_eq(
	    parse_timeout("chatc --protocol=drop --timeout=2s host file"),
	    2 * 1000);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_path_is_a_host_without_a_port);
	test_cases_add(tests, takes_targets_apart);
	test_cases_add(tests, refuses_everything_else);
	test_cases_add(tests, waits_longer_for_a_disk);
}
