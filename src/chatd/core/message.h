/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MESSAGE_H
#define CHATD_MESSAGE_H

/*
 * What one user's doing means to another: a text is delivered, something is
 * said in a room, somebody comes or goes.  Protocols turn messages into bytes.
 *
 * A message is a view of bytes that somebody else owns.  To travel between
 * workers, messages are packed one after the other into a batch.  A batch has
 * one owner at any time, and a mailbox hands it on.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "chatd/core/chat_text.h"
#include "chatd/core/mail.h"
#include "chatd/core/stamp.h"
#include "common/slice.h"

enum message_kind {
	MESSAGE_DELIVERED, /* from says text to one user */
	MESSAGE_SAID,      /* from says text in a room */
	MESSAGE_JOINED,    /* from has joined a room */
	MESSAGE_LEFT,      /* from has left a room */
	MESSAGE_RENAMED,   /* from, a member of a room, is now called text */
	MESSAGE_KICKED,    /* from takes to out of a room; text may say why */
	MESSAGE_INVITED,   /* from lets to join a room */
	MESSAGE_LISTS_DUE, /* the time has come for protocol->list_due */
	MESSAGE_TOLD,      /* work that was put off for to is done */
	MESSAGE_HOLD,      /* to is to wait, as work bytes wait for by */
	MESSAGE_RELEASE,   /* whoever waits for by is to wait no more */
	/* By way of the gateway: */
	MESSAGE_ANSWERED, /* work texts of to, from the number size on, have
			     been delivered (own), or they have not; or work
			     is what has become of what else to has asked */
	MESSAGE_RETURNED, /* nobody has taken text, of to, with the number size,
			     where the user called room was */
	MESSAGE_ENDED,    /* by, which had a name, is no more; or to has to end,
			     because its name is another one's */
	MESSAGE_RULED, /* in the room called text other rules hold now, or from
			  has other ranks */
	MESSAGE_TAKEOVER, /* by asks for from, the name that to has, and owns it
			     if own; text is the gateway's, for the answer */
	MESSAGE_LOOKED,   /* the answer: from may be asked for again, if own */
	MESSAGE_CARDED,   /* by, called from, has another card */

	MESSAGE_WATCHED, /* somebody, at by, has come by the name from, which
			    the receiver watches, or is gone from it */
	MESSAGE_KILLED,  /* from, an operator of the chat, has to end; text says
			    so to all whom it concerns */

	MESSAGE_CHANGED, /* from has changed what size, an enum room_change,
			    says of room; text is what it is now.  Without
			    a room: the receiver watches the name of from */
};

/* What changes of a room; for ever the same on the wire. */
enum room_change {
	ROOM_CHANGE_TOPIC = 1, /* text is empty if there is none now */
	ROOM_CHANGE_MODE = 2,  /* "+m", "-k", "+o bob", "+b mallory*" */
	/* text is who may join now; of interest to those who may invite. */
	ROOM_CHANGE_INVITED = 3,
};

/* The size of a MESSAGE_INVITED by somebody who is no operator; as above. */
#define INVITATION_OPENS_NOTHING 1u

/* How somebody leaves a room; for ever the same on the wire. */
enum leaving {
	LEAVING_ROOM = 1,   /* by themselves; they may say why */
	LEAVING_KICKED = 2, /* who has taken them out, and after a blank why */
	LEAVING_CHAT = 3,   /* altogether, for this reason */
};

/* What is said of why somebody leaves is cut to that. */
#define MESSAGE_WHY_MAX_BYTES 255

/* What a text to a user leaves empty stands first: it is cleared at once. */
struct message {
	enum message_kind kind;
	bool own;          /* the receiver's own request caused it */
	uint8_t style;     /* of text and raw: an enum text_style */
	struct address to; /* the receiver; in a room, the one left out */
	struct address by; /* the sender; in a room, who comes or goes */
	uint32_t work;     /* owed by to until all are told; or 0 */
	uint32_t size;     /* of what to has caused of this (MESSAGE_HOLD); the
			      ranks of from (MESSAGE_JOINED); an enum leaving
			      (MESSAGE_LEFT, where raw is not empty); 0 if
			      they are gone (MESSAGE_WATCHED); what it is
			      good for (MESSAGE_INVITED); the
			      number of the text, for the gateway
			      (MESSAGE_DELIVERED); the ranks that it is for,
			      if not for all (MESSAGE_SAID) */
	/*
	 * Of a MESSAGE_DELIVERED or MESSAGE_SAID.  One that has not left the
	 * worker of its sender may have none yet: see stamping_of().
	 */
	const struct stamp *stamp; /* NULL: none */
	struct slice raw;  /* the raw form of text: see chat_text.h; why from
			      leaves, for those who can show that
			      (MESSAGE_LEFT) */
	struct slice room; /* empty unless the message is about a room; in a
			      MESSAGE_DELIVERED for the gateway, and when that
			      comes back, whom it is for */
	struct slice from;
	struct slice text;
};

/* Return what is said in a message that says something. */
static inline struct chat_text
message_chat_text(const struct message *message)
{
	return (struct chat_text){
		.style = (enum text_style)message->style,
		.plain = message->text,
		.raw = message->raw,
	};
}

/* Return how many bytes that has. */
static inline size_t
message_text_size(const struct message *message)
{
	return message->text.size + message->raw.size;
}

/* Messages packed for one worker.  It is mail, so that a mailbox takes it. */
struct batch {
	struct mail mail;
	size_t used;     /* bytes */
	size_t capacity; /* bytes */
	char bytes[];
};

/* Bytes that a batch is made with, if its first message needs no more. */
#define BATCH_BYTES 16384

/*
 * Pack message after the others of *batch.  If there is no batch (*batch is
 * NULL) or it is full, a new one becomes *batch, and the full one, if any, is
 * the caller's to take from *full_r, which is NULL otherwise.  Return 0; or -1
 * if there is no memory, and then nothing has changed.
 */
int batch_append(
    struct batch **batch, const struct message *message, struct batch **full_r);

/*
 * Unpack the message at *offset, which starts at 0, into *message_r, whose
 * slices point into the batch, and move *offset to the next one.  Return false
 * at the end.
 */
bool batch_next(
    const struct batch *batch, size_t *offset, struct message *message_r);

/* Free batch; NULL is allowed. */
void batch_free(struct batch *batch);

#endif
