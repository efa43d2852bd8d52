/* SPDX-License-Identifier: MIT */
/*
 * The lines of a conversation on the disk: "2026-11-28T14:02:05+01:00 From bob:
 * hi".  A line is one write(2), so that several programs can append to one
 * file, and what was said is there if the power fails.
 */

#include "chatc/user/transcript.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "chatc/codecs/buffer.h"
#include "chatc/words/user_command.h"
#include "common/line.h"

static void
transcript_append_stamp(time_t now, struct buffer *out)
{
	char stamp[32], offset[8];
	struct tm tm;

	if (localtime_r(&now, &tm) == NULL)
		return;
	(void)strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%S", &tm);
	(void)strftime(offset, sizeof(offset), "%z", &tm);
	buffer_append_format(out, "%s%.3s:%s ", stamp, offset, offset + 3);
}

static int
transcript_write(struct transcript *transcript, struct slice bytes)
{
	ssize_t size;
	int error;

	while (bytes.size > 0) {
		size = write(transcript->fd, bytes.bytes, bytes.size);
		if (size == -1 && errno == EINTR)
			continue;
		if (size == -1) {
			error = errno;
			transcript_close(transcript);
			errno = error;
			return -1;
		}
		bytes.bytes += size;
		bytes.size -= (size_t)size;
	}
	return 0;
}

/* Write each of these lines after a stamp. */
static int
transcript_write_lines(
    struct transcript *transcript, time_t now, struct slice lines)
{
	struct buffer stamped = { 0 };
	struct slice line;
	size_t taken;
	int written;

	while ((taken = line_take(lines.bytes, lines.size, &line)) > 0) {
		transcript_append_stamp(now, &stamped);
		buffer_append_slice(&stamped, line);
		buffer_append_text(&stamped, "\n");
		lines.bytes += taken;
		lines.size -= taken;
	}
	written = transcript_write(transcript, buffer_slice(&stamped));
	buffer_clear(&stamped);
	return written;
}

int
transcript_open(struct transcript *transcript, const char *path)
{
	/* A pipe that nobody reads must not hold the conversation up. */
	transcript->fd = open(path,
	    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
	    0600);
	return transcript->fd == -1 ? -1 : 0;
}

void
transcript_close(struct transcript *transcript)
{
	if (transcript->fd != -1)
		(void)close(transcript->fd);
	transcript->fd = -1;
}

int
transcript_add(struct transcript *transcript, const struct display_style *style,
    const struct sentence *sentence)
{
	struct display_style plain = { .ascii_only = style->ascii_only };
	struct buffer lines = { 0 };
	int added;

	if (transcript->fd == -1)
		return 0;
	display_render(&plain, sentence, &lines);
	added = transcript_write_lines(
	    transcript, style->now, buffer_slice(&lines));
	buffer_clear(&lines);
	return added;
}

int
transcript_add_typed(struct transcript *transcript,
    const struct display_style *style, struct slice target, struct slice line)
{
	struct user_command command = user_command_parse(line);
	struct buffer typed = { 0 };
	bool acts = command.type == USER_COMMAND_ACT;
	int added;

	if (transcript->fd == -1 ||
	    (command.type != USER_COMMAND_SEND &&
		command.type != USER_COMMAND_SAY && !acts))
		return 0;
	if (command.type == USER_COMMAND_SEND)
		target = command.name;
	display_append_safely(&typed, style->own_name, style->ascii_only);
	if (target.size > 0) {
		buffer_append_text(&typed, " to ");
		display_append_safely(&typed, target, style->ascii_only);
	}
	buffer_append_text(&typed, ": ");
	if (acts) {
		buffer_append_text(&typed, "* ");
		display_append_safely(
		    &typed, style->own_name, style->ascii_only);
		buffer_append_text(&typed, " ");
	}
	display_append_safely(&typed, command.text, style->ascii_only);
	buffer_append_text(&typed, "\n");
	added = transcript_write_lines(
	    transcript, style->now, buffer_slice(&typed));
	buffer_clear(&typed);
	return added;
}
