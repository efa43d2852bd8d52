/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_CONVERSATION_H
#define CHATD_CHATC_CONVERSATION_H

/*
 * One user's conversation with one server: when to send what, what an answer
 * means, and when it is over.  Pure: sockets, clocks and screens are reached
 * through the host's functions, so that a test can be the host.
 *
 * One request is in flight at a time.  The host hands over a line only while
 * conversation_is_ready().
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatc/codecs/codec.h"
#include "chatc/display.h"
#include "common/slice.h"

/* How long a login may take to be refused where it need not be answered. */
#define CONVERSATION_LOGIN_MS 1000

/* How long to wait for the server's last words when leaving. */
#define CONVERSATION_LEAVE_MS 2000

/*
 * What a conversation does to the world.  None of these functions may call the
 * conversation back before it has returned.
 */
struct conversation_host {
	/* Connect; report conversation_connected() or _not_connected(). */
	void (*connect)(void *context);
	/* Send these bytes in one piece. */
	void (*send)(void *context, const char *bytes, size_t size);
	/* Send what is queued, and then the end of the stream. */
	void (*finish)(void *context);
	/* Drop the connection, if there is one. */
	void (*disconnect)(void *context);
	/* Call conversation_timed_out() after this time; 0: never mind. */
	void (*set_timeout)(void *context, int timeout_ms);
	/* Say something to the user. */
	void (*show)(void *context, enum display_kind kind, struct slice name,
	    struct slice text);
	/* End: status is the exit status of the program. */
	void (*end)(void *context, int status);
};

enum conversation_stage {
	CONVERSATION_ASKING,     /* waits for the user to give a name */
	CONVERSATION_CONNECTING, /* has a name, waits for the connection */
	CONVERSATION_LOGGING_IN,
	CONVERSATION_TALKING,
	CONVERSATION_LEAVING, /* sends no more, listens until the end */
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
	const struct codec *codec;
	struct codec_state codec_state;
	enum conversation_stage stage;
	enum conversation_request request; /* in flight, while talking */
	int timeout_ms;                    /* for an answer */
	bool connected;
	bool tried; /* a login has been tried on this connection */
	int status; /* the exit status if the input ended now */
	struct buffer name;
	struct buffer in;  /* from the server; no whole message yet */
	struct buffer out; /* the request that is being made */
};

/*
 * Begin a conversation that speaks through codec, with this name or, if it is
 * empty, by asking for one.  An answer may take timeout_ms.  Where names are
 * needed, it does not connect before it has one: some servers would take the
 * connection for a guest.
 */
void conversation_start(struct conversation *conversation,
    const struct codec *codec, int timeout_ms,
    const struct conversation_host *host, void *context, struct slice name);

/* Free what the conversation holds. */
void conversation_clear(struct conversation *conversation);

/* Say whether the next line may be handed over. */
bool conversation_is_ready(const struct conversation *conversation);

/* Take a line that the user typed.  Only while conversation_is_ready(). */
void conversation_line(struct conversation *conversation, struct slice line);

/*
 * Leave at the user's wish, whatever is in flight.  A second call does not wait
 * for the server's last words either.
 */
void conversation_leave(struct conversation *conversation);

/* Note that the connection is there; or that it is not, and why. */
void conversation_connected(struct conversation *conversation);
void conversation_not_connected(struct conversation *conversation,
    struct slice host_name, struct slice why);

/* Take bytes that have come from the server. */
void conversation_received(
    struct conversation *conversation, const char *bytes, size_t size);

/* Note that the connection has ended; why is for the user. */
void conversation_hung_up(struct conversation *conversation, struct slice why);

/* Note that the time which was set is up. */
void conversation_timed_out(struct conversation *conversation);

#endif
