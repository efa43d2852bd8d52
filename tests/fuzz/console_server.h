/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONSOLE_SERVER_H
#define CHATD_CONSOLE_SERVER_H

/*
 * What a console asks things of: real workers with two users, alice and bob,
 * and a connection that has not logged in; and a stand-in for the server, which
 * has a real configuration but applies it to nothing.
 */

#include <stdbool.h>

#include "chatd/console/console.h"
#include "chatd/metrics/metrics.h"
#include "fuzz/world.h"

#define HOST_USERS 3

struct host {
	struct world world;
	struct event_base *base;
	struct mailbox *mailbox;
	struct listeners *listeners;
	struct config *config;
	struct metrics_source source;
	struct console_host console_host; /* what the console is given */
	bool is_serving;                  /* until it is told to stop */
	bool reload_fails;
	int users[HOST_USERS]; /* the peers' ends of the connections */
};

/* Make a server, which may have begun to stop. */
void host_open(struct host *host, bool is_serving);

/* Run a turn of the main thread, and one of each worker. */
void host_turn(struct host *host);

/*
 * Abort unless alice and bob have been greeted, and then told what an operator
 * says, in one line of text each, and nothing else.
 */
void host_check_users(struct host *host);

/* Free the server and its console. */
void host_close(struct host *host, struct console *console);

#endif
