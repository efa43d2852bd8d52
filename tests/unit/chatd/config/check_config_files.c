/* SPDX-License-Identifier: MIT */
/* The files of a configuration: lines, comments, includes, and what is no text.
 */

#include "chatd/config/config.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/chatd/config/config_fixture.h"

START_TEST(keeps_count_of_lines_over_comments)
{
	config_fixture_refuse("# one\n#\n// three\n/* four\n five */ /**/\n"
			      "user = \"a # b // c /* d\" # e \" '\n"
			      "port = a//b\n"
			      "#\n"
			      "port = 'x\n"
			      "y'\n"
			      "port = z",
	    "chatd.conf:7: port: found \"a//b\", want a number from 0 to "
	    "65535\n"
	    "chatd.conf:10: port: found \"x\\x0Ay\", want a number from 0 to "
	    "65535\n"
	    "chatd.conf:11: port: found \"z\", want a number from 0 to "
	    "65535\n");
}
END_TEST

START_TEST(reads_included_files_in_place)
{
	struct config *config;

	ck_assert_int_eq(mkdir("sub", 0755), 0);
	config_fixture_write("sub/one.conf",
	    "max_clients = 2\n#\ninclude(\"two.conf\")\nport = 3\n");
	config_fixture_write("sub/two.conf",
	    "listener x { protocol = hello port = 9 }\nport = 2\n");
	config = config_fixture_accept(
	    "port = 1 max_clients = 1\n"
	    "include(\"sub/one.conf\") max_clients = 4\n");
	ck_assert_uint_eq(config->listeners[0].port, 3);
	ck_assert_uint_eq(config->limits.max_clients, 4);
	ck_assert_uint_eq(config->listener_count, 2);
	config_free(config);
}
END_TEST

START_TEST(points_into_included_files)
{
	config_fixture_write("one.conf", "port = 1\nport = x\nstrange { }\n");
	config_fixture_write("two.conf", "\nuser = \"a\n");
	config_fixture_refuse(
	    "include('two.conf')\ninclude('one.conf')\nport = y\n",
	    "chatd.conf:1: include: two.conf:2: the quotation mark is never "
	    "closed\n"
	    "one.conf:2: port: found \"x\", want a number from 0 to 65535\n"
	    "one.conf:3: strange: unknown option\n");
}
END_TEST

START_TEST(refuses_bad_includes)
{
	ck_assert_int_eq(mkdir("sub", 0755), 0);
	config_fixture_write("one.conf", "include('chatd.conf')\n");
	config_fixture_refuse("include('none.conf')\n"
			      "include('sub')\n"
			      "include()\n"
			      "include('a', 'b')\n"
			      "include('chatd.conf')\n"
			      "include('one.conf')\n",
	    "chatd.conf:1: include: none.conf: No such file or directory\n"
	    "chatd.conf:2: include: sub: Is a directory\n"
	    "chatd.conf:3: include: found 0 names, want one file in "
	    "parentheses\n"
	    "chatd.conf:4: include: found 2 names, want one file in "
	    "parentheses\n"
	    "chatd.conf:5: include: the file includes itself\n"
	    "one.conf:1: include: the file includes itself\n");
}
END_TEST

START_TEST(bounds_the_number_of_includes)
{
	char name[16], text[64];

	/* Each file includes the next one twice: there would be 2^20 to read.
	 */
	for (int i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "%d.conf", i);
		snprintf(text, sizeof(text),
		    "include(%d.conf) include(%d.conf)", i + 1, i + 1);
		config_fixture_write(name, text);
	}
	config_fixture_write("20.conf", "");
	ck_assert_ptr_null(config_fixture_load("0.conf", NULL, 0));
	ck_assert_ptr_nonnull(strstr(config_fixture_reported(),
	    "include: more than 100 files are included\n"));
	ck_assert_ptr_null(strstr(config_fixture_reported(), "memory"));
}
END_TEST

