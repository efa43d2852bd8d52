/* SPDX-License-Identifier: MIT */
/*
 * Connections that a proxy passes on: whose they are, and that nobody else can
 * say so.  The proxy is the test itself, and HAProxy where it is installed.
 */

#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/test_certificate.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/metrics_fixture.h"
#include "server/tls_fixture.h"

#define REFUSED "chatd_newcomers_refused_total{reason=\"proxy_header\"}"

#define LINE "PROXY TCP4 192.0.2.7 198.51.100.1 56324 5378\r\n"

#define BINARY                                                                 \
	"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\2\7\xc6\x33\x64\1\xdc\4\x15\2"

/* Without the zero at its end. */
#define BYTES(literal) literal, sizeof(literal) - 1

static struct test_daemon *
start(const char *option)
{
	return test_daemon_start_with("proxy_from=127.0.0.0/8", METRICS_OPTION,
	    "log_level=debug", option, NULL);
}

/* ---- headers ------------------------------------------------------------- */

static void
require_peer(const void *header, size_t size, size_t piece_max)
{
	struct test_daemon *chatd = start(NULL);
	struct test_client *client = test_client_connect(chatd);

	test_client_send_pieces(client, header, size, piece_max);
	test_client_ask(client, "HELLO-FROM alice\n", "HELLO alice\n");
	test_daemon_wait_log(chatd, "192.0.2.7:56324 alice: logged in");
}

START_TEST(a_line_says_whose_connection_it_is)
{
	require_peer(BYTES(LINE), sizeof(LINE));
}
END_TEST

START_TEST(a_binary_header_says_it)
{
	require_peer(BYTES(BINARY), sizeof(BINARY));
}
END_TEST

START_TEST(both_may_come_byte_by_byte)
{
	require_peer(BYTES(LINE), 1);
	require_peer(BYTES(BINARY), 1);
}
END_TEST

START_TEST(what_follows_in_the_same_piece_is_the_clients)
{
	struct test_daemon *chatd = start(NULL);
	struct test_client *client = test_client_connect(chatd);

	test_client_ask(client, LINE "HELLO-FROM alice\nWHO\n",
	    "HELLO alice\nWHO-OK echobot,alice\n");
}
END_TEST

START_TEST(the_proxy_itself_is_a_peer_like_others)
{
	struct test_daemon *chatd = start(NULL);
	struct test_client *client = test_client_connect(chatd);

	test_client_ask(
	    client, "PROXY UNKNOWN\r\nHELLO-FROM alice\n", "HELLO alice\n");
	test_daemon_wait_log(chatd,
	    test_format("%s alice: logged in", test_client_name(client)));
}
END_TEST

START_TEST(a_handshake_comes_behind_it)
{
	struct test_daemon *chatd = test_daemon_start_with(
	    "proxy_from=127.0.0.1", "tls=yes",
	    test_format("certificate=%s", test_certificate_create_usual()),
	    NULL);
	struct tls_client *client = tls_client_new(
	    chatd, 0, &(struct tls_wish){ .version = 0 });

	tls_client_send_raw(client, BYTES(LINE));
	ck_assert(tls_client_shakes_hands(client));
	tls_client_ask(client, "HELLO-FROM alice\n", "HELLO alice\n");
	test_daemon_wait_log(chatd, "192.0.2.7:56324 alice: logged in");
}
END_TEST

/* ---- what is none -------------------------------------------------------- */

static void
require_closed(struct test_daemon *chatd, const void *bytes, size_t size)
{
	struct test_client *client = test_client_connect(chatd);
	bool reset;

	test_client_send_bytes(client, bytes, size);
	ck_assert_uint_eq(test_client_drain(client, &reset), 0);
}

START_TEST(anything_else_is_closed)
{
	struct test_daemon *chatd = start(NULL);
	struct test_client *metrics = metrics_connect(chatd);

	require_closed(chatd, BYTES("HELLO-FROM alice\n"));
	require_closed(chatd, BYTES("PROXY TCP4 192.0.2.7 1 2 3\r\n"));
	require_closed(chatd, BYTES("PROXY UNKNOWN\n"));
	require_closed(chatd, BYTES("\r\n\r\n\0\r\nQUIT\n\x21\x11\xff\xff"));
	metrics_await(metrics, REFUSED, 4);
	test_daemon_wait_log(chatd, "their proxy does not say who they are");
}
END_TEST

START_TEST(half_a_header_is_closed)
{
	struct test_daemon *chatd = start(NULL);
	struct test_client *metrics = metrics_connect(chatd);
	struct test_client *client = test_client_connect(chatd);

	test_client_send_bytes(client, LINE, 10);
	test_client_expect_end(client);
	metrics_await(metrics, REFUSED, 1);
}
END_TEST

START_TEST(one_that_hangs_up_is_let_go)
{
	struct test_daemon *chatd = start(NULL);
	struct test_client *metrics = metrics_connect(chatd);
	struct test_client *client = test_client_connect(chatd);

	test_client_send_bytes(client, LINE, 10);
	test_client_close(client);
	metrics_await(metrics, REFUSED, 1);
}
END_TEST

START_TEST(who_waits_does_not_hold_up_the_end)
{
	struct test_daemon *chatd = start(NULL);
	struct test_client *client = test_client_connect(chatd);
	struct test_client *other = test_client_connect(chatd);

	test_client_send_bytes(client, LINE, 10);
	test_client_ask(other, LINE "HELLO-FROM alice\n", "HELLO alice\n");
	test_daemon_signal(chatd, SIGTERM);
	test_daemon_require_exit(chatd, 0);
}
END_TEST

