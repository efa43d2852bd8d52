/* SPDX-License-Identifier: MIT */
#include "server/moderation_fixture.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/test_programs.h"

static const char *path, *clock_path;
static struct test_client *console;

void
moderation_begin(void)
{
	path = test_format("%s/bans", test_directory_create());
}

const char *
moderation_path(void)
{
	return path;
}

const char *
moderation_option(void)
{
	return test_format("bans_file=%s", path);
}

void
moderation_write(const char *text)
{
	test_file_write(path, text);
}

const char *
moderation_read(void)
{
	return test_file_read(path);
}

void
moderation_take_clock(void)
{
	clock_path = test_file_create("0", 1);
	ck_assert_int_eq(chmod(clock_path, 0644), 0);
	setenv("OTHER_CLOCK", clock_path, 1);
	setenv("CHATD", test_program("CHATD_OTHER_CLOCK"), 1);
}

void
moderation_set_time(long long now)
{
	const char *text = test_format("%lld", now);

	test_file_replace(clock_path, text, strlen(text));
	ck_assert_int_eq(chmod(clock_path, 0644), 0);
}

struct test_daemon *
moderation_start(const char *option, const char *other)
{
	struct test_daemon *daemon = test_daemon_start_speaking(
	    "sized framed plain", moderation_option(), console_option(),
	    METRICS_OPTION, "room_list_interval=0", option, other, NULL);

	console = console_connect();
	return daemon;
}

struct test_client *
moderation_console(void)
{
	return console;
}

void
moderation_order(const char *order, unsigned int connections)
{
	console_expect(console, order,
	    test_format(
		"OK\nkey\tvalue\nconnections\t%u\nkept\tyes\n", connections));
}

void
moderation_refuse(const char *order, const char *reason)
{
	console_expect(console, order, test_format("ERROR %s\n", reason));
}

void
moderation_expect_banned(struct test_client *client, const char *words)
{
	test_client_expect(
	    client, test_format("DELIVERY server You are banned%s\n", words));
	test_client_expect_end(client);
}
