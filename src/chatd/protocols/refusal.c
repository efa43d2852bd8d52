/* SPDX-License-Identifier: MIT */
/*
 * Errors, put together alike for all protocols.
 *
 * The words are the protocol's and so is how they are sent.  What they are
 * about comes from a stranger, so it is escaped here, once for all.
 */

#include "chatd/protocols/refusal.h"

#include "chatd/connection/connection.h"
#include "common/name.h"
#include "common/text.h"

/* What an error repeats of a request: every name that is one, whole. */
#define REFUSAL_SHOWN_BYTES (NAME_MAX_BYTES + 1)

static const struct refusal *
refusal_find(const struct refusals *refusals, enum chat_outcome outcome)
{
	for (size_t i = 0; i < REFUSAL_COUNT; i++) {
		if (refusals->rows[i].outcome == outcome)
			return &refusals->rows[i];
	}
	return NULL;
}

static struct slice
refusal_subject(enum refusal_subject subject, const struct chat_answer *answer)
{
	switch (subject) {
	case REFUSAL_OF_NAME:
		return answer->name;
	case REFUSAL_OF_ROOM:
		return answer->room;
	case REFUSAL_OF_WORDS:
		return answer->text;
	case REFUSAL_OF_NOTHING:
		break;
	}
	return (struct slice){ 0 };
}

void
refusal_say(struct connection *connection, const struct refusals *refusals,
    struct slice words, struct slice subject)
{
	char shown[REFUSAL_SHOWN_BYTES];
	struct slice parts[REFUSAL_PARTS] = { words };

	if (subject.size > 0) {
		text_escape(subject.bytes, subject.size, shown, sizeof(shown));
		parts[1] = (struct slice)SLICE(": ");
		parts[2] = slice_of(shown);
	}
	refusals->say(connection, parts);
}

void
refusal_answer(struct connection *connection, const struct refusals *refusals,
    const struct chat_answer *answer)
{
	const struct refusal *refusal = refusal_find(refusals, answer->outcome);

	/* There are no words for want of memory. */
	if (refusal != NULL)
		refusal_say(connection, refusals, refusal->words,
		    refusal_subject(refusal->subject, answer));
}

void
refusal_end_login(
    struct connection *connection, const struct chat_answer *answer)
{
	if ((answer->request != CHAT_LOGIN &&
		answer->request != CHAT_AUTHENTICATE) ||
	    answer->outcome == CHAT_OUT_OF_MEMORY)
		return;
	if (answer->outcome == CHAT_NAME_BANNED)
		connection_finish(connection, CLOSE_BANNED);
	else
		connection_finish(connection, answer->outcome == CHAT_FULL
						  ? CLOSE_FULL
						  : CLOSE_HANDSHAKE);
}
