/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PROTOCOL_H
#define CHATD_PROTOCOL_H

/*
 * What a wire protocol is to the rest of the daemon: a constant value.
 *
 * A protocol turns bytes into requests to the chat, and the chat's answers and
 * messages into bytes.  It sees one connection at a time and knows no other;
 * its state between two inputs lies in the connection (connection_state()).
 * All its functions run on the thread that owns the connection, and none may
 * keep what it is given.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/line.h"

struct command_table;
struct connection;
struct list_text;
struct message;

/*
 * Room for a protocol's state in each connection.  It is the same for all, so
 * that all connections lie in one slab; raise it for a protocol that needs
 * more.
 */
#define PROTOCOL_STATE_MAX_BYTES 24

/* What a connection can ask of the chat. */
enum chat_request {
	CHAT_LOGIN,
	CHAT_RENAME,
	CHAT_SEND,
	CHAT_LIST,
	CHAT_JOIN,
	CHAT_LEAVE,
	CHAT_SAY,
};

enum chat_outcome {
	CHAT_DONE,
	CHAT_BAD_NAME,    /* nobody may be called that */
	CHAT_NAME_IN_USE, /* somebody is called that, or it is reserved */
	CHAT_FULL,        /* max_clients are logged in */
	CHAT_BAD_TEXT,    /* empty, no UTF-8, or with control characters */
	CHAT_NO_SUCH_USER,
	CHAT_NO_SUCH_ROOM,  /* or the asker is not in it */
	CHAT_OUT_OF_MEMORY, /* and the connection is closing for it */
};

/* The answer to a request; it may come before the request returns, or later. */
struct chat_answer {
	enum chat_request request;
	enum chat_outcome outcome;
	struct slice name;      /* that was asked for, or that is unknown */
	struct slice room;      /* for JOIN, LEAVE, SAY and a room's LIST */
	struct list_text *list; /* for LIST: borrowed */
};

struct protocol {
	const char *name;
	const char *summary; /* one line, for people */
	uint16_t default_port;
	bool logs_in; /* the login deadline applies, and who connects is no
			 guest */

	/*
	 * Bytes of state for each connection, zeroed when it is opened:
	 * PROTOCOL_STATE_MAX_BYTES at most.
	 */
	size_t state_size;

	/* Whole bytes for a newcomer who is turned away at the door. */
	struct slice busy;

	/* Its verbs; NULL for a protocol without any. */
	const struct command_table *commands;

	/* The connection has been accepted.  May be NULL. */
	void (*opened)(struct connection *connection);

	/*
	 * Handle what the size bytes at bytes hold while
	 * connection_takes_input(); return how many were used up.  The rest is
	 * kept and comes again, with more behind it.  At most
	 * limits->line_max or a framed message's largest size may be left
	 * when input is still taken.
	 */
	size_t (*input)(
	    struct connection *connection, const char *bytes, size_t size);

	/* The chat answers a request of this connection. */
	void (*answer)(
	    struct connection *connection, const struct chat_answer *answer);

	/* Something happened that concerns this connection's user. */
	void (*event)(
	    struct connection *connection, const struct message *message);

	/*
	 * Another limits->room_list_interval_ms has passed, and the connection,
	 * which is in the room CHAT_LOBBY, has read what it was sent before.
	 * NULL for a protocol that sends no lists by itself.
	 */
	void (*list_due)(struct connection *connection);

	/*
	 * What the connection gave to the filing is on disk, or is refused.
	 * NULL for a protocol that files nothing.
	 */
	void (*filed)(struct connection *connection, bool is_filed);

	/* The connection is closing; free what the state holds.  May be NULL.
	 */
	void (*ended)(struct connection *connection);
};

#endif
