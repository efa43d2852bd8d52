/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_UNSEEN_H
#define CHATD_CHATC_UNSEEN_H

/*
 * A password as it is typed, key by key.  readline would keep it, in what can
 * be undone and what can be inserted again.  Pure but for unseen_read().
 *
 * The keys are those of a terminal's own line: Backspace, Ctrl-U for all of it,
 * Enter, and Ctrl-D in an empty line for the end of the input.  Any other
 * control character is passed over, and so are the sequences of arrow keys and
 * those around what is pasted.
 */

#include <stdbool.h>

#include "common/secret.h"

/* All zero: nothing has been typed. */
struct unseen {
	struct secret line;
	enum unseen_state {
		UNSEEN_TEXT,
		UNSEEN_ESCAPE,   /* after ESC */
		UNSEEN_SEQUENCE, /* within a sequence, up to its letter */
		UNSEEN_FINAL,    /* before the letter of a function key */
	} state;
	bool is_too_long; /* what did not fit is lost */
};

enum unseen_result {
	UNSEEN_MORE,
	UNSEEN_LINE, /* it can be taken; too long a one is empty */
	UNSEEN_ENDED,
};

/* Take a byte from the terminal. */
enum unseen_result unseen_key(struct unseen *unseen, char byte);

/* Take one from this descriptor; where nothing comes any more, it has ended. */
enum unseen_result unseen_read(struct unseen *unseen, int fd);

/* Say whether something is there that Enter has not ended. */
bool unseen_has_begun(const struct unseen *unseen);

/* Overwrite what was typed, and begin anew. */
void unseen_clear(struct unseen *unseen);

#endif
