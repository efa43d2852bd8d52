/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONSOLE_SURVEY_H
#define CHATD_CONSOLE_SURVEY_H

/*
 * Something that a client of the console asks of every connection.
 *
 * All workers are asked at once; each looks at its connections on its own
 * thread and fills in its part, and the client gets its reply when the last has
 * answered.  There is one survey for each client at most, since a client's next
 * request waits for the reply.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/core/mail.h"

struct connection;
struct console_client;
struct evbuffer;
struct survey;

/* One worker's part.  The worker's while it is asked, the main thread's then.
 */
struct survey_part {
	struct mail mail;
	struct survey *survey;
	struct evbuffer *rows; /* owned; what it has to say */
	uint64_t count;        /* of whatever is counted */
	void *argument;        /* what survey_ask() was given */
};

/* What a survey does. */
struct survey_plan {
	/* Look at a connection.  Its worker's thread. */
	void (*visit)(struct connection *connection, void *part);

	/* Reply to client, who is still there, from all parts.  Main thread. */
	void (*reply)(
	    struct console_client *client, const struct survey *survey);
};

/* The parts of a survey, in order of worker; for the reply. */
struct survey {
	const struct survey_plan *plan; /* lives for ever */
	struct console *console;
	uint64_t client_number;
	struct mailbox *mailbox; /* the main thread's */
	void *argument;          /* owned */
	unsigned int awaited;    /* parts that are on their way */
	bool lacks_parts;        /* there was no memory to ask for them */
	unsigned int part_count;
	struct survey_part *parts[];
};

/*
 * Carry plan out for client, who is replied to later; if there is no memory for
 * that, or for any part of it, the reply is an error.  argument is taken, and
 * freed with free() in the end; all workers share it and must not change it.
 * NULL is allowed.  Main thread only.
 */
void survey_ask(struct console_client *client, const struct survey_plan *plan,
    void *argument);

#endif
