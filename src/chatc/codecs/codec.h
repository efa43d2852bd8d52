/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_CODEC_H
#define CHATD_CHATC_CODEC_H

/*
 * A protocol as its client sees it: a value.  A codec encodes what the user
 * wants as bytes, and decodes the server's bytes into events; it knows no
 * socket and no screen.  To add a protocol, write codec_x.c, and add a row to
 * codecs.c and a test.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatc/codecs/buffer.h"
#include "common/slice.h"

/*
 * The longest message that is taken from a server.  This bounds the client's
 * memory, and leaves room for a list of a quarter of a million names.
 */
#define CODEC_MESSAGE_MAX_BYTES ((size_t)16 * 1024 * 1024)

/* What a server says, in whichever words. */
enum codec_event_type {
	CODEC_NOTHING,      /* bytes without a meaning, such as a blank line */
	CODEC_LOGGED_IN,    /* the name is ours */
	CODEC_NAME_TAKEN,   /* somebody else has the name */
	CODEC_FULL,         /* no place for one more user, or room */
	CODEC_SENT,         /* the message is on its way */
	CODEC_NO_SUCH_USER, /* nobody has the name that the message was for;
			       name: if the server says it */
	CODEC_BAD_HEADER,   /* the request is not known, or not known now */
	CODEC_BAD_BODY,     /* the name or the text is refused */
	CODEC_REFUSED,      /* text: why, in the server's words */
	CODEC_NAMES,        /* text: who is online, or in room, if it has one;
			       see codec_next_name() */
	CODEC_JOINED,       /* we are in room now; text: the same in the
			       server's words */
	CODEC_LEFT,         /* we are in room no longer */
	CODEC_CAME,         /* name has joined room */
	CODEC_WENT,         /* name has left room */
	CODEC_KICKED,       /* name has taken us out of room; text: why */
	CODEC_INVITED,      /* name lets us enter room */
	CODEC_TOPIC,        /* text: what room is about, or empty */
	CODEC_MODES,        /* text: what holds in room */
	CODEC_TAKEN_OUT,    /* name was in room until now */
	CODEC_MAY_ENTER,    /* name is let into room */
	CODEC_NOT_OPERATOR, /* only an operator may do that */
	CODEC_RENAMED,      /* name, who is in room, is called text now */
	CODEC_DELIVERY,     /* name says text, in room if it has one */
	CODEC_OTHER,        /* text: anything else that is meant to be read */
	CODEC_OWNER,        /* the password is that of the name */
	CODEC_REGISTERED,   /* our name is our own from now on */
	CODEC_WRONG_PASSWORD,
	CODEC_NOT_PRIVATE, /* others could read a password on its way */
	CODEC_LATER,       /* too many passwords are being checked */
	CODEC_NO_OWNERS,   /* nobody owns a name here */
	CODEC_TAKEN_OVER,  /* our name's owner has logged in elsewhere */
	CODEC_BROKEN,      /* this server does not speak this protocol */
};

/* The slices lie in the bytes that were decoded. */
struct codec_event {
	enum codec_event_type type;
	struct slice room; /* with its '#' */
	struct slice name;
	struct slice text;
};

/*
 * What a codec has found out about a server, which holds for every connection
 * to it; all zero when nothing is known.
 */
struct codec_dialect {
	bool asks_otherwise; /* its word for a list is the second one */
	bool has_listed;     /* it has understood this word */
	bool has_no_owners;  /* of names, so that it needs no password */
	bool has_actions;    /* it knows, as far as is known, what act() asks */
	bool is_settled;     /* no other width is worth a try */
	unsigned int width;  /* sized: which of the widths is used */
};

/* What is asked about a room by somebody who is in it. */
enum codec_room_request {
	CODEC_ASK_TOPIC,  /* text: another one, or empty */
	CODEC_ASK_KICK,   /* text: whom to take out, and why */
	CODEC_ASK_MODE,   /* text: a change, or empty */
	CODEC_ASK_INVITE, /* text: whom to let in */
};

/* What a codec remembers about one connection; all zero when it is new. */
struct codec_state {
	struct codec_dialect dialect;
	size_t scanned;     /* this many bytes hold no end of a line */
	bool expects_login; /* the name is sent and not yet answered */
	bool expects_names; /* a list is asked for and not yet here */
	struct buffer name; /* ours, if every message carries it */
};

