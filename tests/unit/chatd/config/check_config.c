/* SPDX-License-Identifier: MIT */
/* The configuration: what is taken, what is refused, and in which words. */

#include "chatd/config/config.h"

#include <stdio.h>
#include <string.h>

#include "common/log.h"

#include "unit/chatd/config/config_fixture.h"

START_TEST(has_defaults_without_a_file)
{
	struct config *config = config_fixture_load(NULL, NULL, 0);

	ck_assert_ptr_nonnull(config);
	ck_assert_ptr_null(config->path);
	ck_assert_uint_eq(config->workers, 0);
	ck_assert_str_eq(config->user, "chatd");
	ck_assert_int_eq(config->log_level, LOG_LEVEL_INFO);
	ck_assert_uint_eq(config->limits.max_clients, 10000);
	ck_assert_uint_eq(config->limits.max_logins_pending, 20000);
	ck_assert_uint_eq(config->drop_total_max, 1 << 30);
	ck_assert_uint_eq(config->drop_files_max, 65536);
	ck_assert_uint_eq(config->limits.rooms_max, 64);
	ck_assert_uint_eq(config->limits.rooms_total_max, 16384);
	ck_assert_uint_eq(config->limits.name_max, 64);
	ck_assert_uint_eq(config->limits.line_max, 16384);
	ck_assert_uint_eq(config->limits.message_max, 65536);
	ck_assert_uint_eq(config->limits.send_queue_max, 1048576);
	ck_assert_uint_eq(config->limits.send_timeout_ms, 30000);
	ck_assert_uint_eq(config->limits.login_timeout_ms, 60000);
	ck_assert_uint_eq(config->limits.drain_timeout_ms, 10000);
	ck_assert_uint_eq(config->limits.room_list_interval_ms, 60000);
	ck_assert(!config->limits.hello_strict);
	ck_assert(!config->limits.dialect_list);
	ck_assert_int_eq(config->limits.length_digits, LENGTH_DIGITS_AUTO);
	ck_assert_str_eq(config->limits.echo_user, "echobot");
	ck_assert_uint_eq(config->limits.echo_delay_ms, 20);
	ck_assert_uint_eq(config->listener_count, 1);
	ck_assert_str_eq(config->listeners[0].name, "main");
	ck_assert_str_eq(config->listeners[0].protocol, "hello");
	ck_assert_str_eq(config->listeners[0].address, "localhost");
	ck_assert_uint_eq(config->listeners[0].port, 5378);
	config_free(config);
}
END_TEST

START_TEST(has_the_same_defaults_with_an_empty_file)
{
	struct config *defaults = config_fixture_load(NULL, NULL, 0);
	struct config *config = config_fixture_accept("");

	ck_assert_str_eq(config->path, "chatd.conf");
	ck_assert_int_eq(
	    memcmp(&config->limits, &defaults->limits, sizeof(config->limits)),
	    0);
	config_free(config);
	config = config_fixture_load("/dev/null", NULL, 0);
	ck_assert_ptr_nonnull(config);
	config_free(config);
	config_free(defaults);
}
END_TEST

START_TEST(reads_every_type)
{
	struct config *config = config_fixture_accept(
	    "workers = 7\n"
	    "user = \"www-data\"\n"
	    "log_level = Debug\n"
	    "line_max = '32 KiB'\n"
	    "send_timeout = 1min\n"
	    "room_list_interval = 0\n"
	    "hello_strict = true\n"
	    "dialect = list\n"
	    "length_digits = 2\n"
	    "echo_user = \"\"\n"
	    "max_clients=3\tport=0\r\n");

	ck_assert_uint_eq(config->workers, 7);
	ck_assert_str_eq(config->user, "www-data");
	ck_assert_int_eq(config->log_level, LOG_LEVEL_DEBUG);
	ck_assert_uint_eq(config->limits.line_max, 32768);
	ck_assert_uint_eq(config->limits.send_timeout_ms, 60000);
	ck_assert_uint_eq(config->limits.room_list_interval_ms, 0);
	ck_assert(config->limits.hello_strict);
	ck_assert(config->limits.dialect_list);
	ck_assert_int_eq(config->limits.length_digits, LENGTH_DIGITS_2);
	ck_assert_str_eq(config->limits.echo_user, "");
	ck_assert_uint_eq(config->limits.max_clients, 3);
	ck_assert_uint_eq(config->listeners[0].port, 0);
	config_free(config);
}
END_TEST

