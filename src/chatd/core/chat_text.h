/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHAT_TEXT_H
#define CHATD_CHAT_TEXT_H

/*
 * What is said, for those who can show more of it than a plain text: how it is
 * meant, and how it looks.
 *
 * Every text has a plain form, which all protocols can show, and nothing else
 * need be known of it.  The plain form of an action says who does it, "* alice
 * waves".  Where the text has formatting codes, it has a raw form as well,
 * which is the same with the codes in it: "waves" and a code, without the name.
 *
 * Programs may add tags to a text, which is how one says that it answers
 * another, or that somebody is typing.  They stand at the front of the raw
 * form, between a byte 01 and a space; if they are all of it, the rest of the
 * text is as if there were none.
 *
 * What is said in a room may be for members of some ranks alone.  Then the
 * plain form says so at its end, "look at him (to operators)", and the raw form
 * is there, and does not.
 *
 * What one program asks another, or answers, has a raw form alone.  It is
 * delivered as any text, to users whose protocol shows nothing of it as well,
 * and its sender hears that it was.
 *
 * Pure; any thread.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/slice.h"

enum text_style {
	TEXT_PLAIN,
	TEXT_ACTION, /* what its sender does */
	TEXT_NOTICE, /* nobody's program is to answer it */
	TEXT_QUERY,  /* a program asks that of its receiver */
	TEXT_REPLY,  /* and that is the answer */
	TEXT_TAGS,   /* nothing is said, but its tags tell something */
	TEXT_STYLES, /* their number */

	/*
	 * Nobody has said it: it is of a MESSAGE_CHANGED, which only those are
	 * told who can show more than plain texts.
	 */
	TEXT_NEWS = TEXT_STYLES,
};

/*
 * The longest text, both forms together: what line_max and message_max can
 * allow.
 */
#define CHAT_TEXT_MAX_BYTES ((size_t)16 * 1024 * 1024)

struct chat_text {
	enum text_style style;
	unsigned int ranks; /* said in a room for those members who have one of
			       these (room_keeping.h); 0: for all */
	struct slice plain; /* empty if people are not to see it */
	struct slice raw;   /* empty if there are no codes in it, and no tags */
};

/* Say whether people are to see a text of this style. */
static inline bool
text_style_is_for_people(enum text_style style)
{
	return style < TEXT_QUERY;
}

/* Return how many bytes text has, both forms together. */
static inline size_t
chat_text_size(const struct chat_text *text)
{
	return text->plain.size + text->raw.size;
}

/* The byte that tags of a raw form stand behind. */
#define TEXT_TAGS_MARK "\1"

/*
 * Take the tags off the front of *raw and return them, without what stands
 * around them: they are empty if there are none.
 */
struct slice raw_text_take_tags(struct slice *raw);

/*
 * Say whether raw may be shown by those who know formatting codes: its tags, if
 * it has any, as text_is_valid(), and the rest as that, but for these nine:
 * bold 02, colours 03 and 04, plain again 0F, monospace 11, reverse 16, italic
 * 1D, underline 1E and strike 1F.
 */
bool raw_text_is_valid(struct slice raw);

/*
 * Say whether text has the forms that its style has to have, and both may be
 * shown.  That an action says who does it is not looked at.
 */
bool chat_text_is_valid(const struct chat_text *text);

/* Return how many bytes stand before what from does: "* alice ". */
static inline size_t
action_prefix_size(struct slice from)
{
	return from.size + 3;
}

/* Write these bytes to to; return the end of them. */
char *action_prefix_write(char *to, struct slice from);

/* Say whether plain is an action of from. */
bool action_is_of(struct slice plain, struct slice from);

/*
 * Return the form of text, which from has said, for those who know styles and
 * codes: it lies in text, without tags, and is that of an action without who
 * does it.
 */
struct slice chat_text_raw(const struct chat_text *text, struct slice from);

#endif
