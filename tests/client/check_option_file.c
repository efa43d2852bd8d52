/* SPDX-License-Identifier: MIT */
/*
 * chatc with options in a file: where it is, what it may say, and that the
 * command line overrules it.
 */

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "client/client.h"
#include "client/server.h"
#include "common/test_support.h"

/* Start chatc with this file and, unless it is NULL, another argument. */
static const char *
start_with(const char *text, const char *argument)
{
	const char *path = test_file_create(text, strlen(text));
	const char *arguments[] = { "--config", path, argument, NULL };

	client_start(arguments);
	return path;
}

static void
leave(void)
{
	client_end_input();
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_OK);
}

static void
log_in(const char *name)
{
	server_accept();
	server_expect(test_format("HELLO-FROM %s\n", name));
	server_send(test_format("HELLO %s\n", name));
	client_expect(test_format("Successfully logged in as %s!\n", name));
}

START_TEST(names_the_server)
{
	(void)start_with(
	    test_format("# mine\nserver = %s\n", server_target("alice")), NULL);
	log_in("alice");
	leave();
}
END_TEST

START_TEST(is_overruled_by_the_command_line)
{
	(void)start_with(test_format("server = %s\nprotocol = sized\n",
			     server_target("alice")),
	    "--protocol=hello");
	log_in("alice");
	leave();
	(void)start_with(
	    "server = alice@nowhere.invalid\n", server_target("bob"));
	log_in("bob");
	leave();
}
END_TEST

START_TEST(is_that_of_the_user)
{
	const char *home = test_directory_create(), *path, *folder, *text;
	const char *arguments[] = { server_target("alice"), NULL };
	FILE *file;

	client_set_environment("XDG_CONFIG_HOME", home);
	folder = test_format("%s/chatd", home);
	ck_assert_int_eq(mkdir(folder, 0700), 0);
	path = test_format("%s/chatc.conf", folder);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs("\ntimeout = soon\n", file);
	ck_assert_int_eq(fclose(file), 0);
	client_start(arguments);
	text = test_format("chatc: %s:2: timeout: not a time such as 500ms or "
			   "10s\n",
	    path);
	client_expect_aside(text);
	client_expect_exit(EX_CONFIG);
}
END_TEST

START_TEST(says_where_a_mistake_is)
{
	static const struct {
		const char *text;
		const char *error;
	} rows[] = {
		{ "bell = yes\ncolour = always\n",
		    ":2: colour: there is no such option\n" },
		{ "bell = loud\n", ":1: bell: neither yes nor no\n" },
		{ "help = yes\n", ":1: help: there is no such option\n" },
		{ "protocol = irc\n",
		    ":1: protocol: not one of hello, sized, framed, "
		    "plain, drop\n" },
		{ "server = a@b:c\n", ":1: server: not a port, 1 to 65535\n" },
		{ "bell\n", ":1: not of the form \"option = value\"\n" },
	};
	const char *path;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		path = start_with(rows[i].text, server_target("alice"));
		client_expect_aside(
		    test_format("chatc: %s%s", path, rows[i].error));
		client_expect_exit(EX_CONFIG);
	}
}
END_TEST

START_TEST(must_be_there_if_it_is_asked_for)
{
	const char *arguments[] = { "--config=/nonexistent/chatc.conf",
		server_target("alice"), NULL };

	client_start(arguments);
	client_expect_aside("chatc: /nonexistent/chatc.conf: "
			    "No such file or directory\n");
	client_expect_exit(EX_NOINPUT);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, server_listen, NULL);
	test_cases_add(tests, names_the_server);
	test_cases_add(tests, is_overruled_by_the_command_line);
	test_cases_add(tests, is_that_of_the_user);
	test_cases_add(tests, says_where_a_mistake_is);
	test_cases_add(tests, must_be_there_if_it_is_asked_for);
}
