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
 *
 * A person and a script are treated alike but for this: for a person the names
 * of who is online are asked for after the login, so that they can be
 * completed, and a server that has gone is connected to again.  A script is
 * told by the exit status whether any of its lines was refused.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatc/codecs/codec.h"
#include "chatc/conversation/joined_rooms.h"
#include "chatc/words/sentence.h"
#include "chatc/conversation/unasked.h"
#include "common/secret.h"
#include "common/slice.h"

/* How long a login may take to be refused where it need not be answered. */
#define CONVERSATION_LOGIN_MS 1000

/* How long to wait for the server's last words when leaving. */
#define CONVERSATION_LEAVE_MS 2000

/* The same for a person, who wants to go: until what was sent is on its way. */
#define CONVERSATION_PERSON_LEAVE_MS 200

/* How much of what comes first is kept, to tell what a server speaks. */
#define CONVERSATION_FIRST_BYTES ((size_t)64)

/* How long names that nobody has asked for may hold up a person's lines. */
#define CONVERSATION_QUIET_MS 2000

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
	/* Return the time of a monotonic clock, in milliseconds. */
	uint64_t (*now_ms)(void *context);
	/* Say something to the user. */
	void (*say)(void *context, const struct sentence *sentence);
	/* Learn the names of this list, but say nothing. */
	void (*learn)(void *context, struct slice names);
	/* End: status is the exit status of the program. */
	void (*end)(void *context, int status);
};

enum conversation_stage {
	CONVERSATION_ASKING,     /* waits for a name, or for its password */
	CONVERSATION_CONNECTING, /* has a name, waits for the connection */
	CONVERSATION_LOGGING_IN,
	CONVERSATION_TALKING,
	CONVERSATION_PAUSING, /* has lost the server, and will try again */
	CONVERSATION_LEAVING, /* sends no more, listens until the end */
	CONVERSATION_OVER,
};

enum conversation_request {
	CONVERSATION_NO_REQUEST,
	CONVERSATION_WHO,
	CONVERSATION_SEND,
	CONVERSATION_JOIN,
	CONVERSATION_LEAVE,
	CONVERSATION_REGISTER,
	CONVERSATION_ASK_ROOM,
};

/* Which password the user is asked for, in place of a line. */
enum conversation_question {
	CONVERSATION_NO_QUESTION,
	CONVERSATION_OWN_PASSWORD,  /* of the name, or none: ask for a name */
	CONVERSATION_NEW_PASSWORD,  /* that it shall have */
	CONVERSATION_SAME_PASSWORD, /* the same again */
};

/* What the conversation asks for by itself once it is logged in, in order. */
enum conversation_errand {
	CONVERSATION_NO_ERRAND,
	CONVERSATION_REJOINING, /* the rooms of the last connection */
	CONVERSATION_LISTING,   /* who is online, for the completion */
};

struct conversation {
	const struct conversation_host *host;
	void *context; /* the host's */
	const struct codec *codec;
	struct codec_state codec_state;
	enum conversation_stage stage;
	enum conversation_request request; /* in flight, while talking */
	enum conversation_errand errand;   /* what the request is for */
	int timeout_ms;                    /* for an answer */
	bool has_person;                   /* and not a script */
	bool connected;
	bool tried;     /* a login has been tried on this connection */
	bool has_heard; /* the server has answered on this connection */
	bool is_encrypted;
	bool was_told; /* that it is encrypted */
	bool was_in;   /* has been logged in under this name */
	bool has_quit; /* wants to hear answers alone, or nothing */
	bool is_talk;  /* what was sent last had no name in front of it */
	unsigned int attempts;      /* to log in again, in a row */
	unsigned int taken;         /* how many of them found the name taken */
	unsigned long owed;         /* messages sent that an error may answer */
	uint64_t in_since_ms;       /* when the last login went well */
	struct secret password;     /* of our name, as far as we know */
	struct secret new_password; /* that it may have */
	enum conversation_question question; /* what is asked for */
	bool is_private;                     /* nobody could read along */
	bool is_in_the_clear;     /* but a person has typed the password */
	bool has_owner;           /* the password is needed */
	bool is_showing;          /* it has been shown, and not answered */
	bool has_shown;           /* it was right, on this connection */
	unsigned int wrong;       /* passwords, in a row */
	unsigned int short_stays; /* of the owner, in a row */
	int status;               /* the exit status if the input ended now */
	struct buffer name;
	struct buffer target;  /* who hears what is typed, or empty */
	struct buffer sent_to; /* whom the last message was for */
	struct buffer deed;    /* what we do, as a text, while it is unanswered
				  whether the server knows actions */
	struct joined_rooms rooms;
	struct joined_rooms rejoining; /* those that are still to be joined */
	struct unasked unasked;
	struct buffer first; /* what came first on this connection, a little */
	struct buffer in;    /* from the server; no whole message yet */
	struct buffer out;   /* the request that is being made */
};

