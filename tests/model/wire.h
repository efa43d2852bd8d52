/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODEL_WIRE_H
#define CHATD_MODEL_WIRE_H

/*
 * A protocol as its client sees it: requests to bytes, bytes to events.  The
 * wires are written by a hand of their own, from chatd-protocols(7); they share
 * no code with the daemon.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/slice.h"

struct peer;

enum request_kind {
	REQUEST_LOGIN,  /* name */
	REQUEST_RENAME, /* name */
	REQUEST_SEND,   /* name, text */
	REQUEST_SAY,    /* room, text */
	REQUEST_JOIN,   /* room */
	REQUEST_LEAVE,  /* room */
	REQUEST_LIST,
	REQUEST_LIST_ROOM, /* room */
	REQUEST_NONSENSE,
	REQUEST_TOO_LONG, /* more than may be sent, which is refused */
	REQUEST_QUIT,     /* whatever the daemon answers and then hangs up */
	REQUEST_KINDS
};

struct request {
	enum request_kind kind;
	const char *name;
	const char *room;
	const char *text;
	const char *own_name; /* of the sender; a frame carries it */
};

enum event_kind {
	/* answers */
	EVENT_NAMED,        /* name: it is the client's now */
	EVENT_NAME_TAKEN,   /* name, or "" */
	EVENT_NAME_REFUSED, /* name, or "" */
	EVENT_SENT,         /* a text is on its way */
	EVENT_NOBODY,       /* name, or "": no such user or room */
	EVENT_TEXT_REFUSED,
	EVENT_JOIN_DONE,  /* room */
	EVENT_LEAVE_DONE, /* room */
	EVENT_LIST,       /* text: names, apart by separator */
	EVENT_LIST_ROOM,  /* room, text */
	EVENT_NONSENSE,   /* the request was none */
	EVENT_GOODBYE,
	EVENT_NOTHING, /* of which the model knows nothing */
	/* what comes unasked */
	EVENT_DELIVERED, /* name, text */
	EVENT_SAID,      /* room, name, text */
	EVENT_JOINED,    /* room, name */
	EVENT_LEFT,      /* room, name */
	EVENT_RENAMED,   /* room, name, text: the new name */
	EVENT_KICKED     /* the operator ends the connection */
};

struct event {
	enum event_kind kind;
	struct slice name;
	struct slice room;
	struct slice text;
	char separator; /* of a list */
};

struct wire {
	const char *protocol;
	bool has_requests[REQUEST_KINDS];
	bool is_silent;         /* a text that is taken is not answered */
	bool is_in_lobby;       /* whoever logs in is in #lobby */
	bool has_guests;        /* nobody logs in: the first request does it */
	bool ends_when_refused; /* a login that fails is the last */
	bool confirms_late;  /* what one sends oneself may come before that */
	bool is_in_one_room; /* at most, and always the same */
	bool checks_names;   /* the chat does not see one that is none */
	bool lists_people;   /* and not the echo user */
	size_t text_max;     /* of about so many bytes; 0: of any size */

	/* Write a request, of a kind that the wire has. */
	void (*write)(struct peer *peer, const struct request *request);

	/*
	 * Read the first event of the size bytes.  own_name is the client's, ""
	 * before it has logged in.  Return how many bytes the event has, or 0
	 * if it is not whole.  Fail on whatever is no event.
	 */
	size_t (*read)(const char *bytes, size_t size, const char *own_name,
	    struct event *event_r);
};

extern const struct wire wire_hello;
extern const struct wire wire_sized;
extern const struct wire wire_framed;
extern const struct wire wire_plain;
extern const struct wire wire_irc;

/* Fail because the size bytes are nothing that this protocol says. */
void wire_fail(const struct wire *wire, const char *bytes, size_t size)
    __attribute__((noreturn));

/* Write so many bytes that they are too long for a line. */
void wire_put_long(struct peer *peer);

/*
 * Take what comes before the first mark, and the mark, off *rest.  Return
 * false, and change nothing, if there is none.
 */
bool wire_split(struct slice *rest, const char *mark, struct slice *part_r);

#endif
