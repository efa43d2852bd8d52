/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONTROL_PRIVATE_H
#define CHATD_CONTROL_PRIVATE_H

/*
 * The inside of the console, for console.c, which lets clients in, and
 * client.c, which serves them.  Main thread only.
 */

#include <sys/types.h>

#include <stdint.h>
#include <time.h>

struct control_client;
struct event;
struct server;

struct control {
	struct server *server;
	struct control_client *clients;
	struct event *readable;
	struct event *resume; /* the end of a pause in accepting */
	unsigned int client_count;
	uint64_t last_number;
	time_t next_log; /* of somebody who is turned away; monotonic */
	int fd;
	int reserve_fd; /* given up for a client when there is no other; or -1
			 */
	gid_t group;    /* who may connect */
	char path[];    /* the socket's */
};

/* Serve the connected socket fd, and take it.  Return 0, or -1 (no memory). */
int control_client_open(struct control *control, int fd);

/* Hang up on all clients. */
void control_clients_close(struct control *control);

/* A descriptor may have become free: take one if there is none in reserve. */
void control_keep_reserve(struct control *control);

#endif
