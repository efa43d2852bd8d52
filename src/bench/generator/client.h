/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_CLIENT_H
#define CHATD_BENCH_CLIENT_H

/*
 * One connection to the server, and the user that it stands for.
 *
 * A client belongs to one generator for life, and every function is for that
 * generator's thread.  Reading goes through the generator's buffer, so that a
 * client holds memory only for what is unfinished: half a line, or bytes that
 * the socket did not take.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/wires/wire.h"

struct client;
struct generator;
struct ssl_st;

#define CLIENT_NAME_BYTES 24

enum client_state {
	CLIENT_CLOSED,
	CLIENT_LOGGING_IN,
	CLIENT_IN,
};

/*
 * Use up what has arrived and return how many of the size bytes are done with.
 * The rest is shown again, with more after it, when the next bytes have come.
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
	struct ssl_st *tls;    /* NULL: nothing is encrypted */
	bool is_shaking_hands; /* and what is sent waits for the end of that */
	enum wire_role role;
	uint64_t number; /* in the name; unique for its role */
	uint64_t began_ns;
	uint64_t sessions;          /* connections so far, this one included */
	client_input_fn *input;     /* now */
	client_input_fn *talk;      /* once logged in */
	void *part;                 /* the load's: what this client plays */
	struct client_bytes rest;   /* read, but not used up */
	struct client_bytes unsent; /* the socket was full */
};

/* Write the client's name to buffer (CLIENT_NAME_BYTES) and return it. */
const char *client_name(const struct client *c, char *buffer);

/* Write the name of the user with this role and number, as above. */
const char *client_format_name(
    enum wire_role role, uint64_t number, char *buffer);

/*
 * Open a connection to the server, whose bytes go to input.  A failure that
 * comes later shows in client_handle().  Return 0, or -1 after
 * generator_fail().
 */
int client_connect(
    struct generator *g, struct client *c, client_input_fn *input);

/* Send bytes; those that the socket does not take are kept until it does. */
void client_write(
    struct generator *g, struct client *c, const char *bytes, size_t size);

/* Do what these events of epoll say is possible. */
void client_handle(struct generator *g, struct client *c, uint32_t events);

/*
 * Tell the server that nothing more will be sent.  Whatever it sends during
 * PHASE_LEAVE is thrown away, up to the end.  Return false if there is no end
 * to wait for.
 */
bool client_leave(struct client *c);

/* Close the connection; c can connect again.  A closed one is left alone. */
void client_close(struct client *c);

/* Close the connection and free what c holds, but not c. */
void client_clear(struct client *c);

#endif
