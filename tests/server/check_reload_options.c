/* SPDX-License-Identifier: MIT */
/*
 * Every option that a reload can change is changed by one, and seen to be.
 *
 * There is one worker, and it gets connections and new limits by the same
 * mailbox: when it serves somebody who came after the reload, the limits are in
 * force.
 */

#include <signal.h>
#include <string.h>

#include "chatd/config/options.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/drop_fixture.h"
#include "server/rates_fixture.h"
#include "server/reload_slow_readers.h"
#include "server/rooms_fixture.h"
#include "server/sized_fixture.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* A text between the two values of an option that limits texts. */
#define TEXT_BYTES 600

static const char *
long_text(void)
{
	return test_repeat('x', TEXT_BYTES, "");
}

/* Connect and send a line; expect the answer. */
static struct test_client *
ask_as_newcomer(struct test_daemon *chatd, const char *line, const char *answer)
{
	struct test_client *client = test_client_connect(chatd);

	test_client_ask(client, line, answer);
	return client;
}

/* ---- what users see of an option, before and after ----------------------- */

static void
see_max_clients(struct test_daemon *chatd, bool is_changed)
{
	if (!is_changed)
		test_client_login(chatd, "alice");
	ask_as_newcomer(
	    chatd, "HELLO-FROM bob\n", is_changed ? "HELLO bob\n" : "BUSY\n");
}

static void
see_max_logins_pending(struct test_daemon *chatd, bool is_changed)
{
	if (!is_changed) {
		ask_as_newcomer(chatd, "FOO\n", "BAD-RQST-HDR\n");
		test_client_expect(test_client_connect(chatd), "BUSY\n");
	} else {
		for (int i = 0; i < 2; i++)
			ask_as_newcomer(chatd, "FOO\n", "BAD-RQST-HDR\n");
	}
}

static void
see_max_guests(struct test_daemon *chatd, bool is_changed)
{
	static const char refusal[] = "! refused: not a name\n";
	struct test_client *guest;

	if (!is_changed)
		test_client_ask(test_client_connect_protocol(chatd, "plain"),
		    "!name\n", refusal);
	guest = test_client_connect_protocol(chatd, "plain");
	if (is_changed)
		test_client_ask(guest, "!name\n", refusal);
	else
		test_client_expect(guest, "! refused: server full\n");
}

static void
see_rooms_max(struct test_daemon *chatd, bool is_changed)
{
	struct test_client *client = test_client_login(
	    chatd, is_changed ? "bob" : "alice");

	test_client_ask(client, "JOIN #a\n", "JOIN-OK #a\n");
	test_client_ask(client, "JOIN #b\n",
	    is_changed ? "JOIN-OK #b\n" : "TOO-MANY-ROOMS\n");
	test_client_close(client);
}

static void
see_rooms_total_max(struct test_daemon *chatd, bool is_changed)
{
	struct test_client *client = test_client_login(
	    chatd, is_changed ? "bob" : "alice");

	if (!is_changed)
		test_client_ask(client, "JOIN #a\n", "JOIN-OK #a\n");
	test_client_ask(
	    client, "JOIN #b\n", is_changed ? "JOIN-OK #b\n" : "BUSY\n");
}

/* That somebody has connected is a line for debugging. */
static void
see_log_level(struct test_daemon *chatd, bool is_changed)
{
	ask_as_newcomer(chatd, "FOO\n", "BAD-RQST-HDR\n");
	if (is_changed)
		test_daemon_wait_log(chatd, ": connected");
	else
		test_daemon_require_log(chatd, 0, ": connected");
}

static void
see_name_max(struct test_daemon *chatd, bool is_changed)
{
	ask_as_newcomer(chatd, "HELLO-FROM patricia\n",
	    is_changed ? "HELLO patricia\n" : "BAD-RQST-BODY\n");
}

static void
see_line_max(struct test_daemon *chatd, bool is_changed)
{
	const char *name = is_changed ? "bob" : "alice";
	const char *text = long_text();

	test_client_ask(test_client_login(chatd, name),
	    test_format("SEND %s %s\n", name, text),
	    is_changed ? test_format("SEND-OK\nDELIVERY %s %s\n", name, text)
		       : "BAD-RQST-BODY\n");
}

static void
see_message_max(struct test_daemon *chatd, bool is_changed)
{
	const char *name = is_changed ? "bob" : "alice";
	struct test_client *client = framed_login(chatd, name);

	framed_send(
	    client, test_format("%s|%s\n%s|!who\n", name, long_text(), name));
	framed_expect(
	    client, is_changed ? test_format("server|users: echobot %s\n", name)
			       : "server|text too long\n");
}

