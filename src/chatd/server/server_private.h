/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SERVER_PRIVATE_H
#define CHATD_SERVER_PRIVATE_H

/*
 * The inside of the server, for the files of this folder.  Main thread only.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "chatd/config/config.h"
#include "chatd/console/console.h"
#include "chatd/core/fence_moment.h"
#include "chatd/core/queue_total.h"
#include "chatd/metrics/metrics.h"
#include "chatd/net/admission.h"
#include "chatd/server/echo_user.h"
#include "chatd/server/engines.h"
#include "chatd/server/shared_registers.h"
#include "chatd/server/server.h"

struct accounts;
struct directory;
struct event;
struct event_base;
struct filing;
struct kept_rooms;
struct listeners;
struct mailbox;
struct metrics_http;
struct motd;
struct moderation;
struct rooms;
struct server_status;
struct engine_settings;
struct ticket_keys;
struct watchdog;
struct worker;

/* SIGTERM, SIGINT and SIGHUP. */
#define SERVER_SIGNALS 3

enum server_phase {
	SERVER_SERVING,
	SERVER_QUIESCING, /* workers stop reading and post what they have */
	SERVER_DRAINING,  /* workers flush and close */
	SERVER_STOPPED,
};

/* Whether the cluster has let this node in. */
enum engine_stage {
	ENGINE_AWAITED,
	ENGINE_ENTERED,
	ENGINE_REFUSED, /* it never will */
};

struct server {
	struct config *config;
	const struct server_source *source;
	struct event_base *base;
	struct event *signals[SERVER_SIGNALS];
	struct event *drain_timer;
	struct mailbox *mailbox; /* workers report here */
	struct metrics_source metrics_source;
	struct metrics_http *metrics_http; /* NULL: not served */
	struct console_host console_host;
	struct console *console;      /* NULL: there is none */
	struct server_status *status; /* NULL: nobody wants to know */
	struct watchdog *watchdog;    /* NULL: nobody wants to know */
	struct directory *directory;
	struct engine_settings *engine_settings; /* NULL: engine is memory */
	struct shared_registers registers;
	struct engine_made engine;
	bool engine_is_running;
	_Atomic enum engine_stage engine_stage; /* the gateway changes it */
	struct fence_moment fence;              /* the same */
	struct echo_users echo_users;
	struct rooms *rooms;
	struct admission admission;
	struct queue_total queues;
	struct filing *filing;
	struct ticket_keys *ticket_keys;
	struct moderation *moderation;
	struct accounts *accounts;     /* NULL: nobody owns a name */
	struct kept_rooms *kept_rooms; /* NULL: none without a file of them */
	struct motd *motd;             /* a reference; NULL: there is none */
	struct listeners *listeners;
	struct mailbox **worker_mailboxes;
	struct worker **workers;
	unsigned int worker_count;
	unsigned int next_worker;   /* gets the next connection */
	unsigned int still_working; /* workers, in this phase of stopping */
	time_t started_at;
	uint64_t last_number; /* of a connection, for the log */
	bool is_open;         /* other machines may connect, until a restart */
	enum server_phase phase;
};

/* ---- console_host.c ------------------------------------------------------ */

/*
 * Fill in what the metrics and the console ask of server; the workers, the
 * directory and the listeners must have been made.
 */
void server_host_init(struct server *server);

/* ---- drain.c ------------------------------------------------------------- */

/* Make what stopping needs.  Return 0, or -1 if there is no memory. */
int server_drain_prepare(struct server *server);

/* Begin to stop; nothing happens if it has begun. */
void server_drain(struct server *server);

/* End the threads of the engine and of the workers. */
void server_stop_threads(struct server *server);

/* ---- engine_life.c ------------------------------------------------------- */

/* Read what there is to know of the engine.  Return the exit status. */
int server_engine_read(struct server *server);

/* Say whether there is one worker more, by which other nodes are reached. */
bool server_has_gateway(const struct server *server);

/*
 * Make the engine, if there is to be one, for this many workers; their
 * mailboxes need not be there yet, but room for them, and for that of a
 * gateway.  Return 0, or -1 with errno set.
 */
int server_engine_make(struct server *server, unsigned int worker_count);

/* Start it.  Return 0, or -1 after an error in the log. */
int server_engine_start(struct server *server);

/*
 * Wait until the cluster, if there is one, has let this node in, or chatd is to
 * stop.  Return EX_OK, or the exit status after a line in the log.
 */
int server_engine_wait(struct server *server);

/* Stop it if it runs; the workers may still run. */
void server_engine_stop(struct server *server);

/* Free it; no worker may be left. */
void server_engine_free(struct server *server);

/* ---- records.c ----------------------------------------------------------- */

/*
 * Make what is kept in files of records, the accounts and the rooms, for the
 * workers.  Return 0, or -1 with errno set.
 */
int server_records_make(struct server *server);

/* Read these files.  Return EX_OK, or the exit status. */
int server_records_start(struct server *server);

/* ---- reload.c ------------------------------------------------------------ */

/*
 * Read the configuration again and put it in force; what was set on the console
 * is forgotten.  Return 0; or -1 after errors have been reported, and nothing
 * has changed.
 */
int server_reload(struct server *server, const struct config_errors *errors);

/*
 * Hold newcomers to the limits per address of config, and exempt what has been
 * given to sources_prepare().
 */
void server_limit_sources(struct server *server, const struct config *config);

/* Complete the limits of config by what the ports, which are open, call for. */
void server_note_ports(struct server *server, struct config *config);

/*
 * Put this one option in force, whatever the file says by now, until a reload.
 * Return as server_reload() does.
 */
int server_set(struct server *server, const struct config_override *option,
    const struct config_errors *errors);

/* ---- signals.c ----------------------------------------------------------- */

/* React to signals from now on.  Return 0, or -1 if there is no memory. */
int server_signals_watch(struct server *server);

void server_signals_free(struct server *server);

/* ---- files.c ------------------------------------------------------------- */

/*
 * Make what keeps files for the workers, whose mailboxes there must be room
 * for.  Return 0, or -1 with errno set.
 */
int server_make_storage(struct server *server);

/*
 * Open what is used under the account that serves.  Return EX_OK, or the exit
 * status.
 */
int server_open_files(struct server *server);

/* Have all connections looked at that a sanction may concern.  Any thread. */
void server_apply_sanctions(struct server *server);

/*
 * Free what keeps files, once all that is to be kept has been; the workers,
 * which do not run, are still there.
 */
void server_free_storage(struct server *server);

/* ---- status.c ------------------------------------------------------------ */

/*
 * Keep the service manager informed how many users and connections there are,
 * if it wants to know.  Return 0, or -1 if there is no memory.
 */
int server_status_start(struct server *server);

/* Note that the numbers change: somebody has connected. */
void server_status_touch(struct server *server);

void server_status_free(struct server *server);

#endif
