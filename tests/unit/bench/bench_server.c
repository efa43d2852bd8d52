/* SPDX-License-Identifier: MIT */
/*
 * The server that errs on purpose.  It knows a protocol only as the bytes of a
 * dialect, and compares whatever it reads with them.
 */

#include "unit/bench/bench_server.h"

#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/generator/plan.h"
#include "bench/options.h"
#include "bench/run.h"

#define TEXT_BYTES 100
#define LINE_BYTES 512

/* The size of a piece, where everything comes in small pieces. */
#define TRICKLE_BYTES 7

static struct {
	pthread_t thread;
	int listener;
	const struct bench_dialect *dialect;
	enum bench_fault fault;
	int victim;
	char port[8];
} server;

/* Write, perhaps to a peer that has hung up: some tests are about that. */
static void
server_write(int fd, const char *bytes, size_t size)
{
	size_t step = server.fault == FAULT_TRICKLE ? TRICKLE_BYTES : size;

	for (size_t i = 0; i < size; i += step)
		(void)send(fd, bytes + i, size - i < step ? size - i : step,
		    MSG_NOSIGNAL);
}

/* Read exactly what is expected; any other byte is the generator's fault. */
static bool
server_read(int fd, const struct bench_bytes *expected)
{
	char bytes[LINE_BYTES];

	if (expected->size == 0)
		return true;
	if (recv(fd, bytes, expected->size, MSG_WAITALL) !=
	    (ssize_t)expected->size)
		return false;
	if (memcmp(bytes, expected->bytes, expected->size) != 0)
		abort();
	return true;
}

static void
server_deliver(int fd, const char *text)
{
	const struct bench_bytes *around = server.dialect->delivery;
	char line[LINE_BYTES];

	if (around[0].size == 0)
		return;
	memcpy(line, around[0].bytes, around[0].size);
	memcpy(line + around[0].size, text, TEXT_BYTES);
	memcpy(line + around[0].size + TEXT_BYTES, around[1].bytes,
	    around[1].size);
	server_write(fd, line, around[0].size + TEXT_BYTES + around[1].size);
}

/* Say whether the messages are questions, which have no text. */
static bool
server_asks(void)
{
	return strcmp(server.dialect->load, "who") == 0;
}

/* Send the text back, or whatever else confirms it. */
static void
server_confirm(int fd, const char *text)
{
	const struct bench_bytes *reply = &server.dialect->reply;

	if (bench_dialect_echoes(server.dialect))
		server_deliver(fd, text);
	else if (reply->size > 0)
		server_write(fd, reply->bytes, reply->size);
}

static void
server_reply(int fd, const char *text, enum bench_fault fault)
{
	const struct bench_bytes *reply = &server.dialect->reply;
	const struct bench_bytes *error = &server.dialect->error;
	char damaged[LINE_BYTES];

	/* A damaged list has another name of the same size in it. */
	if (fault == FAULT_DAMAGE && server_asks()) {
		memcpy(damaged, reply->bytes, reply->size);
		*(char *)memmem(damaged, reply->size, "00000", 5) = '1';
		server_write(fd, damaged, reply->size);
		return;
	}
	if (fault == FAULT_WRONG_REPLY)
		server_write(fd, error->bytes, error->size);
	else
		server_confirm(fd, text);
	if (fault == FAULT_DOUBLE_REPLY)
		server_confirm(fd, text);
}

/* Read a message.  Return false if none comes any more. */
static bool
server_take(int fd, char *text)
{
	const struct bench_bytes *around = server.dialect->message;

	if (!server_read(fd, &around[0]))
		return false;
	return server_asks() ||
	       (recv(fd, text, TEXT_BYTES, MSG_WAITALL) == TEXT_BYTES &&
		   server_read(fd, &around[1]));
}

static void
server_relay(int from, int to)
{
	char text[TEXT_BYTES];
	char held[TEXT_BYTES];
	bool holds = false;

	for (int i = 0; server_take(from, text); i++) {
		enum bench_fault fault = i == server.victim ? server.fault
							    : FAULT_NONE;

		/* Without deliveries, a missing reply is the loss. */
		if (fault != FAULT_LOSE || to >= 0)
			server_reply(from, text, fault);
		if (fault == FAULT_LOSE)
			continue;
		if (fault == FAULT_SWAP) {
			memcpy(held, text, TEXT_BYTES);
			holds = true;
			continue;
		}
		if (fault == FAULT_DAMAGE)
			text[40]++;
		server_deliver(to, text);
		if (fault == FAULT_DOUBLE)
			server_deliver(to, text);
		if (holds)
			server_deliver(to, held);
		holds = false;
	}
}

/* Accept a user, tell by the login which of the two it is, and welcome it. */
static void
server_accept(int users[2])
{
	const struct bench_dialect *d = server.dialect;
	const struct bench_bytes *welcome;
	int fd = accept(server.listener, NULL, NULL);
	char login[LINE_BYTES];
	size_t size = 0;
	int yes = 1;
	size_t who;

	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	do {
		if (size == LINE_BYTES || recv(fd, login + size, 1, 0) != 1)
			abort();
		size++;
		for (who = 0; who < 2; who++) {
			if (size == d->login[who].size &&
			    memcmp(login, d->login[who].bytes, size) == 0)
				break;
		}
	} while (who == 2);
	users[who] = fd;
	welcome = server.fault == FAULT_REFUSE_LOGIN ? &d->error
						     : &d->welcome[who];
	server_write(fd, welcome->bytes, welcome->size);
}

/* Read what a user of IRC answers to the welcome, before anything else. */
static void
server_hear_answer(int fd)
{
	static const struct bench_bytes pong = { "PONG :1\r\n", 9 };
	static const struct bench_bytes join = { "JOIN #bench\r\n", 13 };

	if (strcmp(server.dialect->wire, "irc") == 0)
		(void)server_read(fd, server_asks() ? &join : &pong);
}

static void *
server_thread(void *argument)
{
	int users[2] = { -1, -1 };

	(void)argument;
	server_accept(users);
	if (server.dialect->login[1].size > 0)
		server_accept(users);
	if (server.fault != FAULT_REFUSE_LOGIN) {
		server_hear_answer(users[0]);
		server_relay(users[0], users[1]);
	}
	for (size_t i = 0; i < 2; i++) {
		if (users[i] >= 0)
			(void)close(users[i]);
	}
	return NULL;
}

/* Listen on a free port, and begin to serve. */
static void
server_start(
    const struct bench_dialect *dialect, enum bench_fault fault, int victim)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	server.dialect = dialect;
	server.fault = fault;
	server.victim = victim;
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

void
bench_run(const struct bench_dialect *dialect, enum bench_fault fault,
    int victim, const char *options, struct result *result_r)
{
	char command[LINE_BYTES];
	char *words[32];
	int count = 0;
	struct plan plan;

	server_start(dialect, fault, victim);
	(void)snprintf(command, sizeof(command),
	    "chatd-bench -q -w %s -c 1 -u 0 %s %s 127.0.0.1 %s", dialect->wire,
	    options, dialect->load, server.port);
	for (char *word = strtok(command, " "); word != NULL;
	     word = strtok(NULL, " "))
		words[count++] = word;
	words[count] = NULL;
	ck_assert_int_eq(
	    bench_options_read(&plan, count, words), BENCH_OPTIONS_RUN);
	ck_assert_int_eq(run_measure(&plan, result_r), 0);
	bench_options_clear(&plan);
	(void)pthread_join(server.thread, NULL);
	(void)close(server.listener);
}
