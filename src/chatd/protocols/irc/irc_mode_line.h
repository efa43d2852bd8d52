/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_MODE_LINE_H
#define CHATD_IRC_MODE_LINE_H

/*
 * What changes in a room, in the words of IRC: ":alice!alice@chatd MODE #tea
 * +ov-k bob carol *".  All of it goes into one line, or into more if that has
 * no room.  Where the chat says that the topic is everybody's, or that those
 * outside may speak (chat/mode_change.h), IRC has a letter for the opposite.
 * Owner thread only.
 */

#include <stdbool.h>

#include "chatd/chat/mode_words.h"
#include "chatd/connection/connection.h"
#include "chatd/presence/room_mask.h"
#include "chatd/protocols/irc/irc_words.h"
#include "common/slice.h"

/* What a mask of a name alone is shown with. */
#define IRC_MASK_REST "!*@*"

/* A line in the making. */
struct irc_mode_line {
	struct connection *connection;
	enum append_mode mode;
	struct irc_words start; /* the line up to the room */
	struct mode_words words;
};

/*
 * Begin lines to connection, all of which begin as start, which is borrowed:
 * ":alice!alice@chatd MODE #tea".
 */
void irc_mode_line_begin(struct irc_mode_line *line,
    const struct irc_words *start, struct connection *connection,
    enum append_mode mode);

/*
 * Add a change, with the letter and the value that the chat tells it with: a
 * ban is shown as a whole mask, and a key that is taken away as "*".  One that
 * has no room in any line is left out.
 */
void irc_mode_line_add(
    struct irc_mode_line *line, bool holds, char letter, struct slice value);

/* Add changes as one line has them: "+ov-k bob carol". */
void irc_mode_line_add_all(struct irc_mode_line *line, struct slice changes);

/* Send what has not been sent. */
void irc_mode_line_end(struct irc_mode_line *line);

/* Return how a mask of the chat is shown, perhaps written to room. */
struct slice irc_mode_line_show_mask(
    struct slice mask, char room[ROOM_MASK_MAX_BYTES + sizeof(IRC_MASK_REST)]);

/*
 * Return the letter that IRC has for one of the chat's, and set *holds, which
 * says whether that one holds, to whether it does.
 */
char irc_mode_line_letter(char letter, bool *holds);

#endif
