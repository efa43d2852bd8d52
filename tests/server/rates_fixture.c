/* SPDX-License-Identifier: MIT */
/* The daemon of a test of rates. */

#include "server/rates_fixture.h"

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/console_fixture.h"
#include "server/metrics_fixture.h"

#define WAITS "chatd_rate_waits_total"

static struct test_daemon *chatd;
static struct test_client *console, *metrics;

struct test_daemon *
rates_start(const char *option, const char *other)
{
	chatd = test_daemon_start_speaking("sized framed plain", "workers=1",
	    METRICS_OPTION, console_option(), option, other, NULL);
	console = console_connect();
	metrics = metrics_connect(chatd);
	return chatd;
}

void
rates_order(const char *order)
{
	console_expect(console, order, "OK\n");
}

void
rates_set(const char *option)
{
	rates_order(test_format("set %s", option));
	/* The worker answers this when it has the new limits. */
	console_expect_begin(console, "users", "OK\n");
}

void
rates_lift(void)
{
	rates_set("message_rate 0");
	rates_set("byte_rate 0");
}

double
rates_waits(void)
{
	return metrics_value(metrics_get(metrics), WAITS);
}

void
rates_await_waits(double count)
{
	rates_await(WAITS, count);
}

void
rates_await(const char *sample, double value)
{
	metrics_await(metrics, sample, value);
}

void
rates_serve_another(void)
{
	struct test_client *other = test_client_connect(chatd);

	test_client_ask(other, "FOO\n", "BAD-RQST-HDR\n");
	test_client_close(other);
}

void
rates_expect_silence(struct test_client *client)
{
	rates_serve_another();
	ck_assert_ptr_null(test_client_poll_line(client));
}

void
rates_see(struct test_daemon *daemon, bool is_changed)
{
	struct test_client *client = test_client_login(
	    daemon, is_changed ? "bob" : "alice");

	if (is_changed)
		test_client_ask(client, "FOO\n", "BAD-RQST-HDR\n");
	else
		test_daemon_wait_log(daemon, "alice: has to wait");
}
