/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_SESSION_H
#define CHATD_IRC_SESSION_H

/*
 * What irc has to remember of a connection.
 *
 * One line of IRC may ask for several things: "JOIN #tea,#den" is two joins,
 * and after each of them the topic and the members.  The chat takes one request
 * at a time, and may answer it in a later turn.  So a line is done in steps.
 * Where an answer is awaited its handler returns COMMAND_AGAIN, the line stays
 * where it lies, and when it comes again the steps that are done are passed
 * over: nothing of a line is copied.
 *
 * What has to be known of a user who is silent lies in the connection, and is
 * called its state.  All else is a session, which there is while input is
 * handled, while an answer is awaited, and until the user has logged in: 120
 * bytes, and the nick.  While a password is on its way there are 2 KiB more,
 * for as long as a login may take.  Owner thread only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/stamp.h"
#include "chatd/protocols/lines.h"
#include "common/slice.h"

struct connection;
struct card;
struct irc_label;
struct irc_who;

/* What a client has asked for with CAP: bits of a set. */
enum irc_capability {
	IRC_MESSAGE_TAGS = 1u,
	IRC_SERVER_TIME = 2u,
	IRC_ECHO_MESSAGE = 4u,
	IRC_MULTI_PREFIX = 8u,
	IRC_USERHOST_IN_NAMES = 16u,
	IRC_SASL = 32u,
	IRC_CAP_NOTIFY = 64u,
	IRC_STANDARD_REPLIES = 128u,
	IRC_NO_IMPLICIT_NAMES = 256u,
	IRC_BATCH = 0x10000u,
	IRC_LABELED_RESPONSE = 0x20000u,
	IRC_SETNAME = 0x40000u,
	IRC_ACCOUNT_NOTIFY = 0x80000u,
	IRC_ACCOUNT_TAG = 0x100000u,
	IRC_AWAY_NOTIFY = 0x200000u,
	IRC_EXTENDED_JOIN = 0x400000u,
	IRC_INVITE_NOTIFY = 0x1000000u,
	IRC_EXTENDED_MONITOR = 0x2000000u,
	IRC_CHGHOST = 0x4000000u, /* hosts never change, so nothing is told */
	IRC_STS = 0x40000000u,    /* shown, and never asked for */
};

/* What a client has set of itself: bits of a set. */
enum irc_user_mode {
	IRC_INVISIBLE = 1u,
	IRC_OPERATOR = 2u,
	IRC_BOT = 4u,
};

/* What the answer that is awaited is for, where the request does not tell. */
enum irc_purpose {
	IRC_FOR_LINE, /* what the request says */
	IRC_FOR_PASS, /* a password of PASS */
	IRC_FOR_SASL,
	IRC_FOR_OPER,
	IRC_FOR_JOIN, /* a topic, or the members, of a room just joined */
	IRC_FOR_NEW_TOPIC,
	IRC_FOR_NAMES,
	IRC_FOR_WHO,
	IRC_FOR_NOTICE, /* never answered, not even with a refusal */
};

/* The longest answer of SASL, in base64, and the longest password of PASS. */
#define IRC_SECRET_BYTES 1600

/* A password on its way to the chat. */
struct irc_secret {
	size_t size;
	bool is_chosen;   /* a mechanism of SASL, so that more may follow */
	bool is_external; /* and the certificate is what is shown by it */
	char bytes[IRC_SECRET_BYTES];
};

struct irc_session {
	bool has_user;      /* USER has come */
	bool negotiates;    /* CAP has come, and CAP END has not */
	bool is_done;       /* what was asked last */
	uint8_t purpose;    /* enum irc_purpose */
	unsigned int steps; /* of the line at hand that are done */
	const char *verb;   /* of that line; constant */
	struct slice tags;  /* of that line, while it is handled */
	struct stamp stamp; /* of the text that was sent last */
	char *nick; /* owned; until they log in, or while they take another
		       one; else NULL */
	struct irc_secret *secret; /* owned; NULL: there is none */
	struct irc_label *label;   /* owned; NULL: the line has none */
	struct irc_who *who;       /* owned; what WHO asks for; or NULL */
	struct card *card; /* a reference: what the user has said before they
			      are logged in; NULL: nothing */
	char *held; /* owned; a line that is held back: see irc_label.c */
};

/* The protocol's bytes in a connection. */
struct irc_state {
	struct irc_session *session; /* owned; NULL: nothing is under way */
	uint64_t heard;              /* see irc_heard.h */
	unsigned int capabilities;   /* set of enum irc_capability */
	struct lines lines;
	uint8_t user_modes; /* set of enum irc_user_mode */
	uint8_t entered;    /* how often it is in use: input, answer, tell */
	bool has_ended;
};

/*
 * Begin to use the state: the chat may end the connection until the last
 * irc_session_leave(), which is not noticed until then.  Return false if it has
 * ended.
 */
bool irc_session_enter(struct connection *connection);

/*
 * End to use the state.  The session is freed if nothing of it is needed any
 * more.
 */
void irc_session_leave(struct connection *connection);

/*
 * Do both, and see to it that there is a session: in room, if there is none.
 * Where room ends the session is kept if something of it is still needed, and
 * without memory for that the connection is closed; all that was asked has been
 * answered when it is shut in the second way.
 */
bool irc_session_open(struct connection *connection, struct irc_session *room);
void irc_session_shut(
    struct connection *connection, const struct irc_session *room);
void irc_session_shut_answered(
    struct connection *connection, const struct irc_session *room);

/*
 * Note that the connection has ended: the session is freed as soon as nothing
 * uses it.
 */
void irc_session_close(struct connection *connection);

struct irc_state *irc_state_of(struct connection *connection);

/* Return what is under way, or NULL; input and answers always have it. */
struct irc_session *irc_session_of(struct connection *connection);

/*
 * Return what the client is called, and takes itself to be called where that
 * changes; or "*" if it has no nick yet.
 */
struct slice irc_session_nick(struct connection *connection);

/*
 * Note what the client is called as long as the chat does not say it, or says
 * another name; nothing if nick is empty.  Return false, with the connection
 * closed, if there is no memory.
 */
bool irc_session_set_nick(struct connection *connection, struct slice nick);

/*
 * Return room for a password, or NULL, with the connection closed, if there is
 * no memory.
 */
struct irc_secret *irc_session_secret(struct connection *connection);

/*
 * Overwrite the password: alone, because the chat may still be looking at it,
 * and then free its room.
 */
void irc_session_clear(struct irc_session *session);
void irc_session_forget(struct irc_session *session);

/*
 * Say whether the next step of the line is still to be done; *passed, 0 when a
 * handler begins, counts them.
 */
bool irc_session_begins(struct irc_session *session, unsigned int *passed);

/*
 * Count what the line asks for besides the first as requests of their own, when
 * the step that *passed counts begins.
 */
void irc_session_count(struct connection *connection, unsigned int passed);

/*
 * Say whether the line has to come again, because an answer is awaited, or the
 * connection takes no input for another reason.
 */
bool irc_session_waits(struct connection *connection);

#endif
