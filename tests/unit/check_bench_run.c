/* SPDX-License-Identifier: MIT */
/*
 * Whole runs of chatd-bench against a server that errs on purpose: what it
 * measures is worth something only if it sees every error.
 *
 * The server is a thread that serves one pair, blocking, in the hello protocol.
 */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/histogram.h"
#include "bench/options.h"
#include "bench/run.h"
#include "unit/unit.h"

#define MESSAGES 100

/* The message that goes wrong. */
#define VICTIM 50

enum fault {
	FAULT_NONE,
	FAULT_LOSE,
	FAULT_DOUBLE,
	FAULT_SWAP,
	FAULT_DAMAGE,
	FAULT_WRONG_REPLY,
	FAULT_TRICKLE,
	FAULT_REFUSE_LOGIN,
};

struct server {
	pthread_t thread;
	int listener;
	enum fault fault;
	char port[8];
};

static struct server server;

/* A peer that hangs up early is what some tests are about. */
static void
server_write(int fd, const char *bytes, size_t size)
{
	size_t step = server.fault == FAULT_TRICKLE ? 7 : size;

	for (size_t i = 0; i < size; i += step)
		(void)send(fd, bytes + i, size - i < step ? size - i : step,
		    MSG_NOSIGNAL);
}

static void
server_deliver(FILE *to, const char *text)
{
	char line[256];

	(void)snprintf(line, sizeof(line), "DELIVERY t00000 %s", text);
	server_write(fileno(to), line, strlen(line));
}

static void
server_relay(FILE *from, FILE *to)
{
	char line[256];
	char held[256] = "";

	for (int i = 0; fgets(line, sizeof(line), from) != NULL; i++) {
		char *text = line + strlen("SEND l00000 ");
		enum fault fault = i == VICTIM ? server.fault : FAULT_NONE;

		if (fault == FAULT_WRONG_REPLY)
			server_write(fileno(from), "UNKNOWN\n", 8);
		else
			server_write(fileno(from), "SEND-OK\n", 8);
		if (fault == FAULT_DAMAGE)
			text[40]++;
		if (fault == FAULT_SWAP)
			(void)snprintf(held, sizeof(held), "%s", text);
		if (fault != FAULT_LOSE && fault != FAULT_SWAP)
			server_deliver(to, text);
		if (fault == FAULT_DOUBLE)
			server_deliver(to, text);
		if (held[0] != '\0' && fault != FAULT_SWAP) {
			server_deliver(to, held);
			held[0] = '\0';
		}
	}
}

/* Accept both users; the talker is the one whose name begins with t. */
static void *
server_thread(void *argument)
{
	FILE *users[2] = { NULL, NULL };
	char line[256];

	(void)argument;
	for (int i = 0; i < 2; i++) {
		FILE *user = fdopen(accept(server.listener, NULL, NULL), "r");
		char answer[300];

		if (fgets(line, sizeof(line), user) == NULL)
			abort();
		users[line[strlen("HELLO-FROM ")] == 't' ? 0 : 1] = user;
		if (server.fault == FAULT_REFUSE_LOGIN)
			(void)snprintf(answer, sizeof(answer), "IN-USE\n");
		else
			(void)snprintf(answer, sizeof(answer), "HELLO %s",
			    line + strlen("HELLO-FROM "));
		server_write(fileno(user), answer, strlen(answer));
	}
	if (server.fault != FAULT_REFUSE_LOGIN)
		server_relay(users[0], users[1]);
	(void)fclose(users[0]);
	(void)fclose(users[1]);
	return NULL;
}

static void
server_start(enum fault fault)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	server.fault = fault;
	server.listener = socket(AF_INET, SOCK_STREAM, 0);
	ck_assert_int_eq(
	    bind(server.listener, (struct sockaddr *)&address, size), 0);
	ck_assert_int_eq(listen(server.listener, 2), 0);
	ck_assert_int_eq(
	    getsockname(server.listener, (struct sockaddr *)&address, &size),
	    0);
	(void)snprintf(server.port, sizeof(server.port), "%u",
	    (unsigned int)ntohs(address.sin_port));
	ck_assert_int_eq(
	    pthread_create(&server.thread, NULL, server_thread, NULL), 0);
}

