/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONSOLE_PRIVATE_H
#define CHATD_CONSOLE_PRIVATE_H

/*
 * The inside of the console, for console.c, which lets clients in, client.c,
 * which reads from them, and reply.c, which answers them.  Main thread only.
 */

#include <sys/types.h>

#include <stdbool.h>
#include <stdint.h>

#include "chatd/net/socket_file.h"
#include "common/log_rate.h"

struct acceptor;
struct bufferevent;
struct console_host;
struct event;

struct console {
	const struct console_host *host;
	struct acceptor *acceptor;
	struct console_client *clients;
	unsigned int client_count;
	uint64_t last_number;        /* of a client */
	struct log_rate turned_away; /* lines about those who are */
	struct log_rate unaccepted;  /* lines about those who wait */
	gid_t group;                 /* whose members may connect */
	struct socket_file file;
	char path[]; /* the socket's */
};

struct console_client {
	struct console_client *next;
	struct console *console;
	struct bufferevent *stream;
	struct event *go_on; /* lines that were read make no event again */
	uint64_t number;
	uid_t uid;       /* of whoever asks; -1 if the kernel does not tell */
	bool is_waiting; /* for its reply to be complete */
	bool is_ending;  /* asks nothing more; freed when it has its replies */
	bool is_over;    /* freed when the callback returns */
};

#endif
