/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REDIS_FIXTURE_H
#define CHATD_REDIS_FIXTURE_H

/*
 * Servers of Redis, the real ones, in directories of their own.  They end with
 * the test, however that ends.
 */

#include <stdbool.h>
#include <stddef.h>

struct redis_server;

/* What a server is like; what is zero is the usual. */
struct redis_spec {
	bool tcp;                /* a port in place of a socket */
	const char *host;        /* of its port; NULL: 127.0.0.1 */
	const char *password;    /* of the default user; NULL: none */
	const char *certificate; /* with its key: TLS, on a port */
	const char *client_ca;   /* clients have to show a certificate */
	const char *more;        /* lines of redis.conf */
	const struct redis_server *master;  /* it is a replica of this one */
	const struct redis_server *watched; /* it is a sentinel, of this one */
};

/* Have the program skipped where there is no redis-server, or no hiredis. */
void redis_require(void);

/* Start one, and return when it can be connected to. */
struct redis_server *redis_start(const struct redis_spec *spec);
struct redis_server *redis_start_usual(void);

/* Return its address, as chatd has it: "unix:PATH" or "HOST:PORT". */
const char *redis_address(const struct redis_server *server);

/* Wait until its output has this text so many times. */
void redis_wait_output(
    struct redis_server *server, const char *text, int times);

/* End it at once, as a crash does, and return when it has ended. */
void redis_kill(struct redis_server *server);

/* Start it again where it was: with its data, or with none. */
void redis_restart(struct redis_server *server, bool with_data);

/* Start it again as it was, with its data and what sentinels told it. */
void redis_resume(struct redis_server *server);

/*
 * Ask one that has a port, and no password: one line, as people type it.
 * Return false if it has not answered within a second, or more than fits.
 */
bool redis_order(const struct redis_server *server, const char *line,
    char *answer, size_t size);

/* Stop all of it; let it go on. */
void redis_pause(struct redis_server *server);
void redis_go_on(struct redis_server *server);

#endif
