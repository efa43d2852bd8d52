/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REDIS_PRIVATE_H
#define CHATD_REDIS_PRIVATE_H

/*
 * The inside of a connection to a server of Redis: how it comes about, what is
 * asked and heard, and how it is lost.  Thread of the base only.
 */

#include <event2/event_struct.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/redis/redis_connection.h"
#include "chatd/redis/redis_socket.h"
#include "common/host_port.h"
#include "common/list.h"

/* A path or a host, and what stands around it. */
#define REDIS_SERVER_BYTES (HOST_PORT_HOST_BYTES + 16)

/* What the server calls a script by: a digest in hexadecimal, and a NUL. */
#define REDIS_DIGEST_BYTES 41

#define REDIS_REASON_BYTES 512

struct addrinfo;
struct redis_lookup;
struct redis_reader;

enum redis_state {
	REDIS_PAUSING,  /* until the next attempt, which is due at due_ns */
	REDIS_DIALLING, /* looking up an address, or opening a socket */
	REDIS_GREETING, /* the server, or a sentinel, is told who we are */
	REDIS_READY,
};

/* One that is unanswered. */
struct redis_command {
	struct list place;
	redis_replied_cb *replied; /* may be NULL */
	void *argument;
	uint32_t wait_ms; /* which the server may wait before it answers */
	size_t script;    /* its index, if it is one */
	char *again;      /* what follows its name, as it is written, to say it
			     again with the text; NULL: it is no script */
	size_t again_size;
	size_t again_words;
};

struct redis_connection {
	struct event_base *base;
	const struct redis_target *target;
	const struct redis_events *events;
	void *argument;
	enum redis_state state;

	/* Time, all in nanoseconds of CLOCK_MONOTONIC. */
	struct event clock;
	uint64_t clock_ns; /* when it strikes */
	uint64_t due_ns;   /* the next attempt, or the end of this one */
	uint64_t ready_ns; /* since when it is ready */
	uint64_t head_ns;  /* since when it is the first one's turn */
	uint64_t heard_ns; /* when anything was heard */
	unsigned int attempts;
	uint32_t noise; /* for pauses that differ */

	/* Where to. */
	size_t address;     /* index of the one that is tried */
	size_t tried;       /* addresses, in this attempt */
	bool asks_sentinel; /* the other end is one */
	char host[HOST_PORT_HOST_BYTES];
	uint16_t port;
	char server[REDIS_SERVER_BYTES];
	struct redis_lookup *lookup;
	const struct addrinfo *next; /* found, and not yet tried */

	/* What goes to and fro. */
	struct redis_socket socket;
	struct redis_reader *reader;
	bool is_subscribed;
	bool has_asked_to_skip; /* whether it may have commands unanswered */
	bool may_skip;          /* and the server has agreed */
	struct list commands;
	size_t command_count;
	char digests[REDIS_SCRIPTS_MAX][REDIS_DIGEST_BYTES];
	char reason[REDIS_REASON_BYTES];
};

/* ---- redis_clock.c ------------------------------------------------------- */

/*
 * Have the clock strike when something is due, as the state and the commands
 * say.  To be called when that may have become earlier.
 */
void redis_clock_set(struct redis_connection *connection);

/*
 * Set the clock again after it has struck.  Say whether anything is due: the
 * clock may strike too early.
 */
bool redis_clock_strikes(struct redis_connection *connection);

/* ---- redis_losing.c ------------------------------------------------------ */

/*
 * Hang up, answer all commands with NULL, tell the owner, and see to it that
 * another attempt is made.  The format makes the reason.  From the loop only.
 */
void redis_lose(struct redis_connection *connection, enum redis_loss loss,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Answer all commands with NULL. */
void redis_lose_commands(struct redis_connection *connection);

/* ---- redis_dialling.c ---------------------------------------------------- */

/* Begin an attempt with the address whose turn it is. */
void redis_dial(struct redis_connection *connection);

/* Leave the next attempt, or what is left of this one, to another address. */
void redis_dial_step(struct redis_connection *connection);

/* Go on with the server at connection's host and port, closing the socket. */
void redis_dial_host(struct redis_connection *connection);

/*
 * Go on with another address after one that could not be opened, or lose the
 * connection for this reason if all have been tried.
 */
void redis_dial_another(struct redis_connection *connection,
    enum redis_loss loss, const char *reason);

/* ---- redis_greeting.c ---------------------------------------------------- */

/* Lose the connection because of an answer that is not what was hoped for. */
void redis_greet_fail(
    struct redis_connection *connection, const struct redis_reply *reply);

/* ---- redis_asking.c ------------------------------------------------------ */

struct redis_words {
	size_t count;
	const struct slice *words;
};

/* Do what redis_connection_wait() does, but in whichever state. */
int redis_ask(struct redis_connection *connection, uint32_t wait_ms,
    struct redis_words words, redis_replied_cb *replied, void *argument);

/*
 * Ask for command, a script that the server did not know, with its text.  It is
 * on the list again unless -1 is returned.
 */
int redis_ask_again(
    struct redis_connection *connection, struct redis_command *command);

/* Take the command whose turn it is off the list, or return NULL. */
struct redis_command *redis_take_command(struct redis_connection *connection);

/* Free command, which is off the list. */
void redis_free_command(struct redis_command *command);

/* ---- redis_greeting.c ---------------------------------------------------- */

/*
 * Say to the other end what is said first, now that the socket is open.  Not to
 * be called while a reply is handled: the reader begins anew.
 */
void redis_greet(struct redis_connection *connection);

/* ---- redis_hearing.c ----------------------------------------------------- */

/* Take bytes that have come. */
void redis_hear(struct redis_connection *connection, struct slice bytes);

/* Ask a server that has said nothing for long whether it is there. */
void redis_ping(struct redis_connection *connection);

#endif