START_TEST(takes_the_last_of_several_values)
{
	struct config *config = config_fixture_accept("port = 1\nport = 2\n");

	ck_assert_uint_eq(config->listeners[0].port, 2);
	config_free(config);
}
END_TEST

START_TEST(takes_a_bare_star_as_an_address)
{
	struct config *config = config_fixture_accept(
	    "address = *\nport = 1\n");

	ck_assert_str_eq(config->listeners[0].address, "*");
	ck_assert_uint_eq(config->listeners[0].port, 1);
	config_free(config);
}
END_TEST

START_TEST(reads_listeners_in_their_order)
{
	struct config *config = config_fixture_accept(
	    "address = ::1\n"
	    "listener b {\n"
	    "  protocol = hello\n"
	    "  address = 127.0.0.1\n"
	    "  port = 77\n"
	    "}\n"
	    "listener a { protocol = hello "
	    "port = 0 }\n");

	ck_assert_uint_eq(config->listener_count, 3);
	ck_assert_str_eq(config->listeners[0].address, "::1");
	ck_assert_str_eq(config->listeners[1].name, "b");
	ck_assert_str_eq(config->listeners[1].protocol, "hello");
	ck_assert_str_eq(config->listeners[1].address, "127.0.0.1");
	ck_assert_uint_eq(config->listeners[1].port, 77);
	ck_assert_str_eq(config->listeners[2].name, "a");
	ck_assert_str_eq(config->listeners[2].address, "::1");
	ck_assert_uint_eq(config->listeners[2].port, 0);
	config_free(config);
}
END_TEST

START_TEST(listeners_bind_as_the_file_says_unless_they_do)
{
	struct config *config = config_fixture_accept(
	    "listener a { protocol = framed }\n"
	    "listener b { protocol = plain freebind = no }\n"
	    "freebind = yes\n");

	ck_assert(config->freebind);
	ck_assert(config->listeners[0].freebind);
	ck_assert(config->listeners[1].freebind);
	ck_assert(!config->listeners[2].freebind);
	config_free(config);
	config = config_fixture_accept(
	    "listener a { protocol = framed freebind = yes }\n");
	ck_assert(!config->listeners[0].freebind);
	ck_assert(config->listeners[1].freebind);
	config_free(config);
}
END_TEST

struct refusal {
	const char *text;
	const char *message; /* without the file's name */
};

