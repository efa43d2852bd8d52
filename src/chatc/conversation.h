/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_CONVERSATION_H
#define CHATD_CHATC_CONVERSATION_H

/*
 * One user's talk with one server: what is asked when, what an answer means,
 * and when it is over.  Pure: sockets, clocks and screens are behind the host's
 * functions, so that a test can be the host.
 *
 * One request is in flight at a time.  The host hands over a line only while
 * conversation_is_ready().
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatc/display.h"
#include "chatc/codecs/codec.h"
#include "common/line.h"

/* How long a server may take to refuse a login, where it need not answer. */
#define CONVERSATION_LOGIN_MS 1000

/* How long the server's last words are waited for on leaving. */
#define CONVERSATION_LEAVE_MS 2000

/*
 * What a conversation does to the world.  None of these functions calls the
 * conversation back before it has returned.
 */
struct conversation_host {
	/* Connect; conversation_connected() or _not_connected() follows. */
	void (*connect)(void *context);
	/* Send these bytes in one piece. */
	void (*send)(void *context, const char *bytes, size_t size);
	/* Send what is left and then the end of the stream. */
	void (*finish)(void *context);
	/* Drop the connection, if there is one. */
	void (*disconnect)(void *context);
	/* Call conversation_timed_out() in so many ms; 0: do not, after all. */
	void (*set_timeout)(void *context, int timeout_ms);
	/* Say something to the user. */
	void (*show)(void *context, enum display_kind kind, struct slice name,
	    struct slice text);
	/* It is over; the program's exit status is status. */
	void (*end)(void *context, int status);
};

enum conversation_stage {
	CONVERSATION_ASKING,     /* waits for the user to say a name */
	CONVERSATION_CONNECTING, /* has a name, waits for the connection */
	CONVERSATION_LOGGING_IN,
	CONVERSATION_TALKING,
	CONVERSATION_LEAVING, /* has sent its last, listens to the end */
	CONVERSATION_OVER,
};

enum conversation_request {
	CONVERSATION_NO_REQUEST,
	CONVERSATION_WHO,
	CONVERSATION_SEND,
};

struct conversation {
	const struct conversation_host *host;
	void *context; /* the host's */
	const struct wire *wire;
	struct wire_state wire_state;
	enum conversation_stage stage;
	enum conversation_request request; /* in flight, while talking */
	int timeout_ms;                    /* for an answer */
	bool connected;
	bool tried; /* this connection has seen a login before */
	int status; /* of the program, should the input end now */
	struct buffer name;
	struct buffer in;  /* from the server, not yet a whole message */
	struct buffer out; /* the request that is being made */
};

/*
 * Begin a conversation through wire, with this name or, if that is empty, by
 * asking for one.  An answer may take timeout_ms.  It does not connect before
 * it has a name: there are servers that take a look for a guest.
 */
void conversation_start(struct conversation *conversation,
    const struct wire *wire, int timeout_ms,
    const struct conversation_host *host, void *context, struct slice name);

/* Free what the conversation holds. */
void conversation_clear(struct conversation *conversation);

/* Say whether the next line can be handed over. */
bool conversation_is_ready(const struct conversation *conversation);

/* The user typed a line.  Only while conversation_is_ready(). */
void conversation_line(struct conversation *conversation, struct slice line);

/*
 * The user has said all and leaves, at once whatever is in flight.  Called
 * again it does not wait for the server's last words either.
 */
void conversation_leave(struct conversation *conversation);

/* The connection that was asked for is there; or is not, and text says why. */
void conversation_connected(struct conversation *conversation);
void conversation_not_connected(struct conversation *conversation,
    struct slice host_name, struct slice why);

/* These bytes came. */
void conversation_received(
    struct conversation *conversation, const char *bytes, size_t size);

/* The connection has ended; why is for the user. */
void conversation_hung_up(struct conversation *conversation, struct slice why);

/* The time that was set is over. */
void conversation_timed_out(struct conversation *conversation);

#endif