/* Send MESSAGES messages, two in flight, through a server with this fault. */
static struct result
run_against(enum fault fault, const char *timeout)
{
	char command[128];
	char *words[32];
	int count = 0;
	struct options options;
	struct result result;

	server_start(fault);
	(void)snprintf(command, sizeof(command),
	    "chatd-bench -q -c 1 -W 2 -n %d -u 0 -T %s pairs 127.0.0.1 %s",
	    MESSAGES, timeout, server.port);
	for (char *word = strtok(command, " "); word != NULL;
	     word = strtok(NULL, " "))
		words[count++] = word;
	words[count] = NULL;
	ck_assert_int_eq(options_read(&options, count, words), OPTIONS_RUN);
	ck_assert_int_eq(run_measure(&options, &result), 0);
	options_clear(&options);
	(void)pthread_join(server.thread, NULL);
	(void)close(server.listener);
	return result;
}

START_TEST(passes_a_server_that_works)
{
	struct result result = run_against(FAULT_NONE, "60s");

	ck_assert_msg(result_is_clean(&result), "%s", result.note);
	ck_assert_uint_eq(result.work, MESSAGES);
	ck_assert_uint_eq(histogram_count(result.latency), MESSAGES);
	ck_assert_uint_gt(histogram_min(result.latency), 0);
	result_clear(&result);
}
END_TEST

START_TEST(puts_lines_together_that_come_in_pieces)
{
	struct result result = run_against(FAULT_TRICKLE, "60s");

	ck_assert_msg(result_is_clean(&result), "%s", result.note);
	ck_assert_uint_eq(result.work, MESSAGES);
	result_clear(&result);
}
END_TEST

START_TEST(counts_a_lost_line)
{
	struct result result = run_against(FAULT_LOSE, "60s");

	ck_assert(!result_is_clean(&result));
	ck_assert_uint_eq(result.tally.lost, 1);
	ck_assert_uint_eq(result.work, MESSAGES - 1);
	result_clear(&result);
}
END_TEST

START_TEST(counts_a_doubled_line)
{
	struct result result = run_against(FAULT_DOUBLE, "60s");

	ck_assert(!result_is_clean(&result));
	ck_assert_uint_eq(result.tally.doubled, 1);
	ck_assert_uint_eq(result.tally.lost, 0);
	result_clear(&result);
}
END_TEST

START_TEST(counts_lines_out_of_order)
{
	struct result result = run_against(FAULT_SWAP, "60s");

	ck_assert(!result_is_clean(&result));
	ck_assert_uint_eq(result.tally.reordered, 1);
	ck_assert_uint_eq(result.tally.lost, 0);
	ck_assert_uint_eq(result.work, MESSAGES);
	result_clear(&result);
}
END_TEST

START_TEST(counts_a_damaged_line)
{
	struct result result = run_against(FAULT_DAMAGE, "60s");

	ck_assert(!result_is_clean(&result));
	ck_assert_uint_eq(result.tally.unexpected, 1);
	ck_assert_uint_eq(result.tally.lost, 1);
	ck_assert_ptr_nonnull(strstr(result.note, "DELIVERY t00000"));
	result_clear(&result);
}
END_TEST

START_TEST(counts_a_wrong_reply)
{
	/* The reply that never comes is waited for. */
	struct result result = run_against(FAULT_WRONG_REPLY, "300ms");

	ck_assert(!result_is_clean(&result));
	ck_assert_uint_eq(result.tally.unexpected, 1);
	ck_assert_ptr_nonnull(strstr(result.note, "UNKNOWN"));
	result_clear(&result);
}
END_TEST

START_TEST(says_so_when_nobody_gets_in)
{
	struct result result = run_against(FAULT_REFUSE_LOGIN, "60s");

	ck_assert(!result_is_clean(&result));
	ck_assert(result.failed);
	ck_assert_uint_eq(result.work, 0);
	result_clear(&result);
}
END_TEST

void
unit_add_tests(TCase *tests)
{
	tcase_add_test(tests, passes_a_server_that_works);
	tcase_add_test(tests, puts_lines_together_that_come_in_pieces);
	tcase_add_test(tests, counts_a_lost_line);
	tcase_add_test(tests, counts_a_doubled_line);
	tcase_add_test(tests, counts_lines_out_of_order);
	tcase_add_test(tests, counts_a_damaged_line);
	tcase_add_test(tests, counts_a_wrong_reply);
	tcase_add_test(tests, says_so_when_nobody_gets_in);
}
