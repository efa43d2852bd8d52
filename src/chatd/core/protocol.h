/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PROTOCOL_H
#define CHATD_PROTOCOL_H

/*
 * What a wire protocol is to the rest of the daemon: a constant value.
 *
 * A protocol turns bytes into requests to the chat, and the chat's answers and
 * messages into bytes.  It sees one connection at a time and knows no other;
 * what it has to remember between two calls lies in the connection
 * (connection_state()).
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/slice.h"

struct chat_mode_change;
struct command_table;
struct connection;
struct shared_text;
struct message;
struct room_modes;

/*
 * Room for a protocol's state in each connection.  It is the same for all
 * protocols, so that all connections lie in one slab; raise it for a protocol
 * that needs more.
 */
#define PROTOCOL_STATE_MAX_BYTES 24

/* What a connection can ask of the chat. */
enum chat_request {
	CHAT_AUTHENTICATE,
	CHAT_REGISTER,
	CHAT_LOGIN,
	CHAT_RENAME,
	CHAT_SEND,
	CHAT_LIST,
	CHAT_JOIN,
	CHAT_LEAVE,
	CHAT_SAY,
	CHAT_TOPIC,
	CHAT_KICK,
	CHAT_MODE,
	CHAT_BANS,
	CHAT_INVITE,
};

/* What becomes of it.  Which outcomes a request can have is said in chat.h. */
enum chat_outcome {
	CHAT_DONE,
	CHAT_BAD_NAME,    /* nobody may be called that */
	CHAT_NAME_IN_USE, /* somebody is called that, or it is reserved */
	CHAT_FULL,        /* max_clients are logged in */
	CHAT_NAME_BANNED, /* the operator does not want them here */
	CHAT_MUTED,       /* nor that they say anything */
	CHAT_BAD_TEXT,    /* empty, not UTF-8, or with control characters */
	CHAT_NO_SUCH_USER,
	CHAT_NO_SUCH_ROOM,   /* or the asker is not in it */
	CHAT_TOO_MANY_ROOMS, /* the asker is in rooms_max of them */
	CHAT_ROOMS_FULL,     /* there are rooms_total_max of them */
	CHAT_WRONG_PASSWORD,
	CHAT_PASSWORD_LATER, /* too many wait, or were wrong */
	CHAT_NOT_PRIVATE,    /* others could have read the password */
	CHAT_NO_ACCOUNTS,    /* nobody owns a name here */
	CHAT_NOT_OPERATOR,   /* the asker is none of the room's operators */
	CHAT_BANNED,         /* from the room */
	CHAT_ROOM_CLOSED,    /* nobody enters it uninvited */
	CHAT_BAD_KEY,        /* the room has another one */
	CHAT_ROOM_FULL,      /* it has as many members as its operators want */
	CHAT_MODERATED,      /* only operators and voices speak there */
	CHAT_BANS_FULL,      /* the room has as many as it may have */
	CHAT_NOT_OWNER,      /* of the room, or of the name that they have */
	CHAT_KEPT_FULL,      /* no more rooms, or ranks in one, are kept */
	CHAT_OUT_OF_MEMORY,  /* the connection is closed once this is told */
	CHAT_OUTCOMES
};

/* Why the daemon, and not a user, ends a connection in good order. */
enum protocol_goodbye {
	GOODBYE_STOPPING, /* the daemon stops */
	GOODBYE_KICKED,   /* the operator wants the user to leave */
	GOODBYE_BANNED,   /* and not to come back */
	GOODBYE_REPLACED, /* the owner of the name has logged in elsewhere */
};

/* The answer to a request.  All of it is borrowed. */
struct chat_answer {
	enum chat_request request;
	enum chat_outcome outcome;
	struct slice name; /* the one asked for, or the unknown one; of TOPIC,
			      who has set it, empty if nobody knows */
	uint64_t time_s;   /* since 1970, of TOPIC: when that was; of MODE:
			      when the room was made */
	struct slice room; /* of JOIN to INVITE, and a room's LIST */
	struct slice text; /* of TOPIC and BANS, if they are DONE; until when
			      and why, if it is NAME_BANNED or MUTED */
	unsigned int kind; /* of BANS: an enum room_mask_kind */
	const struct room_modes *modes; /* of MODE, if it is DONE */
	/* Of MODE, if any were tried: what has become of each. */
	const struct chat_mode_change *changes;
	size_t change_count;
	bool is_unchanged;        /* of TOPIC: it was so before */
	struct shared_text *list; /* of LIST, if it is DONE */
};

/*
 * The thread of the connection's worker calls all of the functions.  None may
 * block, and none may keep what it is given.  A connection that ends during a
 * call stays valid until the call returns, and ignores what is appended or
 * asked after its end.
 */
