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

#include "chatc/buffer.h"
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
	size_t scanned; /* so many bytes are known to hold no line's end */
	bool asks_list; /* hello: this server's word for WHO is LIST */
};

struct wire {
	const char *name; /* as in --protocol */
	uint16_t port;    /* the default */

	/* Append the request to out. */
	void (*login)(
	    struct wire_state *state, struct slice name, struct buffer *out);
	void (*who)(struct wire_state *state, struct buffer *out);
	void (*send)(struct wire_state *state, struct slice name,
	    struct slice text, struct buffer *out);

	/*
	 * The server did not understand who(): change over to another form of
	 * it and return true, or return false if there is none.
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

/* Return the wire of this name, or NULL.  "hello" is the default. */
const struct wire *wire_find(const char *name);

/*
 * Take the next name from a list as servers write it: parted by commas or
 * blanks, with any number of either between, before and after.  Return false
 * at its end.
 */
bool wire_next_name(struct slice *list, struct slice *name_r);

/* For the wires: take a line as decode() takes an event. */
size_t wire_take_line(struct wire_state *state, const char *bytes, size_t size,
    bool ended, struct slice *line_r);

#endif
