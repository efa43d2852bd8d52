/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REDIS_CONNECTION_H
#define CHATD_REDIS_CONNECTION_H

/*
 * One connection to one server of Redis, which comes back by itself for as long
 * as it is there.  It knows commands and replies, and nothing of chat.
 *
 * Nothing waits: names are looked up on a thread of their own, and whatever a
 * server owes has a deadline.  Callbacks come from the loop, never from within
 * a call of these functions, except where redis_connection_free() says so; all
 * functions but that one may be called in them.
 *
 * Everything is bounded.  What the owner asks for costs the owner: commands
 * that wait to be written take REDIS_WAITING_BYTES_MAX at most, and those that
 * are unanswered are REDIS_UNANSWERED_MAX at most; whoever asks for more is
 * refused with ENOBUFS.  What the server sends costs the connection: a reply
 * takes REDIS_REPLY_BYTES_MAX and REDIS_REPLY_ELEMENTS_MAX at most, and is
 * nested seven deep at most; a server that sends more is hung up on.
 *
 * Thread of the base only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/redis/redis_reply.h"
#include "common/slice.h"

struct event_base;
struct redis_connection;
struct tls_trust;

/* Two of the largest replies, and more than a whole window of frames. */
#define REDIS_WAITING_BYTES_MAX  33554432
#define REDIS_REPLY_BYTES_MAX    16777216
#define REDIS_REPLY_ELEMENTS_MAX 262144
#define REDIS_UNANSWERED_MAX     65536

/* Scripts of one connection. */
#define REDIS_SCRIPTS_MAX 32

/*
 * The pauses between two attempts: the first, and the longest.  A lease of
 * almost three seconds survives some of the longest.
 */
#define REDIS_PAUSE_FIRST_MS   50
#define REDIS_PAUSE_LONGEST_MS 800

/* Where the server is, and what is said to it first. */
struct redis_target {
	const char *const *addresses; /* "HOST:PORT" or "unix:PATH" */
	size_t address_count;         /* 1 or more; each is tried */
	const char *sentinel;  /* the addresses are those of sentinels, which
				  know the master by this name; or NULL */
	struct slice user;     /* empty: the server's default user */
	struct slice password; /* empty: none is shown */
	struct tls_trust *tls; /* NULL: nothing is encrypted */
	const char *name;      /* CLIENT SETNAME; no blanks */
	const char *const *scripts; /* in Lua; loaded before it is ready */
	size_t script_count;        /* REDIS_SCRIPTS_MAX at most */
	/*
	 * How many replicas the server must have, for whoever has something
	 * confirmed by them; 0: any number.
	 */
	size_t replicas;
	/*
	 * How long an attempt to connect may take, and how long the server may
	 * take for an answer when its turn has come.  A server that has said
	 * nothing for half of this is asked whether it is there.
	 */
	uint32_t timeout_ms;
};

/* Why there is no connection. */
enum redis_loss {
	/*
	 * Refused, reset or ended; or the server says that it serves nobody
	 * yet.  As far as this machine can tell it is gone for everybody.
	 */
	REDIS_REFUSED,
	/*
	 * No answer in time, or no way there: perhaps this machine alone is cut
	 * off.  Want of memory or descriptors counts as that, too.
	 */
	REDIS_SILENT,
	/*
	 * It is there, and is not for us: a wrong password, no permission, too
	 * many clients, a replica in place of the master, a sentinel that knows
	 * no such master, a certificate that is not trusted.
	 */
	REDIS_DENIED,
	/* What came is no reply, or one that is too large. */
	REDIS_FAULTY,
};

struct redis_events {
	/*
	 * The connection can be used: the server knows who we are, is a master,
	 * has loaded its data, and knows the scripts.  What was subscribed to
	 * before has to be subscribed to again.
	 */
	void (*ready)(struct redis_connection *connection, void *argument);
	/*
	 * The connection is lost, or one more attempt has failed.  The reason
	 * is a sentence without a full stop, fit for the log.  What had been
	 * asked has been answered with NULL by then.
	 */
	void (*lost)(struct redis_connection *connection, enum redis_loss loss,
	    const char *reason, void *argument);
	/* Something was published; may be NULL where nothing is subscribed. */
	void (*pushed)(struct redis_connection *connection,
	    struct slice channel, struct slice message, void *argument);
};