struct codec {
	const char *name; /* as in --protocol */
	uint16_t port;    /* the default */
	bool needs_name;  /* without one nobody can talk */

	/*
	 * Which requests the server answers, with whatever answer.  Where a
	 * login is not answered, it went well if the server does not hang up.
	 */
	bool answers_login;
	bool answers_who;
	bool answers_send;

	/*
	 * Append the request to out, or return false if it does not fit into a
	 * message of this protocol.  who() asks for the members of a room
	 * unless that is empty, and send() takes a room for a name.  say()
	 * speaks to everybody and quit() says goodbye; they, join(),
	 * leave() and ask_room() are NULL where the protocol has nothing of the
	 * kind, and without join() no room is asked for.  act() says what we
	 * do, "waves", to a user or to a room; it may be NULL, and is only for
	 * a server that has_actions.
	 *
	 * show_password() shows that name is ours, so that login() will do, or
	 * logs in as well: the answer is CODEC_OWNER, or CODEC_LOGGED_IN.
	 * own_name() makes the name that we have our own, and may be NULL.
	 */
	bool (*login)(
	    struct codec_state *state, struct slice name, struct buffer *out);
	bool (*show_password)(struct codec_state *state, struct slice name,
	    struct slice password, struct buffer *out);
	bool (*own_name)(struct codec_state *state, struct slice password,
	    struct buffer *out);
	bool (*who)(
	    struct codec_state *state, struct slice room, struct buffer *out);
	bool (*send)(struct codec_state *state, struct slice name,
	    struct slice text, struct buffer *out);
	bool (*say)(
	    struct codec_state *state, struct slice text, struct buffer *out);
	bool (*act)(struct codec_state *state, struct slice name,
	    struct slice deed, struct buffer *out);
	bool (*join)(
	    struct codec_state *state, struct slice room, struct buffer *out);
	bool (*leave)(
	    struct codec_state *state, struct slice room, struct buffer *out);
	bool (*ask_room)(struct codec_state *state,
	    enum codec_room_request request, struct slice room,
	    struct slice text, struct buffer *out);
	bool (*quit)(struct codec_state *state, struct buffer *out);

	/*
	 * Change over to another form of who(), because the server did not
	 * understand the last one, or has not answered it.  Return false if
	 * there is none that has not been tried.  May be NULL.
	 */
	bool (*who_otherwise)(struct codec_dialect *dialect);

	/*
	 * Change over to another dialect for the next connection, because the
	 * server hung up on the login, or said what is not of this protocol.
	 * Return false if there is none that has not been tried.  May be NULL.
	 */
	bool (*log_in_otherwise)(struct codec_dialect *dialect);

	/*
	 * Take one event from the size bytes at bytes and return how many bytes
	 * it took, or 0 if more must come first.  The next call begins after
	 * these bytes, or has the same ones and more.  If ended is set, no more
	 * will come, and what is there is taken as it is.
	 */
	size_t (*decode)(struct codec_state *state, const char *bytes,
	    size_t size, bool ended, struct codec_event *event_r);
};

/* Forget one connection, but not what it has told about the server. */
void codec_state_renew(struct codec_state *state);

/* Forget everything. */
void codec_state_clear(struct codec_state *state);

/*
 * Take the next name from a list as servers write it: names separated by any
 * number of commas and blanks, which may also stand before the first and after
 * the last.  Return false at the end.
 */
bool codec_next_name(struct slice *list, struct slice *name_r);

/* The meaning of a server's text, which is known by how it starts. */
struct codec_words {
	const char *start;
	enum codec_event_type type;
};

/*
 * Return the type of the first row whose words text starts with, or other.
 * This function and those below are for the codecs.
 */
enum codec_event_type codec_match(const struct codec_words *words, size_t count,
    struct slice text, enum codec_event_type other);

/*
 * Return the name at the end of "no such user: NAME", or an empty slice if text
 * does not end like this.
 */
struct slice codec_missing_name(struct slice text);

/* Be the who_otherwise() of a codec that has two words for a list. */
bool codec_ask_otherwise(struct codec_dialect *dialect);

/* Take a line as decode() takes an event. */
size_t codec_take_line(struct codec_state *state, const char *bytes,
    size_t size, bool ended, struct slice *line_r);

#endif
