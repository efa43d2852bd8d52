/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_PREPARED_LINES_H
#define CHATD_CHATC_PREPARED_LINES_H

/*
 * The lines that --send and --listen type in place of a user: the rooms that
 * are joined, and the messages.
 */

#include <stdbool.h>

#include "chatc/codecs/buffer.h"
#include "chatc/user/input.h"
#include "common/slice.h"

struct chatc_options;

struct prepared_lines {
	const struct chatc_options *options; /* borrowed */
	struct input *input; /* borrowed: messages without a TEXT; NULL: none */
	struct buffer line;  /* that was taken */
	unsigned int names;  /* tried so far */
	unsigned int rooms;  /* joined so far */
	struct buffer text;  /* of the arguments */
	size_t taken;        /* of the text */
};

/*
 * Begin with the first line.  options are those of --send or --listen; messages
 * are read from input if the options have no text, and from nowhere if it is
 * NULL.  Both are borrowed.
 */
void prepared_lines_start(struct prepared_lines *lines,
    const struct chatc_options *options, struct input *input);

/* Free what is held. */
void prepared_lines_clear(struct prepared_lines *lines);

/*
 * Take the next line, as input_take() does; asks_name says that a name is asked
 * for.  If the options have none, it is that of the account, and while that is
 * taken one with a number behind it; a name that the options have is not given
 * up for another, and the input ends.
 */
enum input_result prepared_lines_take(
    struct prepared_lines *lines, bool asks_name, struct slice *line_r);

/* Say whether there is one more name to try. */
bool prepared_lines_have_name(const struct prepared_lines *lines);

#endif
