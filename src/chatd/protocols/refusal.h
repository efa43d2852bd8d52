/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REFUSAL_H
#define CHATD_REFUSAL_H

/*
 * What a protocol says where the chat refuses a request.
 *
 * Each protocol has one table with its words for every outcome that is a
 * refusal, and does not compile while one is missing: so a new outcome of the
 * chat cannot leave a client without an answer.  Owner thread only.
 */

#include <stddef.h>

#include "chatd/core/protocol.h"
#include "common/slice.h"

/*
 * All outcomes are refusals but two.  A request that is done has an answer of
 * its own.  One for which there was no memory has none: the chat closes the
 * connection, and what is appended before that is lost.
 */
#define REFUSAL_COUNT (CHAT_OUTCOMES - 2)

/* What of the request is repeated after the words. */
enum refusal_subject {
	REFUSAL_OF_NOTHING,
	REFUSAL_OF_NAME,
	REFUSAL_OF_ROOM,
	REFUSAL_OF_WORDS, /* of the operator: until when, and why */
};

struct refusal {
	enum chat_outcome outcome;
	struct slice words;
	enum refusal_subject subject;
};

/*
 * Rows of what concerns rooms, for protocols that have but one, and no verbs
 * for others; prefix, a literal, comes before the words.
 */
#define REFUSALS_ABOUT_ROOMS(prefix)                                           \
	{ CHAT_NO_SUCH_ROOM, SLICE(prefix "no such room"), REFUSAL_OF_ROOM },  \
	    { CHAT_TOO_MANY_ROOMS, SLICE(prefix "too many rooms"),             \
		    REFUSAL_OF_NOTHING },                                      \
	    { CHAT_ROOMS_FULL, SLICE(prefix "no more rooms"),                  \
		    REFUSAL_OF_NOTHING },                                      \
	    { CHAT_NOT_OPERATOR, SLICE(prefix "not an operator"),              \
		    REFUSAL_OF_ROOM },                                         \
	    { CHAT_BANNED, SLICE(prefix "banned"), REFUSAL_OF_ROOM },          \
	    { CHAT_ROOM_CLOSED, SLICE(prefix "by invitation only"),            \
		    REFUSAL_OF_ROOM },                                         \
	    { CHAT_BAD_KEY, SLICE(prefix "wrong key"), REFUSAL_OF_ROOM },      \
	    { CHAT_ROOM_FULL, SLICE(prefix "room full"), REFUSAL_OF_ROOM },    \
	    { CHAT_MODERATED, SLICE(prefix "room moderated"),                  \
		    REFUSAL_OF_ROOM },                                         \
	    { CHAT_BANS_FULL, SLICE(prefix "too many bans"),                   \
		    REFUSAL_OF_ROOM },                                         \
	    { CHAT_NOT_OWNER, SLICE(prefix "not the owner"),                   \
		    REFUSAL_OF_ROOM },                                         \
	{                                                                      \
		CHAT_KEPT_FULL, SLICE(prefix "too many kept"), REFUSAL_OF_ROOM \
	}

/*
 * Rows of what the operator has decided about the user; prefix, a literal,
 * comes before the words.
 */
#define REFUSALS_BY_OPERATOR(prefix)                                           \
	{ CHAT_NAME_BANNED, SLICE(prefix "you are banned"),                    \
		REFUSAL_OF_WORDS },                                            \
	{                                                                      \
		CHAT_MUTED, SLICE(prefix "you are muted"), REFUSAL_OF_WORDS    \
	}

/* The parts of an error: the words, and ": " and the subject or nothing. */
#define REFUSAL_PARTS 3

/* How a protocol refuses. */
struct refusals {
	const struct refusal *rows; /* REFUSAL_COUNT of them, in any order */
	/* Send REFUSAL_PARTS parts as one error. */
	void (*say)(struct connection *connection, const struct slice *parts);
};

/* Do not compile unless rows is an array with a row for each refusal. */
#define REFUSALS_ARE_COMPLETE(rows)                                            \
	_Static_assert(sizeof(rows) / sizeof((rows)[0]) == REFUSAL_COUNT,      \
	    "an outcome of the chat has no words here")

/* Say the words of the outcome of answer, which is not CHAT_DONE. */
void refusal_answer(struct connection *connection,
    const struct refusals *refusals, const struct chat_answer *answer);

/*
 * Say that something else than the chat refuses: words, and the subject if it
 * is not empty, shown as text_escape() does.
 */
void refusal_say(struct connection *connection, const struct refusals *refusals,
    struct slice words, struct slice subject);

/*
 * End the connection if answer refuses its login, or a password for that: for a
 * protocol in which one may not try again.
 */
void refusal_end_login(
    struct connection *connection, const struct chat_answer *answer);

#endif
