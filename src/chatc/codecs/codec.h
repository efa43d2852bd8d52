/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_WIRE_H
#define CHATD_CHATC_WIRE_H

/*
 * A protocol as its client sees it: a value.  A wire turns what the user wants
 * into bytes and the server's bytes into events; it knows no socket and no
 * screen.  To add a protocol: a file in wires/, a row in wire.c, a test.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatc/codecs/buffer.h"
#include "common/line.h"

/*
 * The longest message that is taken from a server.  It bounds the client's
 * memory, and leaves room for a list of a quarter of a million names.
 */
#define WIRE_MESSAGE_MAX_BYTES ((size_t)16 * 1024 * 1024)

/* What a server says, whatever its words for it. */
enum wire_event_type {
	WIRE_NOTHING,      /* bytes without a meaning, as a blank line */
	WIRE_LOGGED_IN,    /* the name is ours */
	WIRE_NAME_TAKEN,   /* somebody else has the name */
	WIRE_FULL,         /* no room for one more */
	WIRE_SENT,         /* the message is on its way */
	WIRE_NO_SUCH_USER, /* nobody has the name the message was for */
	WIRE_BAD_HEADER,   /* the request is not known, or not known now */
	WIRE_BAD_BODY,     /* the name or the text is refused */
	WIRE_REFUSED,      /* text: why, in the server's words */
	WIRE_NAMES,        /* text: who is online, see wire_next_name() */
	WIRE_DELIVERY,     /* name says text */
	WIRE_OTHER,        /* text: anything else that is meant to be read */
	WIRE_BROKEN,       /* this server does not speak this protocol */
};

/* The slices lie in the bytes that were decoded. */
struct wire_event {
	enum wire_event_type type;
	struct slice name;
	struct slice text;
};

/* What a wire remembers of one connection; all zero when it is new. */
struct wire_state {
	size_t scanned;     /* so many bytes are known to hold no line's end */
	bool asks_list;     /* hello: this server's word for WHO is LIST */
	bool expects_login; /* the name is sent and there was no answer */
	bool expects_names; /* the same of a list */
	struct buffer name; /* ours, where every message carries it */
};

struct wire {
	const char *name; /* as in --protocol */
	uint16_t port;    /* the default */
	bool needs_name;  /* nobody talks without one */

	/*
	 * Which requests the server answers, whatever the answer.  A login
	 * without an answer went well if the server does not hang up.
	 */
	bool answers_login;
	bool answers_who;
	bool answers_send;

	/*
	 * Append the request to out, or return false if this protocol has no
	 * room for it.  say() speaks to everybody, quit() says good-bye; NULL
	 * where the protocol has nothing of the kind.
	 */
	bool (*login)(
	    struct wire_state *state, struct slice name, struct buffer *out);
	bool (*who)(struct wire_state *state, struct buffer *out);
	bool (*send)(struct wire_state *state, struct slice name,
	    struct slice text, struct buffer *out);
	bool (*say)(
	    struct wire_state *state, struct slice text, struct buffer *out);
	bool (*quit)(struct wire_state *state, struct buffer *out);

	/*
	 * The server did not understand who(): change over to another form of
	 * it and return true, or return false if there is none.  May be NULL.
	 */
	bool (*who_otherwise)(struct wire_state *state);

	/*
	 * Take one event from the size bytes at bytes and return how many bytes
	 * it took, or 0 if more must come first.  The next call begins after
	 * them, or with the same bytes and more.  With ended true no more will
	 * come: what is there is taken as it is.
	 */
	size_t (*decode)(struct wire_state *state, const char *bytes,
	    size_t size, bool ended, struct wire_event *event_r);
};

/* Forget one connection. */
void wire_state_clear(struct wire_state *state);

/* Return the wire of this name, or NULL.  "hello" is the default. */
const struct wire *wire_find(const char *name);

/*
 * Take the next name from a list as servers write it: parted by commas or
 * blanks, with any number of either between, before and after.  Return false
 * at its end.
 */
bool wire_next_name(struct slice *list, struct slice *name_r);

/* For the wires: what a server's words mean, known by how they start. */
struct wire_words {
	const char *start;
	enum wire_event_type type;
};

/* Return the type of the row that text starts as, or other. */
enum wire_event_type wire_match(const struct wire_words *words, size_t count,
    struct slice text, enum wire_event_type other);

/* Take prefix away from the front of *text; return whether it was there. */
bool wire_take_prefix(struct slice *text, const char *prefix);

/* For the wires: take a line as decode() takes an event. */
size_t wire_take_line(struct wire_state *state, const char *bytes, size_t size,
    bool ended, struct slice *line_r);

#endif
