/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONNECTIONS_H
#define CHATD_CONNECTIONS_H

/*
 * All connections of one worker, and what they share: the table of their
 * addresses, their memory, what they borrow, and the lists that are worked off
 * at the end of a turn.
 *
 * The worker makes the set and runs it; the functions that work off the lists
 * stand in input.h, output.h and ending.h.  Owner thread only.
 */

#include <sys/socket.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/connection/buffers.h"
#include "chatd/connection/delaying.h"
#include "chatd/connection/flush_queue.h"
#include "chatd/connection/log_budget.h"
#include "chatd/connection/page.h"
#include "chatd/connection/reading.h"
#include "chatd/connection/recording.h"
#include "chatd/connection/silence.h"
#include "chatd/connection/slots.h"
#include "chatd/connection/stamping.h"
#include "chatd/core/limits.h"
#include "chatd/event/deadline.h"
#include "chatd/memory/slab.h"

struct accounts;
struct admission;
struct chat;
struct connection;
struct connections;
struct filing;
struct kept_rooms;
struct loop;
struct moderation;
struct motd;
struct protocol;
struct queue_total;
struct sources;
struct stats;
struct tls_session;

/* The most bytes that are read from one connection in one turn. */
#define CONNECTIONS_READ_BYTES 65536

/*
 * What connections tell their owner, the worker.  This is the only way in which
 * they call a higher layer.
 */
struct connection_owner {
	/* The connection ends; it still has its name. */
	void (*ended)(struct connection *connection);

	/*
	 * Replies are about to be written in the middle of a turn: what they
	 * confirm has to be posted first.
	 */
	void (*before_write)(struct connections *connections);

	/* Say whether what they send to other workers will be taken. */
	bool (*may_send)(struct connections *connections);

	/*
	 * Have another worker hold sender for receiver, of this worker: see
	 * congestion_hold().
	 */
	void (*congested)(struct connections *connections,
	    struct address sender, struct address receiver, size_t waiting,
	    size_t size);

	/*
	 * Have all other workers release those that they hold for receiver.
	 * Return false if there is no memory to tell all of them.
	 */
	bool (*eased)(struct connections *connections, struct address receiver);
};

/* What connections use and do not own; all borrowed for good. */
struct connection_services {
	struct stats *stats;           /* the worker's */
	struct admission *admission;   /* all workers' */
	struct queue_total *queues;    /* the daemon's */
	struct sources *sources;       /* the daemon's */
	struct filing *filing;         /* all workers' */
	struct accounts *accounts;     /* all workers'; NULL: there are none */
	struct moderation *moderation; /* all workers'; NULL: there is none */
	struct kept_rooms *kept_rooms; /* NULL: none without a file of them */
	struct chat *chat;             /* the worker's; for the chat itself */
	/*
	 * From this moment on, in ns of CLOCK_BOOTTIME, nobody is written to;
	 * NULL: that never comes.
	 */
	const _Atomic uint64_t *fence;
};

struct connections {
	struct loop *loop;
	const struct connection_owner *owner;
	struct connection_services services;
	struct limits limits; /* see connections_set_limits() */
	struct motd *motd;    /* the same, of connections_set_motd() */

	struct stamping stamping; /* of what they say */

	struct slots slots; /* those that are open, by address */
	struct slab memory; /* of all, with their protocols' state */
	uint32_t began_s;   /* as connection_clock_s() */
	size_t count;       /* open, ending or waiting to be freed */

	/*
	 * The connection that causes what is done now, on any worker; or
	 * nowhere.  Whoever does something on its behalf sets it.
	 */
	struct address cause;
	bool is_cause_free; /* this and the next are congestion.c's */
	bool is_cause_counted;

	char *read_buffer; /* one for all */
	size_t read_buffer_size;
	struct evbuffer *lifted; /* kept input that is handled right now */

	/*
	 * Memory was freed, since the last trim, that lay in the allocator's
	 * heap and may have been much: kept input, pieces of texts.  Whoever
	 * frees it sets this.
	 */
	bool has_freed_much;
	struct pages pages;
	struct buffers buffers;

	struct recording recording;
	bool is_recording; /* what is told goes there, not to the peer */

	struct reading_queue queue; /* for their turn, or for a mailbox */
	struct flush_queue unflushed;
	struct list writable; /* see writing.h */
	struct delaying delaying;
	struct list
	    closed; /* by reading.queued; freed at the end of the turn */

	struct log_budget log_budget;
	struct deadline_list logins;
	struct deadline_list stalls;
	struct deadline_list lingers;
	struct silence silence;

	struct deadline_list looks; /* this and the next two are shedding.c's */
	struct deadline look;
	bool has_looked; /* since the last tick, and the worst is elsewhere */

	struct list holds; /* this and the next two are congestion.c's */
	struct deadline_list eases;
	struct deadline ease_later;

	struct deadline_list paces; /* this and the next are pacing.c's */
	struct deadline next_pace;
	bool is_paced; /* limits.rates limit anything */
};

/*
 * Prepare the set of the worker of this number, without connections.  loop and
 * owner are borrowed for good.  Return 0, or -1 with errno set.
 */
int connections_init(struct connections *connections, struct loop *loop,
    unsigned int worker, const struct limits *limits,
    const struct connection_owner *owner,
    const struct connection_services *services);

/*
 * Free what connections_init() made; no connection may be left.  A set that is
 * all zero, because memory ran out before its turn came, is left alone.
 */
void connections_clear(struct connections *connections);

/* Return how many seconds ago the set was made. */
uint32_t connections_age_s(const struct connections *connections);

/* Return how many bytes are read into under these limits.  Any thread. */
size_t connections_read_buffer_size(const struct limits *limits);

/*
 * Hold connections to these limits from now on.  read_buffer, of as many bytes
 * as connections_read_buffer_size() says, was allocated by the caller, so that
 * this cannot fail; it is the set's now.  It may be NULL if earlier limits
 * asked for as many bytes.
 */
void connections_set_limits(struct connections *connections,
    const struct limits *limits, char *read_buffer);

/*
 * Have users told motd, of which the set takes a reference of the caller's, in
 * place of the one before; NULL is none.
 */
void connections_set_motd(struct connections *connections, struct motd *motd);

/*
 * Take the accepted, non-blocking socket fd, and tls, the session of its peer
 * that has done its handshake or NULL, and serve protocol there; number is what
 * the log calls it, and admission_enter() has been called for it.  If there is
 * no memory, the peer gets the protocol's busy bytes and fd is closed; return
 * NULL then.
 */
struct connection *connections_open(struct connections *connections,
    const struct protocol *protocol, int fd, struct tls_session *tls,
    const struct sockaddr *peer, uint64_t number);

/*
 * Call visit for every open connection, in the order of their slots; it may
 * close them.
 */
void connections_for_each(struct connections *connections,
    void (*visit)(struct connection *connection, void *argument),
    void *argument);

/* Cut all connections, those that were ending too, and free them. */
void connections_cut_all(struct connections *connections);

/* Give back memory that was not needed since the last call. */
void connections_trim(struct connections *connections);

/* Say whether there is more memory than a quiet worker needs. */
bool connections_have_surplus(const struct connections *connections);

#endif