static void
see_login_timeout(struct test_daemon *chatd, bool is_changed)
{
	if (is_changed)
		test_client_expect_end(test_client_connect(chatd));
}

/* alice does not hang up, so there is somebody to wait for. */
static void
see_drain_timeout(struct test_daemon *chatd, bool is_changed)
{
	if (!is_changed) {
		test_client_login(chatd, "alice");
		return;
	}
	test_daemon_signal(chatd, SIGTERM);
	test_daemon_require_exit(chatd, 0);
	test_daemon_require_log(chatd, 1, "stopped: drain_timeout is over");
}

/* The time under way is cut short. */
static void
see_room_list_interval(struct test_daemon *chatd, bool is_changed)
{
	static struct test_client *member;

	if (!is_changed)
		member = framed_login(chatd, "alice");
	else
		framed_expect(member, "server|users: echobot alice\n");
}

static void
see_echo_user(struct test_daemon *chatd, bool is_changed)
{
	test_client_ask(test_client_login(chatd, is_changed ? "bob" : "alice"),
	    "SEND crow hi\nSEND parrot hi\n",
	    is_changed ? "SEND-OK\nDELIVERY crow hi\nUNKNOWN\n"
		       : "UNKNOWN\nSEND-OK\nDELIVERY parrot hi\n");
}

/* The line that is kept at first must not keep others waiting. */
static void
see_echo_delay(struct test_daemon *chatd, bool is_changed)
{
	struct test_client *client = test_client_login(
	    chatd, is_changed ? "bob" : "alice");

	test_client_ask(client, "SEND echobot hi\n", "SEND-OK\n");
	ask_as_newcomer(chatd, "FOO\n", "BAD-RQST-HDR\n");
	if (is_changed)
		test_client_expect(client, "DELIVERY echobot hi\n");
	else
		ck_assert_ptr_null(test_client_poll_line(client));
}

static void
see_hello_strict(struct test_daemon *chatd, bool is_changed)
{
	struct test_client *client = ask_as_newcomer(
	    chatd, "FOO\n", "BAD-RQST-HDR\n");

	if (is_changed)
		test_client_expect_end(client);
	else
		test_client_ask(client, "FOO\n", "BAD-RQST-HDR\n");
}

static void
see_dialect(struct test_daemon *chatd, bool is_changed)
{
	test_client_ask(test_client_login(chatd, is_changed ? "bob" : "alice"),
	    "SEND carol hi\n", is_changed ? "BAD-DEST-USER\n" : "UNKNOWN\n");
}

static void
see_length_digits(struct test_daemon *chatd, bool is_changed)
{
	struct test_client *client = sized_connect(chatd);

	sized_send(client, 2, "NAME alice");
	if (is_changed)
		sized_expect(client, 3, "ERROR bad length: 10N");
	else
		sized_expect(client, 2, "HELLO alice");
}

static void
see_long_text_filed(struct test_daemon *chatd, bool is_changed)
{
	struct test_client *client = drop_connect(chatd);

	drop_send_text(client, 1, test_format("%s\n", long_text()));
	test_client_expect(client, is_changed ? "A" : "R");
}

static void
drop_and_expect(struct test_daemon *chatd, const char *answer)
{
	struct test_client *client = drop_connect(chatd);

	drop_send_text(client, 1, "text\n");
	test_client_expect(client, answer);
}

static void
see_files_max(struct test_daemon *chatd, bool is_changed)
{
	if (!is_changed)
		drop_and_expect(chatd, "A");
	drop_and_expect(chatd, is_changed ? "A" : "R");
}

/* ---- the options --------------------------------------------------------- */

struct row {
	const char *option, *before, *after;
	void (*see)(struct test_daemon *chatd, bool is_changed);
	const char *others; /* that go with it */
};