/*
 * Begin a conversation that speaks through codec, with this name or, if it is
 * empty, by asking for one.  An answer may take timeout_ms.  has_person says
 * that a person types, and not a script.  Where names are needed, it does not
 * connect before it has one: some servers would take the connection for a
 * guest.
 */
void conversation_start(struct conversation *conversation,
    const struct codec *codec, int timeout_ms, bool has_person,
    const struct conversation_host *host, void *context, struct slice name);

/*
 * Have this password at hand in case that the name of conversation_start() has
 * an owner.  It is forgotten with the name.
 */
void conversation_have_password(
    struct conversation *conversation, struct slice password);

/* Free what the conversation holds, and overwrite passwords. */
void conversation_clear(struct conversation *conversation);

/* Say whether the next line may be handed over. */
bool conversation_is_ready(const struct conversation *conversation);

/* Take a line that the user typed.  Only while conversation_is_ready(). */
void conversation_line(struct conversation *conversation, struct slice line);

/*
 * Take the password that is asked for while conversation_is_ready(), an empty
 * one if there is none.  Nobody else sees it.
 */
void conversation_password(
    struct conversation *conversation, struct slice password);

/* Note that a line was too long to be read. */
void conversation_line_too_long(struct conversation *conversation);

/*
 * Leave because the input has ended: what is still on its way is heard.  A
 * second call does not wait for the server's last words either.
 */
void conversation_leave(struct conversation *conversation);

/*
 * Leave at the user's wish, whatever is in flight: a person hears nothing any
 * more, and a script nothing but messages and the errors that it is owed.
 * unsent lines were typed and not handed over.
 */
void conversation_quit(struct conversation *conversation, size_t unsent);

/*
 * Note that nobody can read along on the connection that will be there next,
 * or that somebody might.
 */
void conversation_note_privacy(
    struct conversation *conversation, bool is_private);

/* Note that the connection is there; or that it is not, and why. */
void conversation_connected(struct conversation *conversation);
void conversation_not_connected(struct conversation *conversation,
    struct slice host_name, struct slice why);

/*
 * Note that the connection, which will be there next, is encrypted, and the key
 * of a server that was not known until now, or an empty one.
 */
void conversation_encrypted(struct conversation *conversation,
    struct slice host_name, struct slice version, struct slice new_key);

/*
 * Note that the server will never do, on this connection or another.  The first
 * of the lines says why, the others what can be done.
 */
void conversation_untrusted(struct conversation *conversation,
    struct slice host_name, struct slice lines);

/* Take bytes that have come from the server. */
void conversation_received(
    struct conversation *conversation, const char *bytes, size_t size);

/* Note that the connection has ended; why is for the user. */
void conversation_hung_up(struct conversation *conversation, struct slice why);

/* Note that the time which was set is up. */
void conversation_timed_out(struct conversation *conversation);

#endif
