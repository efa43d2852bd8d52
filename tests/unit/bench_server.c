/* SPDX-License-Identifier: MIT */
/* A server that errs on purpose, and what each wire looks like to it. */

#include "unit/bench_server.h"

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

#define TEXT_BYTES 100
#define LINE_BYTES 512

/* So much at a time, where all comes in small pieces. */
#define TRICKLE_BYTES 7

#define BYTES(text)                                                            \
	{                                                                      \
		text, sizeof(text) - 1                                         \
	}
#define NO_BYTES                                                               \
	{                                                                      \
		NULL, 0                                                        \
	}
#define NATS_CONNECT(verbose, name, subscribe)                                 \
	BYTES("CONNECT {\"verbose\":" verbose                                  \
	      ",\"pedantic\":false,\"name\":\"" name "\"}\r\n" subscribe       \
	      "PING\r\n")

static const struct bench_dialect dialects[] = {
	{ "hello", "pairs",
	    { BYTES("HELLO-FROM t00000\n"), BYTES("HELLO-FROM l00000\n") },
	    { BYTES("HELLO t00000\n"), BYTES("HELLO l00000\n") },
	    { BYTES("SEND l00000 "), BYTES("\n") },
	    { BYTES("DELIVERY t00000 "), BYTES("\n") }, BYTES("SEND-OK\n"),
	    BYTES("UNKNOWN\n") },
	{ "hello", "room",
	    { BYTES("HELLO-FROM t00000\nJOIN #bench\n"),
		BYTES("HELLO-FROM l00000\nJOIN #bench\n") },
	    { BYTES("HELLO t00000\nJOIN-OK #bench\nJOINED #bench l00000\n"),
		BYTES("HELLO l00000\nJOINED #bench t00000\nJOIN-OK #bench\n") },
	    { BYTES("SEND #bench "), BYTES("\n") },
	    { BYTES("SAID #bench t00000 "), BYTES("\n") }, BYTES("SEND-OK\n"),
	    BYTES("UNKNOWN\n") },
	{ "sized", "pairs",
	    { BYTES("0011NAME t00000"), BYTES("0011NAME l00000") },
	    { BYTES("0012HELLO t00000"), BYTES("0012HELLO l00000") },
	    { BYTES("0111MSG l00000 "), BYTES("") },
	    { BYTES("0112t00000 SENT "), BYTES("") }, NO_BYTES,
	    BYTES("0026ERROR no such user: l00000") },
	{ "framed", "pairs",
	    { BYTES("\0\6\0\0\0\0t00000"), BYTES("\0\6\0\0\0\0l00000") },
	    { BYTES("\0\6\0\0\0\24servert00000 has logged in"
		    "\0\6\0\0\0\24serverl00000 has logged in"),
		BYTES("\0\6\0\0\0\24servert00000 has logged in"
		      "\0\6\0\0\0\24serverl00000 has logged in") },
	    { BYTES("\0\6\0\0\0\154t00000@l00000 "), BYTES("") },
	    { BYTES("\0\6\0\0\0\154t00000@l00000 "), BYTES("") }, NO_BYTES,
	    BYTES("\0\6\0\0\0\24serverno such user: l00000") },
	{ "framed", "room",
	    { BYTES("\0\6\0\0\0\0t00000"), BYTES("\0\6\0\0\0\0l00000") },
	    { BYTES("\0\6\0\0\0\24servert00000 has logged in"),
		BYTES("\0\6\0\0\0\24serverl00000 has logged in") },
	    { BYTES("\0\6\0\0\0\144t00000"), BYTES("") },
	    { BYTES("\0\6\0\0\0\144t00000"), BYTES("") }, NO_BYTES,
	    BYTES("\0\6\0\0\0\14servertext refused") },
	{ "plain", "pairs",
	    { BYTES("!name t00000\n"), BYTES("!name l00000\n") },
	    { BYTES("[127.0.0.1:1] entered room\nYou are now t00000\n"),
		BYTES(
		    "You are now l00000\nClient (127.0.0.1, 1) is offline\n") },
	    { BYTES("@l00000 "), BYTES("\n") },
	    { BYTES("\r<t00000> @l00000 "), BYTES("\n") }, NO_BYTES,
	    BYTES("! refused: no such user: l00000\n") },
	{ "plain", "room", { BYTES("!name t00000\n"), BYTES("!name l00000\n") },
	    { BYTES("You are now t00000\n"), BYTES("You are now l00000\n") },
	    { BYTES(""), BYTES("\n") }, { BYTES("\r<t00000> "), BYTES("\n") },
	    NO_BYTES, BYTES("! refused: line too long\n") },
	{ "irc", "pairs",
	    { BYTES("NICK t00000\r\nUSER t00000 0 * :t00000\r\n"),
		BYTES("NICK l00000\r\nUSER l00000 0 * :l00000\r\n") },
	    { BYTES(":s 001 t00000 :Hi\r\n:s 376 t00000 :End\r\nPING :1\r\n"),
		BYTES(":s 001 l00000 :Hi\r\n:s 422 l00000 :None\r\n") },
	    { BYTES("PRIVMSG l00000 :"), BYTES("\r\n") },
	    { BYTES(":t00000!~t@host PRIVMSG l00000 :"), BYTES("\r\n") },
	    NO_BYTES, BYTES(":s 401 t00000 l00000 :No such nick\r\n") },
	{ "nats", "pairs",
	    { NATS_CONNECT("false", "t00000", ""),
		NATS_CONNECT("false", "l00000", "SUB l00000 1\r\n") },
	    { BYTES("INFO {}\r\nPONG\r\n"), BYTES("INFO {}\r\nPONG\r\n") },
	    { BYTES("PUB l00000 100\r\n"), BYTES("\r\n") },
	    { BYTES("MSG l00000 1 100\r\n"), BYTES("\r\n") }, NO_BYTES,
	    BYTES("-ERR 'Slow Consumer'\r\n") },
	{ "nats-ack", "pairs",
	    { NATS_CONNECT("true", "t00000", ""),
		NATS_CONNECT("true", "l00000", "SUB l00000 1\r\n") },
	    { BYTES("+OK\r\nPONG\r\n"), BYTES("+OK\r\n+OK\r\nPONG\r\n") },
	    { BYTES("PUB l00000 100\r\n"), BYTES("\r\n") },
	    { BYTES("MSG l00000 1 100\r\n"), BYTES("\r\n") }, BYTES("+OK\r\n"),
	    BYTES("-ERR 'Slow Consumer'\r\n") },
	{ "redis", "pairs",
	    { BYTES("PING\r\n"), BYTES("SUBSCRIBE l00000\r\n") },
	    { BYTES("+PONG\r\n"),
		BYTES("*3\r\n$9\r\nsubscribe\r\n$6\r\nl00000\r\n:1\r\n") },
	    { BYTES("*3\r\n$7\r\nPUBLISH\r\n$6\r\nl00000\r\n$100\r\n"),
		BYTES("\r\n") },
	    { BYTES("*3\r\n$7\r\nmessage\r\n$6\r\nl00000\r\n$100\r\n"),
		BYTES("\r\n") },
	    BYTES(":1\r\n"), BYTES(":0\r\n") },
	{ "memcached", "pairs", { BYTES("version\r\n"), NO_BYTES },
	    { BYTES("VERSION 1\r\n"), NO_BYTES },
	    { BYTES("set l00000 0 0 100\r\n"), BYTES("\r\n") },
	    { NO_BYTES, NO_BYTES }, BYTES("STORED\r\n"),
	    BYTES("SERVER_ERROR out of memory\r\n") },
	{ "drop", "pairs", { BYTES("\0\0\0\1t00000\n"), NO_BYTES },
	    { BYTES("A"), NO_BYTES }, { BYTES("\0\0\0\1"), BYTES("\n") },
	    { NO_BYTES, NO_BYTES }, BYTES("A"), BYTES("R") },
};