static const struct row rows[] = {
	{ "max_clients", "1", "2", see_max_clients, "" },
	{ "max_logins_pending", "1", "10", see_max_logins_pending, "" },
	{ "max_guests", "1", "2", see_max_guests, "" },
	{ "rooms_max", "1", "2", see_rooms_max, "" },
	{ "rooms_total_max", "1", "2", see_rooms_total_max, "" },
	{ "log_level", "info", "debug", see_log_level, "" },
	{ "message_rate", "1/min", "0", rates_see, "message_burst = 1\n" },
	{ "message_burst", "1", "2", rates_see, "message_rate = 1/min\n" },
	{ "byte_rate", "1/min", "0", rates_see, "byte_burst = 1\n" },
	{ "byte_burst", "1", "1KiB", rates_see, "byte_rate = 1/min\n" },
	{ "name_max", "7", "8", see_name_max, "" },
	{ "line_max", "512", "1KiB", see_line_max, "" },
	{ "message_max", "512", "1KiB", see_message_max, "" },
	{ "queue_total_max", "1MiB", "2MiB", slow_reader_see_queue_total_max,
	    "" },
	{ "send_queue_max", "4KiB", "1MiB", slow_reader_see_send_queue_max,
	    "line_max = 512\nmessage_max = 512\n" },
	{ "send_timeout", "1h", "1s", slow_reader_see_send_timeout,
	    "send_queue_max = 64MiB\n" },
	{ "name_grace", "1h", "0", slow_reader_see_name_grace,
	    "send_timeout = 1s\n" },
	{ "login_timeout", "1h", "1s", see_login_timeout, "" },
	{ "drain_timeout", "1h", "0", see_drain_timeout, "" },
	{ "room_list_interval", "1h", "500ms", see_room_list_interval, "" },
	{ "echo_user", "parrot", "crow", see_echo_user, "" },
	{ "echo_delay", "60s", "20ms", see_echo_delay, "" },
	{ "hello_strict", "no", "yes", see_hello_strict, "" },
	{ "dialect", "who", "list", see_dialect, "" },
	{ "length_digits", "auto", "3", see_length_digits, "" },
	{ "drop_message_max", "512", "1MiB", see_long_text_filed, "" },
	{ "drop_total_max", "512", "1MiB", see_long_text_filed, "" },
	{ "drop_files_max", "1", "2", see_files_max, "" },
};

static const char *
file_text(const struct row *row, const char *value, const char *directory)
{
	return test_format("address = 127.0.0.1\nport = 0\nworkers = 1\n"
			   "metrics_listen = 127.0.0.1:0\n"
			   "listener plain { protocol = plain port = 0 }\n"
			   "listener framed { protocol = framed port = 0 }\n"
			   "listener sized { protocol = sized port = 0 }\n"
			   "listener drop { protocol = drop port = 0 }\n"
			   "drop_directory = \"%s\"\n%s%s = %s\n",
	    directory, row->others, row->option, value);
}

START_TEST(a_reload_puts_it_in_force)
{
	const struct row *row = &rows[_i];
	const char *directory = test_directory_create();
	const char *text = file_text(row, row->before, directory);
	const char *path = test_file_create(text, strlen(text));
	struct test_daemon *chatd = test_daemon_start_file(path);

	row->see(chatd, false);
	text = file_text(row, row->after, directory);
	test_file_replace(path, text, strlen(text));
	test_daemon_signal(chatd, SIGHUP);
	test_daemon_wait_log(chatd, "reloaded the configuration");
	ask_as_newcomer(chatd, "FOO\n", "BAD-RQST-HDR\n");
	row->see(chatd, true);
}
END_TEST

/*
 * check_unix_sockets, check_tls_certificates, check_access,
 * check_address_limits, check_proxies, check_irc_registration and
 * check_accounts* change these.
 */
static const char *const seen_elsewhere[] = { "auth_plaintext", "registration",
	"reserved_names", "socket_mode", "socket_group", "certificate", "key",
	"client_ca", "allow", "deny", "connections_per_address",
	"logins_per_address", "logins_burst", "limits_exempt", "proxy_from",
	"motd_file", "irc_ping", "irc_sts", "irc_server_name", "irc_network" };

static bool
is_seen_elsewhere(const struct config_option *option)
{
	for (int i = 0; i < COUNT(seen_elsewhere); i++) {
		if (strcmp(option->name, seen_elsewhere[i]) == 0)
			return true;
	}
	return false;
}

static const struct row *
find_row(const char *option)
{
	for (int i = 0; i < COUNT(rows); i++)
		if (strcmp(rows[i].option, option) == 0)
			return &rows[i];
	return NULL;
}

START_TEST(every_option_that_can_be_reloaded_has_a_row)
{
	struct config_table table = config_main_table();
	int reloadable = 0;

	for (size_t i = 0; i < table.count; i++) {
		const struct config_option *option = &table.rows[i];

		if (is_seen_elsewhere(option))
			continue;
		test_require(
		    option->is_reloadable == (find_row(option->name) != NULL),
		    "%s: %s", option->name,
		    option->is_reloadable ? "no row" : "a row too many");
		reloadable += option->is_reloadable;
	}
	ck_assert_int_eq(reloadable, COUNT(rows));
	table = config_listener_table();
	for (size_t i = 0; i < table.count; i++)
		test_require(!table.rows[i].is_reloadable ||
				 is_seen_elsewhere(&table.rows[i]),
		    "nothing sees a reload of a listener's %s",
		    table.rows[i].name);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, a_reload_puts_it_in_force, 0, COUNT(rows));
	test_cases_add(tests, every_option_that_can_be_reloaded_has_a_row);
}
