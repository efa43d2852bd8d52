/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_CLIENT_H
#define CHATD_BENCH_CLIENT_H

/*
 * One connection to the server, and who it claims to be.
 *
 * A client belongs to one generator for life; every function is for its thread.
 * Reading goes through the generator's buffer, so that a client holds memory
 * only for what is unfinished: half a line, or what the socket did not take.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/wires/wire.h"

struct client;
struct generator;

#define CLIENT_NAME_BYTES 24

enum client_state {
	CLIENT_CLOSED,
	CLIENT_LOGGING_IN,
	CLIENT_IN,
};

/*
 * Use up what has arrived: return how many of the size bytes are done with.
 * The rest is shown again, with more behind it, after the next read.
 */
typedef size_t client_input_fn(
    struct generator *g, struct client *c, const char *bytes, size_t size);

/* Bytes that wait. */
struct client_bytes {
	char *bytes; /* owned; NULL until needed */
	size_t size;
	size_t room;
};

struct client {
	int fd;
	enum client_state state;
	enum wire_role role;
	uint64_t number; /* in the name; unique for its role */
	uint64_t began_ns;
	uint64_t sessions;          /* connections so far, this one included */
	client_input_fn *input;     /* now */
	client_input_fn *talk;      /* once logged in */
	void *part;                 /* the load's: what this client plays */
	struct client_bytes rest;   /* read, not used up */
	struct client_bytes unsent; /* the socket was full */
};

/* Write the client's name to buffer (CLIENT_NAME_BYTES) and return it. */
const char *client_name(const struct client *c, char *buffer);

/* Write the name of the user with this role and number. */
const char *client_format_name(
    enum wire_role role, uint64_t number, char *buffer);

/*
 * Connect to the server and send the login text.  What goes wrong later shows
 * in client_handle().  Return 0, or -1 after generator_fail().
 */
int client_connect(struct generator *g, struct client *c);

/* Send bytes, or keep what the socket does not take until it does. */
void client_write(
    struct generator *g, struct client *c, const char *bytes, size_t size);

/* Do what epoll says is possible. */
void client_handle(struct generator *g, struct client *c, uint32_t events);

/*
 * Say that nothing more will be sent.  From PHASE_LEAVE on what comes is thrown
 * away, up to the end.  Return false if there is nothing to wait for.
 */
bool client_leave(struct client *c);

/* Close the connection; c can connect again.  NULL parts are fine. */
void client_close(struct client *c);

/* Close and free what c holds, but not c. */
void client_clear(struct client *c);

/*
 * For lines that are not what was due: take the first line of bytes and judge
 * it.  Return how many bytes it took, 0 if it is not all here yet.
 */
size_t client_take_aside(
    struct generator *g, struct client *c, const char *bytes, size_t size);

/* The input of those who only sit there. */
size_t client_input_aside(
    struct generator *g, struct client *c, const char *bytes, size_t size);

#endif