START_TEST(nobody_else_can_say_it)
{
	struct test_daemon *chatd = test_daemon_start_with(
	    "proxy_from=192.0.2.0/24", NULL);
	struct test_client *client = test_client_connect(chatd);

	test_client_ask(client, LINE, "BAD-RQST-HDR\n");
}
END_TEST

/* ---- what the limits see ------------------------------------------------- */

START_TEST(limits_are_those_of_the_real_peer)
{
	struct test_daemon *chatd = start("connections_per_address=1");
	struct test_client *first = test_client_connect(chatd);
	struct test_client *second = test_client_connect(chatd);
	struct test_client *other = test_client_connect(chatd);

	test_client_ask(first, LINE "HELLO-FROM alice\n", "HELLO alice\n");
	test_client_ask(second, LINE, "BUSY\n");
	test_client_expect_end(second);
	test_client_ask(other,
	    "PROXY TCP4 192.0.2.8 198.51.100.1 56324 5378\r\n"
	    "HELLO-FROM bob\n",
	    "HELLO bob\n");
}
END_TEST

START_TEST(networks_are_those_of_the_real_peer)
{
	struct test_daemon *chatd = start("deny=192.0.2.0/24");
	struct test_client *client = test_client_connect(chatd);

	test_client_ask(client, LINE, "BUSY\n");
	test_client_expect_end(client);
}
END_TEST

START_TEST(a_reload_changes_who_is_a_proxy)
{
	static const char before[] = "address = 127.0.0.1\nport = 0\n";
	static const char after[] = "address = 127.0.0.1\nport = 0\n"
				    "proxy_from = 127.0.0.1\n";
	const char *path = test_file_create(before, strlen(before));
	struct test_daemon *chatd = test_daemon_start_file(path);

	test_client_ask(test_client_connect(chatd), "FOO\n", "BAD-RQST-HDR\n");
	test_file_replace(path, after, strlen(after));
	test_daemon_signal(chatd, SIGHUP);
	test_daemon_wait_log(chatd, "reloaded the configuration");
	test_client_ask(test_client_connect(chatd), LINE "HELLO-FROM alice\n",
	    "HELLO alice\n");
}
END_TEST

/* ---- HAProxy ------------------------------------------------------------- */

#define HAPROXY "/usr/sbin/haproxy"

static pid_t haproxy;

static void
end_haproxy(void *argument)
{
	(void)argument;
	kill(haproxy, SIGTERM);
	waitpid(haproxy, NULL, 0);
}

/*
 * Have HAProxy take connections at listening_fd, and pass them on to chatd with
 * this header.
 */
static void
start_haproxy(
    const struct test_daemon *chatd, int listening_fd, const char *header)
{
	const char *at = strstr(test_daemon_log(chatd), "hello on ") +
			 strlen("hello on ");
	const char *text = test_format(
	    "defaults\n mode tcp\n timeout connect 60s\n timeout client 60s\n"
	    " timeout server 60s\nlisten chat\n bind fd@%d\n"
	    " server chatd %.*s %s\n",
	    listening_fd, (int)strcspn(at, ",\n"), at, header);
	const char *path = test_file_create(text, strlen(text));

	haproxy = fork();
	test_require(haproxy >= 0, "cannot fork");
	if (haproxy == 0) {
		execl(HAPROXY, HAPROXY, "-db", "-f", path, (char *)NULL);
		_exit(127);
	}
	test_defer(end_haproxy, NULL);
}

START_TEST(haproxy_says_whose_connection_it_is)
{
	static const char *const headers[] = { "send-proxy", "send-proxy-v2" };
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct test_daemon *chatd = start(NULL);
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct test_client *client;

	test_require(
	    fd >= 0 && bind(fd, (struct sockaddr *)&address, size) == 0 &&
		listen(fd, 8) == 0 &&
		getsockname(fd, (struct sockaddr *)&address, &size) == 0,
	    "cannot listen");
	start_haproxy(chatd, fd, headers[_i]);
	client = test_client_connect_socket(
	    (const struct sockaddr *)&address, sizeof(address));
	test_client_ask(client, "HELLO-FROM alice\n", "HELLO alice\n");
	test_daemon_wait_log(chatd,
	    test_format("%s alice: logged in", test_client_name(client)));
	close(fd);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_line_says_whose_connection_it_is);
	test_cases_add(tests, a_binary_header_says_it);
	test_cases_add(tests, both_may_come_byte_by_byte);
	test_cases_add(tests, what_follows_in_the_same_piece_is_the_clients);
	test_cases_add(tests, the_proxy_itself_is_a_peer_like_others);
	test_cases_add(tests, a_handshake_comes_behind_it);
	test_cases_add(tests, anything_else_is_closed);
	test_cases_add(tests, half_a_header_is_closed);
	test_cases_add(tests, one_that_hangs_up_is_let_go);
	test_cases_add(tests, who_waits_does_not_hold_up_the_end);
	test_cases_add(tests, nobody_else_can_say_it);
	test_cases_add(tests, limits_are_those_of_the_real_peer);
	test_cases_add(tests, networks_are_those_of_the_real_peer);
	test_cases_add(tests, a_reload_changes_who_is_a_proxy);
	if (access(HAPROXY, X_OK) == 0)
		test_cases_add_loop(
		    tests, haproxy_says_whose_connection_it_is, 0, 2);
}