struct protocol {
	const char *name;
	const char *summary; /* one line, for people */
	uint16_t default_port;

	/*
	 * Users log in, and have limits->login_timeout_ms to do it.  Otherwise
	 * whoever speaks is a guest.
	 */
	bool logs_in;

	/*
	 * Its clients take names for one that differ in capital letters alone,
	 * so names have to fold where it is spoken.
	 */
	bool folds_names;

	/*
	 * It has words for what is known of users, and introduces each of its
	 * own (chat/user_cards.h).
	 */
	bool has_cards;

	/*
	 * Bytes of state in each connection, zeroed before opened() is called:
	 * PROTOCOL_STATE_MAX_BYTES at most.
	 */
	size_t state_size;

	/*
	 * tell() looks at message->style and message->raw (chat_text.h).  Where
	 * it does not, it is not called for what people are not to see, nor for
	 * a MESSAGE_CHANGED.
	 */
	bool shows_styles;

	/*
	 * The bytes for a newcomer who is turned away at the door.  There is no
	 * connection then, so none of the functions is called.
	 */
	struct slice busy;

	/* Its verbs; NULL for a protocol without any. */
	const struct command_table *commands;

	/*
	 * The connection has been accepted.  Called once, before anything else.
	 * May be NULL.
	 */
	void (*opened)(struct connection *connection);

	/*
	 * Handle the size bytes at bytes while connection_takes_input(), and
	 * return how many were used up.  The rest is kept and comes again: with
	 * more after it when bytes have arrived, or as it is when the
	 * connection goes on after a time without taking input.  While it takes
	 * input, the rest must be shorter than the longest line or framed
	 * message that limits allow.
	 */
	size_t (*input)(
	    struct connection *connection, const char *bytes, size_t size);

	/*
	 * The chat answers a request of this connection.  Called once for each
	 * request, in their order, unless the connection has ended: before the
	 * request returns, or in a later turn, and then the connection takes no
	 * input until the answer has come.  NULL for a protocol that asks
	 * nothing of the chat.
	 */
	void (*answer)(
	    struct connection *connection, const struct chat_answer *answer);

	/*
	 * Tell the peer what concerns its user.  What is said of a room may be
	 * given to other members as well, so it depends on the message alone.
	 * Called by connection_deliver() at any time once the connection is
	 * logged in, or is a guest, or listens, because others cause it; what
	 * its own request causes (message->own) comes after the answer.  Never
	 * called for MESSAGE_LISTS_DUE.  NULL for a protocol without users.
	 */
	void (*tell)(
	    struct connection *connection, const struct message *message);

	/*
	 * Return in which of a few ways the connection wants to be told: what
	 * is said of a room is given to others of the same way, and so depends
	 * on the message and on that.  A connection for which output waits is
	 * asked.  NULL for a protocol that has one way.
	 */
	unsigned int (*variant)(struct connection *connection);

	/*
	 * Another limits->room_list_interval_ms has passed, and the connection,
	 * which is in the room CHAT_LOBBY, has read what it was sent before.
	 * NULL for a protocol that sends no lists by itself.
	 */
	void (*list_due)(struct connection *connection);

	/*
	 * What the connection gave to the filing is on disk, or is refused.
	 * Called in a later turn, once for each piece; until then the
	 * connection takes no input.  NULL for a protocol that files nothing.
	 */
	void (*filed)(struct connection *connection, bool is_filed);

	/*
	 * Tell the peer, whose user has logged in or is a guest, that the
	 * connection is about to end, in one notice: the last thing that it is
	 * sent.  Not called where output waits for the peer to read, who would
	 * not see it before the end either.  NULL for a protocol in which
	 * nobody expects words from the server.
	 */
	void (*goodbye)(
	    struct connection *connection, enum protocol_goodbye why);

	/*
	 * The peer, whose user has logged in, has sent nothing for so many
	 * seconds, limits->irc_ping_ms at least: ask it for a sign of life; or,
	 * if it was asked and there has been none, end the connection.  NULL
	 * for a protocol in which peers may be silent.
	 */
	void (*silent)(
	    struct connection *connection, uint32_t seconds, bool was_asked);

	/*
	 * An operator of the chat wants the user gone, for what words say: tell
	 * the peer, and end the connection.  NULL for a protocol that has no
	 * words of its own for it.
	 */
	void (*killed)(struct connection *connection, struct slice words);

	/*
	 * The connection is ending; free what the state holds.  Called once,
	 * when its name is free and its rooms are left.  answer() and tell()
	 * may still follow in the same turn.  May be NULL.
	 */
	void (*ended)(struct connection *connection);
};

#endif
