/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CROSSING_FIXTURE_H
#define CHATD_CROSSING_FIXTURE_H

/* Users of all protocols, and what each says and hears in its own words. */

#include <stdbool.h>

#include "common/test_client.h"
#include "common/test_daemon.h"

/*
 * The words of a protocol; NULL where it has none.  %m is the name of the user
 * who says or hears them, %o that of the other one, %l the same as plain writes
 * it when they leave, %i as irc shows it, and %p with user and host behind it,
 * %t the text, and %w whoever else is there, in a list.
 */
struct voice {
	const char *protocol;
	const char *enter, *entered;
	const char *send, *sent;       /* to one user, and the answer */
	const char *say, *said;        /* in the room, and the answer */
	const char *act, *act_for_all; /* the same of what they do */
	const char *deed;              /* how that is shown, if not as a text */
	bool has_codes;                /* of formatting, and CTCP */
	int line_max; /* bytes of a line, of which long texts take several */
	const char *no_such_user; /* the answer about somebody else */
	const char *hears_send, *hears_say, *hears_join, *hears_leave;
	const char *list, *together, *alone;
	void (*write)(struct test_client *client, const char *text);
	void (*expect)(struct test_client *client, const char *text);
};

struct speaker {
	const struct voice *voice;
	struct test_client *client;
	const char *name;
};

#define CROSSING_VOICES 6

/* Return the voice of this number, below CROSSING_VOICES. */
const struct voice *crossing_voice(int number);

/* Return words with the signs replaced by what they stand for. */
const char *crossing_fill(
    const char *words, const char *me, const char *other, const char *text);

/* Say words to other, or expect them; nothing if they are NULL. */
void crossing_speak(const struct speaker *me, const struct speaker *other,
    const char *words, const char *text);
void crossing_hear(const struct speaker *me, const struct speaker *other,
    const char *words, const char *text);

/* Connect and log in.  Guests have no name but their address. */
void crossing_enter(const struct test_daemon *daemon, struct speaker *me);

#endif