static struct {
	pthread_t thread;
	int listener;
	const struct bench_dialect *dialect;
	enum bench_fault fault;
	int victim;
	char port[8];
} server;

/* A peer that hangs up early is what some tests are about. */
static void
server_write(int fd, const char *bytes, size_t size)
{
	size_t step = server.fault == FAULT_TRICKLE ? TRICKLE_BYTES : size;

	for (size_t i = 0; i < size; i += step)
		(void)send(fd, bytes + i, size - i < step ? size - i : step,
		    MSG_NOSIGNAL);
}

/* Read exactly what is expected: anything else is the generator's fault. */
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

static void
server_reply(int fd, enum bench_fault fault)
{
	const struct bench_bytes *reply = &server.dialect->reply;
	const struct bench_bytes *error = &server.dialect->error;

	if (fault == FAULT_WRONG_REPLY)
		server_write(fd, error->bytes, error->size);
	else if (reply->size > 0)
		server_write(fd, reply->bytes, reply->size);
	if (fault == FAULT_DOUBLE_REPLY)
		server_write(fd, reply->bytes, reply->size);
}

static void
server_relay(int from, int to)
{
	char text[TEXT_BYTES];
	char held[TEXT_BYTES];
	bool holds = false;

	for (int i = 0;
	     server_read(from, &server.dialect->message[0]) &&
	     recv(from, text, TEXT_BYTES, MSG_WAITALL) == TEXT_BYTES &&
	     server_read(from, &server.dialect->message[1]);
	     i++) {
		enum bench_fault fault = i == server.victim ? server.fault
							    : FAULT_NONE;

		/* Who is not told of a loss must find it by himself. */
		if (fault != FAULT_LOSE || to >= 0)
			server_reply(from, fault);
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

/* Accept a user, find out by his login who he is, and welcome him. */
static void
server_accept(int users[2])
{
	const struct bench_dialect *d = server.dialect;
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
	if (server.fault == FAULT_REFUSE_LOGIN)
		server_write(fd, d->error.bytes, d->error.size);
	else
		server_write(fd, d->welcome[who].bytes, d->welcome[who].size);
}

/* IRC's PING during the login has an answer, which comes before a message. */
static void *
server_thread(void *argument)
{
	static const struct bench_bytes pong = BYTES("PONG :1\r\n");
	int users[2] = { -1, -1 };

	(void)argument;
	server_accept(users);
	if (server.dialect->login[1].size > 0)
		server_accept(users);
	if (server.fault != FAULT_REFUSE_LOGIN) {
		if (strcmp(server.dialect->wire, "irc") == 0)
			(void)server_read(users[0], &pong);
		server_relay(users[0], users[1]);
	}
	for (size_t i = 0; i < 2; i++) {
		if (users[i] >= 0)
			(void)close(users[i]);
	}
	return NULL;
}

const struct bench_dialect *
bench_dialect(int index)
{
	return &dialects[index];
}

int
bench_dialect_count(void)
{
	return (int)(sizeof(dialects) / sizeof(dialects[0]));
}

const char *
bench_server_start(
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
	return server.port;
}

void
bench_server_finish(void)
{
	(void)pthread_join(server.thread, NULL);
	(void)close(server.listener);
}