/*
 * Called once for each command that was taken, in the order of the commands;
 * only a script that the server had forgotten may be answered later than what
 * was asked after it.  reply is borrowed for the call.  NULL: the connection
 * was lost first, and the command may have been carried out or not.
 */
typedef void redis_replied_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument);

/* Say whether this program was built with hiredis, without which none works. */
bool redis_connection_is_there(void);

/*
 * Begin to connect, and never cease to.  target and everything in it, events
 * and argument are borrowed for as long as the connection is there.  Return
 * NULL if there is no memory.
 */
struct redis_connection *redis_connection_new(struct event_base *base,
    const struct redis_target *target, const struct redis_events *events,
    void *argument);

/*
 * Hang up and free connection; NULL is allowed.  Whatever is unanswered is
 * answered with NULL from within this call; the events are not called.  Not to
 * be called from a callback of a connection.
 */
void redis_connection_free(struct redis_connection *connection);

/* Say whether commands are taken now. */
bool redis_connection_is_ready(const struct redis_connection *connection);

/*
 * Ask for a command of count words, which are copied.  It is written at the end
 * of the turn together with others.  replied may be NULL.  Return 0, or -1 with
 * errno set: ENOTCONN if the connection is not ready, ENOBUFS if too much is
 * waiting or unanswered, ENOMEM; then replied is not called.
 */
int redis_connection_command(struct redis_connection *connection, size_t count,
    const struct slice *words, redis_replied_cb *replied, void *argument);

/*
 * The same for a command whose answer nobody needs.  The server gives none
 * (CLIENT REPLY SKIP), which saves it a write and this thread a turn; one that
 * does not allow that answers, and nobody hears it.  Either way an error is
 * told to nobody, so a command that may be refused is to be asked for now and
 * then by the function above.
 */
int redis_connection_tell(struct redis_connection *connection, size_t count,
    const struct slice *words);

/*
 * The same for a command that may wait at the server for wait_ms, such as XREAD
 * BLOCK: its answer has so much longer.  Nothing else is answered meanwhile.
 */
int redis_connection_wait(struct redis_connection *connection, uint32_t wait_ms,
    size_t count, const struct slice *words, redis_replied_cb *replied,
    void *argument);

/*
 * The same for the script of this index in the target; the words are its keys,
 * key_count of them, and then its arguments.  A server that has forgotten the
 * script is told it again, and the command is carried out once in any case.
 */
int redis_connection_script(struct redis_connection *connection, size_t script,
    size_t key_count, size_t count, const struct slice *words,
    redis_replied_cb *replied, void *argument);

/*
 * Subscribe to channel; replied is called when the server has done so.  From
 * then on the server takes no other commands on this connection than more of
 * these.
 */
int redis_connection_subscribe(struct redis_connection *connection,
    struct slice channel, redis_replied_cb *replied, void *argument);

/*
 * Have what this connection has written so far confirmed by the replicas of the
 * target, of which there must be one or more: replied is called when they have
 * it.  If they have not in time, replied is called with NULL and the connection
 * is lost, because a server that is no master any more has no replicas; where
 * there are sentinels, another one is asked then.  Nothing else is answered
 * meanwhile.
 */
int redis_connection_confirm(struct redis_connection *connection,
    redis_replied_cb *replied, void *argument);

/*
 * Hang up if the connection is ready with another server than that of other,
 * which is ready, too, and connect anew: the master has moved.
 */
void redis_connection_move(
    struct redis_connection *connection, const struct redis_connection *other);

/* Return how many bytes wait to be written, for owners that hold back. */
size_t redis_connection_waiting(const struct redis_connection *connection);

/*
 * Return the address of the server that is used or tried, as "HOST:PORT" or
 * "unix:PATH", for the log.  It is borrowed until the loop goes on.
 */
const char *redis_connection_server(const struct redis_connection *connection);

#endif