START_TEST(allows_a_hundred_includes)
{
	char text[4096] = "";

	config_fixture_write("one.conf", "");
	for (int i = 0; i < 100; i++)
		strcat(text, "include(one.conf)\n");
	config_free(config_fixture_accept(text));
	strcat(text, "include(one.conf)\nport = x\n");
	config_fixture_refuse(text,
	    "chatd.conf:101: include: more than 100 files are included\n");
}
END_TEST

START_TEST(leaves_no_descriptor_behind)
{
	int before, after;

	config_fixture_write("one.conf", "port = \n = 3");
	config_fixture_write("chatd.conf", "include('one.conf')\n");
	before = open("/dev/null", O_RDONLY);
	for (int i = 0; i < 30; i++)
		config_fixture_refuse_file(
		    "chatd.conf", "one.conf:2: unexpected token '='\n");
	after = open("/dev/null", O_RDONLY);
	ck_assert_int_eq(after, before + 1);
	close(before);
	close(after);
}
END_TEST

/* A value and an error in each: a file is read to its end after another one. */
START_TEST(goes_on_after_an_included_file)
{
	config_fixture_write("one.conf",
	    "include('two.conf')\nport = one\nlistener a {\n port = 7\n}\n");
	config_fixture_write("two.conf", "port = two\n\n\n# the end");
	config_fixture_refuse(
	    "\ninclude('one.conf') port = three\ninclude('two.conf')",
	    "two.conf:1: port: found \"two\", want a number from 0 to 65535\n"
	    "one.conf:2: port: found \"one\", want a number from 0 to 65535\n"
	    "chatd.conf:2: port: found \"three\", want a number from 0 to "
	    "65535\n"
	    "two.conf:1: port: found \"two\", want a number from 0 to 65535\n"
	    "one.conf:3: listener a: found no protocol, want one\n");
}
END_TEST

/* And goes on, since it is clear what was meant. */
START_TEST(says_how_a_unit_is_written)
{
	config_fixture_refuse("send_queue_max = 4 MiB\n"
			      "send_timeout = 30 s login_timeout = 1 parsec\n",
	    "chatd.conf:1: send_queue_max: found \"4\", "
	    "want a size from 4KiB to 1GiB\n"
	    "chatd.conf:1: send_queue_max: write 4MiB, without a blank\n"
	    "chatd.conf:2: send_timeout: write 30s, without a blank\n"
	    "chatd.conf:3: premature end of file\n");
}
END_TEST

START_TEST(takes_names_between_commas)
{
	struct config *config = config_fixture_accept(
	    "reserved_names = 'admin, root,x.y'");

	ck_assert_str_eq(config->limits.reserved_names, "admin, root,x.y");
	config_free(config);
	config_fixture_refuse("reserved_names = 'admin, ro:ot'",
	    "chatd.conf:1: reserved_names: found \"admin, ro:ot\", "
	    "want names with commas between them, at most 255 bytes\n");
}
END_TEST

START_TEST(stops_where_an_included_file_makes_no_sense)
{
	config_fixture_write("one.conf", "port = one\nport port\nport = x\n");
	config_fixture_write("two.conf", "listener a { protocol = hello\n");
	config_fixture_refuse("include('one.conf')\nport = y\n",
	    "one.conf:1: port: found \"one\", want a number from 0 to 65535\n"
	    "one.conf:2: missing equal sign after option 'port'\n");
	/* A section ends in the file that it begins in. */
	config_fixture_refuse("include('two.conf')\n}\n",
	    "two.conf:2: premature end of file: "
	    "listener a has no closing brace\n");
}
END_TEST

