/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REDIS_FIXTURE_H
#define CHATD_REDIS_FIXTURE_H

/*
 * A real redis-server in a child process, on a unix socket in a directory of
 * the test.  It ends with its test.
 */

#include <stdbool.h>

struct redis_server;

/* Have the program skipped where there is no redis-server. */
void redis_require(void);

/* Start one without data, and return when it can be connected to. */
struct redis_server *redis_start_usual(void);

/* Return its address, as chatd has it: "unix:PATH". */
const char *redis_address(const struct redis_server *server);

/* End it at once, as a crash does, and return when it has ended. */
void redis_kill(struct redis_server *server);

/*
 * Start it again where it was: with what the command SAVE has written, or with
 * nothing.
 */
void redis_restart(struct redis_server *server, bool with_data);

#endif
