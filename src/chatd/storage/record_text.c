/* SPDX-License-Identifier: MIT */
/*
 * People may look at such a file, and mend it while chatd does not run; so it
 * is lines, and an error says which of them.
 */

#include "chatd/storage/record_text.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#include "common/line.h"

static const struct slice record_text_last = SLICE("end ");
static const struct slice record_text_versioned = SLICE(" version ");

/* The digits of any number, a newline and a NUL. */
#define RECORD_TEXT_DIGITS 24

static bool
record_text_is_last(struct slice line)
{
	return slice_take_prefix(&line, record_text_last.bytes) &&
	       line.size > 0 && line.bytes[0] >= '0' && line.bytes[0] <= '9';
}

/* Say whether line is the first one, and which version it gives, or 0. */
static bool
record_text_is_first(struct slice line, struct slice head, uint64_t *version_r)
{
	*version_r = 0;
	return slice_take_prefix(&line, head.bytes) &&
	       (line.size == 0 ||
		   (slice_take_prefix(&line, record_text_versioned.bytes) &&
		       slice_to_number(line, version_r) && *version_r != 0 &&
		       *version_r <= RECORD_TEXT_VERSION_MAX));
}

/* Check the last line, after which rest is left.  Return as record_text_take_cb
 * does. */
static const char *
record_text_check_last(struct slice line, uint64_t count, struct slice rest)
{
	char digits[RECORD_TEXT_DIGITS];

	snprintf(digits, sizeof(digits), "%" PRIu64, count);
	line.bytes += record_text_last.size;
	line.size -= record_text_last.size;
	if (!slice_is(line, digits))
		return "that is not the number of the lines in between";
	return rest.size > 0 ? "something follows the last line" : NULL;
}

/*
 * Take the next line off *rest.  Return NULL, or what is wrong; there is always
 * another one in a text that is whole.
 */
static const char *
record_text_take_line(struct slice *rest, struct slice *line_r)
{
	size_t taken = line_take(rest->bytes, rest->size, line_r);

	if (taken == 0)
		return "the file is cut off: its last line is \"end NUMBER\"";
	rest->bytes += taken;
	rest->size -= taken;
	return NULL;
}

const char *
record_text_out_of_memory(void)
{
	static const char words[] = "out of memory";

	return words;
}

int
record_text_read(struct slice text, struct slice head,
    record_text_take_cb *take, void *argument,
    struct record_text_error *error_r)
{
	struct slice line = { NULL, 0 };
	const char *wrong = record_text_take_line(&text, &line);
	uint64_t count = 0;
	bool is_over = false;
	uint64_t version;

	error_r->line = 1;
	if (wrong == NULL && !record_text_is_first(line, head, &version))
		wrong = "that is another kind of file";
	while (wrong == NULL && !is_over) {
		error_r->line++;
		wrong = record_text_take_line(&text, &line);
		is_over = wrong == NULL && record_text_is_last(line);
		if (is_over)
			wrong = record_text_check_last(line, count, text);
		else if (wrong == NULL)
			wrong = take(line, argument);
		count++;
	}
	error_r->words = wrong;
	return wrong == NULL ? 0 : -1;
}

size_t
record_text_frame_size(struct slice head)
{
	return head.size + record_text_versioned.size + RECORD_TEXT_DIGITS +
	       record_text_last.size + RECORD_TEXT_DIGITS;
}

uint64_t
record_text_version(struct slice text, struct slice head)
{
	struct slice line;
	uint64_t version;

	return line_take(text.bytes, text.size, &line) > 0 &&
		       record_text_is_first(line, head, &version)
		   ? version
		   : 0;
}

char *
record_text_begin(char *to, struct slice head, uint64_t version)
{
	to = slice_write(to, head);
	if (version != 0) {
		to = slice_write(to, record_text_versioned);
		to += snprintf(to, RECORD_TEXT_DIGITS, "%" PRIu64, version);
	}
	*to++ = '\n';
	return to;
}

char *
record_text_end(char *to, uint64_t count)
{
	to = slice_write(to, record_text_last);
	return to + snprintf(to, RECORD_TEXT_DIGITS, "%" PRIu64 "\n", count);
}
