/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_WORDS_H
#define CHATD_IRC_WORDS_H

/*
 * Writing a line of IRC, part by part, into a buffer of the caller's:
 *
 *     @tag=value;other :alice!alice@cloak PRIVMSG #tea :the rest
 *
 * The parts come in the order in which they stand there: tags, a source, a
 * command or a numeric, parameters, and at most one last parameter.
 *
 * Whatever the parts are, one line comes of them, which is read as it was
 * written: what cannot be a part in the middle is written as "*", and a NUL or
 * the end of a line in the last one as a space.  A line has at most
 * 512 bytes with its "\r\n", after at most 8191 bytes of tags.  A last
 * parameter that is too long is cut between characters; where anything else has
 * no room, there is no line.  irc_words_get_room() and irc_words_take_piece()
 * are for texts that are not to be cut but to go on in another line.
 *
 * A "struct irc_words" can be copied: what is added to a copy is written after
 * what the original has, whose own parts stay as they are.  So the beginning
 * that several lines share is written once, as long as their copies take turns.
 *
 * RFC 2812 (2.3.1), the Modern IRC document, IRCv3's "message-tags".  Pure; any
 * thread.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/protocols/irc/irc_numerics.h"
#include "common/slice.h"

struct irc_tag;

/* A line without tags, and one with those of client and server: with "\r\n". */
#define IRC_WORDS_BYTES        512
#define IRC_WORDS_TAGGED_BYTES (8191 + IRC_WORDS_BYTES)

/* A text is cut between characters, so a piece has room for any of them. */
#define IRC_WORDS_PIECE_MIN_BYTES 4

/* What has been written of a line.  irc_words_begin() makes one. */
struct irc_words {
	char *bytes; /* borrowed */
	size_t capacity;
	size_t size;
	size_t start;  /* where the line begins, after its tags */
	bool has_tags; /* and nothing yet after them */
	bool has_last; /* nothing may follow */
	bool failed;   /* a part had no room, so there will be no line */
};

/*
 * Begin a line in the capacity bytes at bytes, which it borrows: one of the
 * sizes above, or more.
 */
void irc_words_begin(struct irc_words *words, char *bytes, size_t capacity);

/*
 * Add a tag.  value is escaped; if it is empty, there is only the key, which is
 * a word of the protocol's own.
 */
void irc_words_add_tag(
    struct irc_words *words, const char *key, struct slice value);

/* Add a tag as a client has sent it. */
void irc_words_relay_tag(struct irc_words *words, const struct irc_tag *tag);

/* Add the source nick!user@host. */
void irc_words_add_user(struct irc_words *words, struct slice nick,
    struct slice user, struct slice host);

/* Add a server as the source. */
void irc_words_add_server(struct irc_words *words, struct slice name);

/* Add a command, a word of the protocol's own. */
void irc_words_add_command(struct irc_words *words, const char *command);

/* Add a numeric, and whom it is for: nick is empty before there is one. */
void irc_words_add_numeric(
    struct irc_words *words, enum irc_numeric numeric, struct slice nick);

/* Add a parameter. */
void irc_words_add_parameter(struct irc_words *words, struct slice parameter);

/* Add a last parameter, with a ":" only where it would be misread without. */
void irc_words_add_last(struct irc_words *words, struct slice last);

/* Add a text as the last parameter, with the ":" that clients expect there. */
void irc_words_add_text(struct irc_words *words, struct slice text);

/*
 * Add pattern as the last parameter, with the next of values in place of each
 * "%": there are as many values as that.
 */
void irc_words_add_filled(
    struct irc_words *words, const char *pattern, const struct slice *values);

/*
 * Return how many bytes a text has room for that would be added now, to a line
 * that has its command.
 */
size_t irc_words_get_room(const struct irc_words *words);

/*
 * Take off the front of *text what fits into room bytes, cut between characters
 * of UTF-8.  Return false, with *piece_r left alone, if nothing is left, or if
 * room is less than IRC_WORDS_PIECE_MIN_BYTES: so an empty text has no piece.
 */
bool irc_words_take_piece(
    struct slice *text, size_t room, struct slice *piece_r);

/*
 * End the line and return all of it, with its tags and its "\r\n": in the
 * buffer of the caller's.  It is empty where a part had no room.
 */
struct slice irc_words_end(struct irc_words *words);

#endif
