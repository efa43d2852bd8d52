/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SERVER_PRIVATE_H
#define CHATD_SERVER_PRIVATE_H

/*
 * The inside of the server, for server*.c and control*.c.  Main thread only.
 */

#include <stdint.h>
#include <time.h>

#include <event2/util.h>

#include "chatd/config/config.h"
#include "chatd/net/admission.h"
#include "chatd/server/server.h"

struct control;
struct directory;
struct event;
struct event_base;
struct filing;
struct listeners;
struct mailbox;
struct metrics_http;
struct rooms;
struct server_status;
struct watchdog;
struct worker;

enum server_phase {
	SERVER_SERVING,
	SERVER_QUIESCING, /* workers stop reading and post what they have */
	SERVER_DRAINING,  /* workers flush and close */
	SERVER_STOPPED,
};

struct server {
	struct config *config;
	const struct server_source *source;
	struct config_override *set; /* by the console; all owned */
	size_t set_count;
	struct event_base *base;
	struct event *signals[3];
	struct event *drain_timer;
	struct mailbox *mailbox;           /* workers report here */
	struct control *control;           /* NULL: there is no console */
	struct metrics_http *metrics_http; /* NULL: not served */
	struct server_status *status;      /* NULL: nobody wants to know */
	struct watchdog *watchdog;         /* NULL: nobody wants to know */
	struct directory *directory;
	struct rooms *rooms;
	struct admission admission;
	struct filing *filing;
	struct listeners *listeners;
	struct mailbox **worker_mailboxes;
	struct worker **workers;
	unsigned int worker_count;
	unsigned int next_worker;   /* who gets the next connection */
	unsigned int still_working; /* workers, in this phase of stopping */
	time_t started_at;
	uint64_t last_number; /* of a connection, for the log */
	enum server_phase phase;
};

/*
 * Read the configuration again and put it in force: with what was set on the
 * console and, in addition, option; or, where option is NULL, without all that.
 * Errors go to errors, and nothing changes then.  Return 0, or -1.
 */
int server_reload(struct server *server, const struct config_override *option,
    const struct config_errors *errors);

/* Forget what was set on the console. */
void server_forget_set(struct server *server);

/*
 * Keep the service manager informed how many users and connections there are,
 * if it wants to know.  Return 0, or -1 (no memory).
 */
int server_status_start(struct server *server);

/* Something has changed: somebody came. */
void server_status_touch(struct server *server);

void server_status_free(struct server *server);

/* Begin to stop; nothing happens if it has begun. */
void server_drain(struct server *server);

/* The time for stopping is over. */
void server_drain_timeout_cb(evutil_socket_t fd, short what, void *argument);

#endif
