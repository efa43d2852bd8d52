/* SPDX-License-Identifier: MIT */
/*
 * Before it is changed, each option is too large for a test to wait for.
 */

#include "server/reload_slow_readers.h"

#include <string.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/metrics_fixture.h"

/* More error replies than the kernel holds for a client that does not read. */
#define EMPTY_LINES 1000000

/* Lines whose deliveries fill the kernel's buffers and a queue of 1 MiB. */
#define FLOOD_LINES 40000

/* What waits for a receiver when its sender is held. */
void
slow_reader_see_send_queue_max(struct test_daemon *chatd, bool is_changed)
{
	const char *name = is_changed ? "bob" : "alice";
	struct test_client *metrics = metrics_connect(chatd);
	struct test_client *sender = test_client_connect(chatd);
	const char *lines = test_repeat_text(
	    test_format("SEND %s %s", name, test_repeat('x', 400, "\n")),
	    FLOOD_LINES);
	size_t size = strlen(lines), sent = 0;
	const char *seen = metrics_get(metrics);
	double held = metrics_value(seen, "chatd_senders_held_total");

	test_client_login_small(chatd, name);
	test_client_ask(sender, test_format("HELLO-FROM to-%s\n", name),
	    test_format("HELLO to-%s\n", name));
	do {
		sent += test_client_try_send(sender, lines + sent, size - sent);
		seen = metrics_get(metrics);
	} while (metrics_value(seen, "chatd_senders_held_total") == held);
	ck_assert(
	    (metrics_value(seen, "chatd_queued_bytes") > 200000) == is_changed);
}

/* This is for operators to see. */
void
slow_reader_see_queue_total_max(struct test_daemon *chatd, bool is_changed)
{
	metrics_await(metrics_connect(chatd), "chatd_waiting_bytes_max",
	    is_changed ? 2097152 : 1048576);
}

/* Let a user log in, ask for much, read nothing, and be cut. */
static void
cut(struct test_daemon *chatd, const char *name)
{
	test_client_send(test_client_login_small(chatd, name),
	    test_repeat('\n', EMPTY_LINES, ""));
	test_daemon_wait_log(chatd,
	    test_format("%s: closed: slow reader, too little read", name));
}

void
slow_reader_see_send_timeout(struct test_daemon *chatd, bool is_changed)
{
	if (is_changed)
		cut(chatd, "reader");
}

void
slow_reader_see_name_grace(struct test_daemon *chatd, bool is_changed)
{
	cut(chatd, is_changed ? "alice" : "bob");
	test_client_ask_until(test_client_connect(chatd),
	    is_changed ? "HELLO-FROM alice\n" : "HELLO-FROM bob\n",
	    is_changed ? "HELLO alice\n" : "IN-USE\n");
}