START_TEST(refuses_what_is_no_text_file)
{
	static char large[1024 * 1024 + 1];

	config_fixture_refuse_file(
	    "none.conf", "none.conf: No such file or directory\n");
	config_fixture_refuse_file(".", ".: Is a directory\n");
	config_fixture_refuse_file(
	    "/dev/zero", "/dev/zero: the file is larger than 1MiB\n");
	config_fixture_write_bytes("nul.conf", "port = 1\nuser\0 = 2\n", 19);
	config_fixture_refuse_file(
	    "nul.conf", "nul.conf:2: found the byte 0x00, want text\n");
	config_fixture_write_bytes("e\nsc.conf", "\x1b", 1);
	config_fixture_refuse_file(
	    "e\nsc.conf", "e\\x0Asc.conf:1: found the byte 0x1b, want text\n");
	memset(large, '\n', sizeof(large));
	config_fixture_write_bytes("large.conf", large, sizeof(large));
	config_fixture_refuse_file(
	    "large.conf", "large.conf: the file is larger than 1MiB\n");
	config_fixture_write_bytes("large.conf", large, sizeof(large) - 1);
	config_free(config_fixture_load("large.conf", NULL, 0));
	ck_assert_str_eq(config_fixture_reported(), "");
}
END_TEST

START_TEST(refuses_a_file_it_may_not_read)
{
	config_fixture_write("secret.conf", "");
	ck_assert_int_eq(chmod("secret.conf", 0), 0);
	ck_assert_int_eq(chmod(".", 0755), 0);
	if (geteuid() == 0)
		ck_assert_int_eq(seteuid(65534), 0);
	ck_assert_ptr_null(config_fixture_load("secret.conf", NULL, 0));
	ck_assert_str_eq(
	    config_fixture_reported(), "secret.conf: Permission denied\n");
	if (getuid() == 0)
		ck_assert_int_eq(seteuid(0), 0);
}
END_TEST

START_TEST(prints_nothing_by_itself)
{
	struct stat status;
	int stderr_copy = dup(STDERR_FILENO);
	int file = open("stderr", O_WRONLY | O_CREAT | O_EXCL, 0600);

	ck_assert_int_eq(dup2(file, STDERR_FILENO), STDERR_FILENO);
	config_fixture_write("chatd.conf",
	    "protocol = x\nlistener a { listener b { } }\n"
	    "listener c { max_clients = 1 include(x) }\n = 1");
	config_free(config_fixture_load("chatd.conf", NULL, 0));
	ck_assert_int_eq(dup2(stderr_copy, STDERR_FILENO), STDERR_FILENO);
	ck_assert_int_eq(fstat(file, &status), 0);
	ck_assert_int_eq(status.st_size, 0);
	close(stderr_copy);
	close(file);
}
END_TEST

/* Statements and what is between them; only a comment can be cut. */
static const char *const pieces[] = { "# c", "\n", "port = \"1\"", " ",
	"/* x */", "\n", "user = \"a\\x41\"", "\n",
	"listener x { protocol = 'hello' port = \"7\" }", "\n" };

/* Hold the file to being refused with errors that point into it. */
static void
expect_refusal(const char *text, unsigned int lines)
{
	const char *error;
	unsigned int line;

	config_fixture_write("chatd.conf", text);
	ck_assert_msg(config_fixture_load("chatd.conf", NULL, 0) == NULL,
	    "accepted: %s", text);
	for (error = config_fixture_reported(); *error != '\0';
	     error = strchr(error, '\n') + 1) {
		ck_assert_msg(sscanf(error, "chatd.conf:%u: ", &line) == 1,
		    "%s: %s", text, error);
		ck_assert_uint_ge(line, 1);
		ck_assert_uint_le(line, lines);
	}
}

START_TEST(refuses_a_file_that_is_cut_within_a_statement)
{
	char text[256] = "";
	size_t size = 0;
	unsigned int lines = 1;

	for (int i = 0; i < COUNT(pieces); i++) {
		for (const char *at = pieces[i]; *at != '\0'; at++) {
			if (at > pieces[i] && pieces[i][0] != '#')
				expect_refusal(text, lines);
			else
				config_free(config_fixture_accept(text));
			text[size++] = *at;
		}
		lines += pieces[i][0] == '\n';
	}
	config_free(config_fixture_accept(text));
}
END_TEST

