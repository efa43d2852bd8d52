/* SPDX-License-Identifier: MIT */
/*
 * A message is typed as "@NAME TEXT", and so goes the way of any other line;
 * what it says is therefore never taken for a command.
 */

#include "chatc/user/prepared_lines.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "chatc/options/options.h"
#include "common/line.h"

/* Of one account so many may listen or send at the same time. */
#define PREPARED_LINES_NAMES_MAX 20

void
prepared_lines_start(struct prepared_lines *lines,
    const struct chatc_options *options, struct input *input)
{
	*lines = (struct prepared_lines){ .options = options, .input = input };
	if (options->task != CHATC_OPTIONS_SEND || input != NULL)
		return;
	for (char **word = options->arguments + 1; *word != NULL; word++) {
		buffer_append_text(&lines->text, *word);
		buffer_append_text(&lines->text, word[1] != NULL ? " " : "\n");
	}
}

void
prepared_lines_clear(struct prepared_lines *lines)
{
	buffer_clear(&lines->line);
	buffer_clear(&lines->text);
}

bool
prepared_lines_have_name(const struct prepared_lines *lines)
{
	return lines->options->name[0] == '\0' &&
	       lines->names < PREPARED_LINES_NAMES_MAX;
}

static enum input_result
prepared_lines_take_name(struct prepared_lines *lines)
{
	const struct passwd *account = getpwuid(getuid());
	const char *name = account != NULL ? account->pw_name : "chatc";

	if (!prepared_lines_have_name(lines))
		return INPUT_ENDED;
	buffer_append_text(&lines->line, name);
	if (lines->names++ > 0)
		buffer_append_format(&lines->line, "-%u", lines->names);
	return INPUT_LINE;
}

/* Join the next room: that which is written to, or those that are listened to.
 */
static bool
prepared_lines_take_room(struct prepared_lines *lines)
{
	char **rooms = lines->options->arguments;
	bool sends = lines->options->task == CHATC_OPTIONS_SEND;
	const char *room = rooms[lines->rooms];

	if (room == NULL || (sends && (lines->rooms > 0 || room[0] != '#')))
		return false;
	lines->rooms++;
	buffer_append_text(&lines->line, "!join ");
	buffer_append_text(&lines->line, room);
	return true;
}

/* Take the next line of the arguments, which may have several. */
static enum input_result
prepared_lines_take_text(struct prepared_lines *lines, struct slice *text_r)
{
	const struct buffer *text = &lines->text;
	size_t size = 0;

	if (lines->taken < text->size)
		size = line_take(text->bytes + lines->taken,
		    text->size - lines->taken, text_r);
	lines->taken += size;
	return size > 0 ? INPUT_LINE : INPUT_ENDED;
}

/* Take the next message: a line that has something in it. */
static enum input_result
prepared_lines_take_message(struct prepared_lines *lines)
{
	enum input_result result;
	struct slice text;

	do
		result = lines->input != NULL
			     ? input_take(lines->input, &text)
			     : prepared_lines_take_text(lines, &text);
	while (result == INPUT_LINE && slice_trim(text).size == 0);
	if (result != INPUT_LINE)
		return result;
	buffer_append_text(&lines->line, "@");
	buffer_append_text(&lines->line, lines->options->arguments[0]);
	buffer_append_text(&lines->line, " ");
	buffer_append_slice(&lines->line, text);
	return INPUT_LINE;
}

enum input_result
prepared_lines_take(
    struct prepared_lines *lines, bool asks_name, struct slice *line_r)
{
	enum input_result result = INPUT_NONE;

	buffer_empty(&lines->line);
	if (asks_name)
		result = prepared_lines_take_name(lines);
	else if (prepared_lines_take_room(lines))
		result = INPUT_LINE;
	else if (lines->options->task == CHATC_OPTIONS_SEND)
		result = prepared_lines_take_message(lines);
	*line_r = buffer_slice(&lines->line);
	return result;
}