static const struct refusal refusals[] = {
	/* values */
	{ "\n\nmax_clients = lots", ":3: max_clients: found \"lots\", "
				    "want a number from 1 to 1000000" },
	{ "max_clients = 0",
	    ":1: max_clients: found \"0\", want a number from 1 to 1000000" },
	{ "max_clients = 1000001",
	    ":1: max_clients: found \"1000001\", want a number from 1 to "
	    "1000000" },
	{ "max_clients = -1",
	    ":1: max_clients: found \"-1\", want a number from 1 to 1000000" },
	{ "max_clients = \"+5\"",
	    ":1: max_clients: found \"+5\", want a number from 1 to 1000000" },
	{ "port = 65536",
	    ":1: port: found \"65536\", want a number from 0 to 65535" },
	{ "port = 18446744073709551617",
	    ":1: port: found \"18446744073709551617\", want a number from 0 to "
	    "65535" },
	{ "port = \"\"",
	    ":1: port: found \"\", want a number from 0 to 65535" },
	{ "line_max = 64QiB",
	    ":1: line_max: found \"64QiB\", want a size from 512B to 16MiB" },
	{ "line_max = 1",
	    ":1: line_max: found \"1\", want a size from 512B to 16MiB" },
	{ "send_timeout = 0",
	    ":1: send_timeout: found \"0\", want a duration from 1s to 1d" },
	{ "login_timeout = 1y",
	    ":1: login_timeout: found \"1y\", want a duration from 1s to 1d" },
	{ "hello_strict = maybe",
	    ":1: hello_strict: found \"maybe\", want yes or no" },
	{ "dialect = both", ":1: dialect: found \"both\", want who or list" },
	{ "log_level = loud",
	    ":1: log_level: found \"loud\", want debug, info, notice, warning "
	    "or error" },
	{ "user = \"\"",
	    ":1: user: found \"\", want 1 to 255 bytes of printable text" },
	{ "user = \"a\\e[31m\"",
	    ":1: user: found \"a\\x1B[31m\", want 1 to 255 bytes of printable "
	    "text" },
	{ "echo_user = 'a b'",
	    ":1: echo_user: found \"a b\", want a name of at most 255 "
	    "bytes, or \"\"" },
	/* names */
	{ "max_client = 1",
	    ":1: max_client: unknown option; did you mean max_clients?" },
	{ "nonsense = 1", ":1: nonsense: unknown option" },
	{ "nonsense { a = 1 }", ":1: nonsense: unknown option" },
	{ "protocol = hello",
	    ":1: protocol: unknown option; it belongs inside a listener" },
	{ "listener x { protocol = hello port = 1 user = a }",
	    ":1: user: unknown option; it belongs outside a listener" },
	{ "listener x { protocol = hello\n prot = 1\n port = 1 }",
	    ":2: prot: unknown option; did you mean port?" },
	{ "listener x { protocol = hello port = 1\n listener y { } }",
	    ":2: listener: unknown option; it belongs outside a listener" },
	{ "listener x { protocol = hello port = 1\n include(y) }",
	    ":2: include: unknown option; it belongs outside a listener" },
	/* syntax */
	{ "port", ":1: premature end of file" },
	{ "port 1", ":1: missing equal sign after option 'port'" },
	{ "= 1", ":1: unexpected token '='" },
	{ "}", ":1: unexpected closing brace" },
	{ "\nuser = \"a\n\n", ":2: the quotation mark is never closed" },
	{ "user = \"a\\", ":1: the quotation mark is never closed" },
	{ "\n/* a\n\n", ":2: the comment is never closed" },
	{ "\n\"\" = 1", ":2: found an option without a name" },
	{ "listener {}", ":1: missing title for section 'listener'" },
	{ "listener x y", ":1: missing opening brace for section 'listener'" },
	{ "listener x {\n protocol = hello port = 1\n",
	    ":3: premature end of file: listener x has no closing brace" },
	{ "listener x {\n port = 1\n port",
	    ":3: premature end of file: listener x has no closing brace" },
	{ "send_timeout = 30 s",
	    ":1: send_timeout: write 30s, without a blank" },
	{ "name_max = 60 s", ":1: premature end of file" },
	{ "send_timeout = 30\ns", ":2: premature end of file" },
	{ "send_timeout = 30 KiB = 1", ":1: KiB: unknown option" },
	{ "port += 1", ":1: missing equal sign after option 'port'" },
	{ "port = +1", ":1: unexpected token '+'" },
	{ "nonsense =\n }", ":2: unexpected token '}'" },
	{ "include 'x'", ":1: missing parenthesis for function 'include'" },
	{ "include('x' 'y')",
	    ":1: syntax error in call of function 'include'" },
	{ "include(,)", ":1: syntax error in call of function 'include'" },
	{ "include('x',", ":1: premature end of file" },
	{ "\nuser = \"\\400\"", ":2: bad escape sequence '\\\\400'" },
	/* between options */
	{ "\nsend_queue_max = 64KiB\nline_max=128KiB",
	    ":2: send_queue_max: found 64KiB, want at least 128KiB "
	    "(line_max)" },
	{ "send_queue_max = 32KiB",
	    ":1: send_queue_max: found 32KiB, want at least 64KiB "
	    "(message_max)" },
	{ "echo_user = abcd name_max = 3",
	    ":1: echo_user: found \"abcd\", want at most 3 bytes (name_max)" },
	{ "echo_user = server",
	    ":1: echo_user: found \"server\", which is chatd's own name" },
	/* listeners */
	{ "listener x { port = 1 }",
	    ":1: listener x: found no protocol, want one" },
	{ "\nlistener x { }", ":2: listener x: found no protocol, want one" },
	{ "listener 'a b' { protocol = hello port = 1 }",
	    ":1: listener: found \"a b\", want a name (A-Z a-z 0-9 _ - .)" },
	{ "listener main { protocol = hello port = 1 }",
	    ":1: listener: main is the one that address and port describe" },
	{ "listener x { protocol = hello port = 5378 }",
	    ":1: listener x: address localhost and port 5378 are those of "
	    "listener main" },
	{ "listener x { protocol = hello port = 1 }\n"
	  "listener x { protocol = hello port = 2 }",
	    ":2: found duplicate title 'x'" },
	/* the line where a section begins */
	{ "\nlistener x {\n\n port = 1\n}",
	    ":2: listener x: found no protocol, want one" },
	{ "\nlistener x {\n protocol = hello\n port = 5378\n}",
	    ":2: listener x: address localhost and port 5378 are those of "
	    "listener main" },
};