START_TEST(stops_listing_errors_that_nobody_reads)
{
	char text[8192] = "";
	char last[64];

	for (int i = 0; i < 100; i++)
		strcat(text, "port = x\n");
	config_fixture_write("chatd.conf", text);
	ck_assert_ptr_null(config_fixture_load("chatd.conf", NULL, 0));
	ck_assert_ptr_nonnull(
	    strstr(config_fixture_reported(), "\n50 more errors\n"));

	text[0] = '\0';
	for (int i = 1; i <= 100; i++)
		sprintf(text + strlen(text), "strange%d = 1\n", i);
	config_fixture_write("chatd.conf", text);
	ck_assert_ptr_null(config_fixture_load("chatd.conf", NULL, 0));
	snprintf(
	    last, sizeof(last), "chatd.conf:20: strange20: unknown option\n");
	ck_assert_ptr_nonnull(strstr(config_fixture_reported(), last));
}
END_TEST

START_TEST(reports_all_errors_of_a_file)
{
	config_fixture_refuse("max_client = 5\n"
			      "protocol = hello\n"
			      "line_max = 64QiB\n"
			      "listener rooms {\n"
			      "  protocol = hello\n"
			      "  prt = 5000\n"
			      "  port = 5000\n"
			      "}\n"
			      "prt = 1\n"
			      "hello_strict = maybe\n",
	    "chatd.conf:1: max_client: unknown option; did you mean "
	    "max_clients?\n"
	    "chatd.conf:2: protocol: unknown option; it belongs inside a "
	    "listener\n"
	    "chatd.conf:3: line_max: found \"64QiB\", want a size from 512B to "
	    "16MiB\n"
	    "chatd.conf:6: prt: unknown option; did you mean port?\n"
	    "chatd.conf:9: prt: unknown option; did you mean port?\n"
	    "chatd.conf:10: hello_strict: found \"maybe\", want yes or no\n");
}
END_TEST

START_TEST(puts_files_beside_that_of_the_accounts)
{
	struct config *config = config_fixture_accept("");

	ck_assert_str_eq(config->bans_file, "");
	config_free(config);
	config = config_fixture_accept("accounts = file\n"
				       "accounts_file = a/accounts\n"
				       "bans_file = \"\"\n");
	ck_assert_str_eq(config->bans_file, "");
	ck_assert_str_eq(config->rooms_file, "a/rooms");
	config_free(config);
	config = config_fixture_accept(
	    "accounts = file\naccounts_file = accounts\n");
	ck_assert_str_eq(config->bans_file, "bans");
	config_free(config);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	config_fixture_add(tests);
	test_cases_add(tests, keeps_count_of_lines_over_comments);
	test_cases_add(tests, reads_included_files_in_place);
	test_cases_add(tests, points_into_included_files);
	test_cases_add(tests, refuses_bad_includes);
	test_cases_add(tests, bounds_the_number_of_includes);
	test_cases_add(tests, allows_a_hundred_includes);
	test_cases_add(tests, leaves_no_descriptor_behind);
	test_cases_add(tests, goes_on_after_an_included_file);
	test_cases_add(tests, says_how_a_unit_is_written);
	test_cases_add(tests, takes_names_between_commas);
	test_cases_add(tests, stops_where_an_included_file_makes_no_sense);
	test_cases_add(tests, refuses_what_is_no_text_file);
	test_cases_add(tests, refuses_a_file_it_may_not_read);
	test_cases_add(tests, prints_nothing_by_itself);
	test_cases_add(tests, refuses_a_file_that_is_cut_within_a_statement);
	test_cases_add(tests, stops_listing_errors_that_nobody_reads);
	test_cases_add(tests, reports_all_errors_of_a_file);
	test_cases_add(tests, puts_files_beside_that_of_the_accounts);
}
