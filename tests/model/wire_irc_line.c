/* SPDX-License-Identifier: MIT */
#include "model/wire_irc_line.h"

#include "model/wire.h"

struct slice
wire_irc_take_word(struct slice *rest)
{
	struct slice word = *rest;

	if (!wire_split(rest, " ", &word))
		rest->size = 0;
	while (slice_take_prefix(rest, " "))
		continue;
	return word;
}

/* "label=x" or "batch=x", with other tags after it or without */
static void
wire_irc_read_tags(struct slice tags, struct wire_irc_line *line)
{
	struct slice tag = tags;

	wire_split(&tags, ";", &tag);
	line->is_answer = slice_take_prefix(&tag, "label=");
	if (line->is_answer)
		line->label = tag;
	else
		line->is_answer = slice_take_prefix(&tag, "batch=");
}

bool
wire_irc_take_line(struct slice *rest, struct wire_irc_line *line_r)
{
	struct slice line;

	*line_r = (struct wire_irc_line){ 0 };
	if (!wire_split(rest, "\r\n", &line))
		return false;
	if (slice_take_prefix(&line, "@"))
		wire_irc_read_tags(wire_irc_take_word(&line), line_r);
	if (slice_take_prefix(&line, ":")) {
		struct slice source = wire_irc_take_word(&line);

		line_r->from = source;
		wire_split(&source, "!", &line_r->from);
	}
	line_r->verb = wire_irc_take_word(&line);
	while (line.size > 0 && line_r->count < WIRE_IRC_PARAMETERS_MAX) {
		struct slice *parameter = &line_r->parameters[line_r->count++];

		if (!slice_take_prefix(&line, ":")) {
			*parameter = wire_irc_take_word(&line);
			continue;
		}
		*parameter = line;
		line.size = 0;
	}
	return true;
}
