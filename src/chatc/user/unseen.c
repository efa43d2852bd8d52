/* SPDX-License-Identifier: MIT */
/* A line that is typed and not shown. */

#include "chatc/user/unseen.h"

#include <errno.h>
#include <unistd.h>

#define UNSEEN_CTRL_D    '\004'
#define UNSEEN_BACKSPACE '\b'
#define UNSEEN_CTRL_U    '\025'
#define UNSEEN_ESC       '\033'
#define UNSEEN_DELETE    '\177'

void
unseen_clear(struct unseen *unseen)
{
	secret_clear(&unseen->line);
	unseen->state = UNSEEN_TEXT;
	unseen->is_too_long = false;
}

bool
unseen_has_begun(const struct unseen *unseen)
{
	return unseen->line.size > 0 || unseen->is_too_long ||
	       unseen->state != UNSEEN_TEXT;
}

/* Take the last character back, which may be of several bytes. */
static void
unseen_rub_out(struct unseen *unseen)
{
	struct secret *line = &unseen->line;
	char byte = '\200';

	while (line->size > 0 && (byte & '\300') == '\200') {
		byte = line->bytes[--line->size];
		line->bytes[line->size] = '\0';
	}
}

/* Pass over a sequence.  Return false if the byte is none of it. */
static bool
unseen_is_sequence(struct unseen *unseen, char byte)
{
	enum unseen_state state = unseen->state;

	unseen->state = UNSEEN_TEXT;
	switch (state) {
	case UNSEEN_TEXT:
		if (byte != UNSEEN_ESC)
			return false;
		unseen->state = UNSEEN_ESCAPE;
		break;
	case UNSEEN_ESCAPE:
		if (byte == '[')
			unseen->state = UNSEEN_SEQUENCE;
		else if (byte == 'O')
			unseen->state = UNSEEN_FINAL;
		else
			return byte != '\r' && byte != '\n';
		break;
	case UNSEEN_SEQUENCE:
		if (byte >= ' ' && byte < '@')
			unseen->state = UNSEEN_SEQUENCE;
		break;
	case UNSEEN_FINAL:
		break;
	}
	return true;
}

static enum unseen_result
unseen_end_line(struct unseen *unseen)
{
	if (unseen->is_too_long)
		unseen_clear(unseen);
	return UNSEEN_LINE;
}

enum unseen_result
unseen_key(struct unseen *unseen, char byte)
{
	struct secret *line = &unseen->line;

	if (unseen_is_sequence(unseen, byte))
		return UNSEEN_MORE;
	switch (byte) {
	case '\r':
	case '\n':
		return unseen_end_line(unseen);
	case UNSEEN_CTRL_D:
		return line->size == 0 ? UNSEEN_ENDED : UNSEEN_MORE;
	case UNSEEN_BACKSPACE:
	case UNSEEN_DELETE:
		unseen_rub_out(unseen);
		return UNSEEN_MORE;
	case UNSEEN_CTRL_U:
		unseen_clear(unseen);
		return UNSEEN_MORE;
	default:
		break;
	}
	if (byte >= '\0' && byte < ' ')
		return UNSEEN_MORE;
	if (line->size == sizeof(line->bytes))
		unseen->is_too_long = true;
	else
		line->bytes[line->size++] = byte;
	return UNSEEN_MORE;
}

enum unseen_result
unseen_read(struct unseen *unseen, int fd)
{
	enum unseen_result result;
	char byte;
	ssize_t size = read(fd, &byte, 1);

	if (size != 1)
		return size == -1 && (errno == EINTR || errno == EAGAIN)
			   ? UNSEEN_MORE
			   : UNSEEN_ENDED;
	result = unseen_key(unseen, byte);
	secret_erase(&byte, sizeof(byte));
	return result;
}