START_TEST(refuses_and_says_why)
{
	char expected[512];

	snprintf(
	    expected, sizeof(expected), "chatd.conf%s\n", refusals[_i].message);
	config_fixture_refuse(refusals[_i].text, expected);
}
END_TEST

START_TEST(knows_the_protocols)
{
	static const char expected[] =
	    "chatd.conf:1: protocol: found \"gopher\", want hello";
	struct config *config = config_fixture_accept(
	    "port = 1 listener x { protocol = hello }");

	ck_assert_uint_eq(config->listeners[1].port, 5378);
	config_free(config);

	config_fixture_write("chatd.conf", "listener x { protocol = gopher }");
	ck_assert_ptr_null(config_fixture_load("chatd.conf", NULL, 0));
	ck_assert_int_eq(
	    strncmp(config_fixture_reported(), expected, strlen(expected)), 0);
	ck_assert_ptr_null(strstr(config_fixture_reported(), "no protocol"));
}
END_TEST

START_TEST(lets_the_command_line_win)
{
	const struct config_override overrides[] = { { "port", "0" },
		{ "echo_user", "" }, { "address", "*" }, { "port", "8" } };
	struct config *config;

	config_fixture_write("chatd.conf", "port = 1\nmax_clients = 5\n");
	config = config_fixture_load("chatd.conf", overrides, 4);
	ck_assert_msg(config != NULL, "refused: %s", config_fixture_reported());
	ck_assert_uint_eq(config->listeners[0].port, 8);
	ck_assert_str_eq(config->listeners[0].address, "*");
	ck_assert_str_eq(config->limits.echo_user, "");
	ck_assert_uint_eq(config->limits.max_clients, 5);
	config_free(config);
}
END_TEST

START_TEST(names_the_override_that_is_wrong)
{
	const struct config_override overrides[] = {
		{ "max_clients", "lots" },
		{ "max_clinets", "5" },
		{ "listener", "x" },
		{ "send_queue_max", "20KiB" },
		{ "a\nb", "\x1b" },
	};

	ck_assert_ptr_null(
	    config_fixture_load(NULL, overrides, COUNT(overrides)));
	ck_assert_str_eq(config_fixture_reported(),
	    "-o max_clients=lots: found \"lots\", want a number from 1 to "
	    "1000000\n"
	    "-o max_clinets=5: unknown option; did you mean max_clients?\n"
	    "-o listener=x: unknown option\n"
	    "-o a\\x0Ab=\\x1B: unknown option\n"
	    "-o send_queue_max=20KiB: found 20KiB, want at least 64KiB "
	    "(message_max)\n");
}
END_TEST

START_TEST(prints_options_that_can_be_read_back)
{
	char line[256], all[8192] = "";
	FILE *stream = tmpfile();
	size_t count = 0;

	ck_assert_ptr_nonnull(stream);
	config_print_options(stream);
	rewind(stream);
	while (fgets(line, sizeof(line), stream) != NULL) {
		if (strstr(line, " = ") == NULL || line[0] == '\t')
			continue;
		strcat(all, line);
		count++;
	}
	fclose(stream);
	ck_assert_uint_ge(count, 18);
	config_free(config_fixture_accept(all));
}
END_TEST

START_TEST(frees_nothing)
{
	config_free(NULL);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	config_fixture_add(tests);
	test_cases_add(tests, has_defaults_without_a_file);
	test_cases_add(tests, has_the_same_defaults_with_an_empty_file);
	test_cases_add(tests, reads_every_type);
	test_cases_add(tests, takes_the_last_of_several_values);
	test_cases_add(tests, takes_a_bare_star_as_an_address);
	test_cases_add(tests, reads_listeners_in_their_order);
	test_cases_add(tests, listeners_bind_as_the_file_says_unless_they_do);
	test_cases_add_loop(tests, refuses_and_says_why, 0, COUNT(refusals));
	test_cases_add(tests, knows_the_protocols);
	test_cases_add(tests, lets_the_command_line_win);
	test_cases_add(tests, names_the_override_that_is_wrong);
	test_cases_add(tests, prints_options_that_can_be_read_back);
	test_cases_add(tests, frees_nothing);
}
