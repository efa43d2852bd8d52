/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_WORDS_H
#define CHATD_ROOM_WORDS_H

/*
 * What a walk tells the members of a big room, in the words of each protocol.
 *
 * A member for whom output waits anyway shares one copy of it with all others
 * who use the same protocol, so that a room of thousands who do not read takes
 * hardly more memory than one of them.  A member who is told only some of the
 * lines, because they have joined in between or have said one of them, is told
 * each by itself, and so is one whose socket takes output.  Worker's thread
 * only.
 */

#include <stdbool.h>
#include <stddef.h>

struct list;
struct membership;
struct protocol;
struct shared_text;

/* Members who use more protocols, or variants of them, do not share. */
#define ROOM_WORDS_PROTOCOLS_MAX 8

struct room_words {
	struct {
		const struct protocol *protocol;
		unsigned int variant;     /* see struct protocol */
		struct shared_text *text; /* NULL: it cannot be shared */
	} of[ROOM_WORDS_PROTOCOLS_MAX];
	size_t count;
	size_t messages; /* that a member is told */
};

/*
 * Tell member, in one piece, all of lines, of which words are; those of them
 * that its protocol has no words for are put into words.  Return false if they
 * have to be told one by one; nothing is told then.
 */
bool room_words_tell(struct room_words *words, const struct list *lines,
    const struct membership *member);

/* Forget the words, when the lines are others; all zero is none. */
void room_words_clear(struct room_words *words);

#endif
