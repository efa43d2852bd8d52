/* SPDX-License-Identifier: MIT */
/*
 * The file of the rooms that are kept, whatever it holds.
 *
 * What is read can be written, in as many bytes as are set aside for that, and
 * is the same when it is read again; and no part of what was written is taken
 * for the whole.
 */

#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/keeping/kept_room_text.h"
#include "fuzz/record_cuts.h"

#define ROOMS_MAX 64

/* The text that is written of the rooms that are read. */
struct copy {
	char *bytes;
	char *end;
	uint64_t lines;
	unsigned int rooms;
};

/* Stop if the room cannot be read by itself, or is another one then. */
static void
require_one(const char *begin, const char *end, struct slice name,
    const struct room_record *record)
{
	const struct slice text = { begin, (size_t)(end - begin) };
	struct room_record again;

	if (slice_is(name, "lobby"))
		return;
	if (kept_room_text_read_one(text, name, &again) != NULL ||
	    !slice_equals(again.topic, record->topic) ||
	    !slice_equals(again.topic_by, record->topic_by) ||
	    again.topic_time_s != record->topic_time_s ||
	    !slice_equals(again.bans, record->bans))
		abort();
}

static const char *
take(struct slice name, const struct room_record *record,
    enum kept_untold untold, void *argument)
{
	struct copy *copy = argument;
	const char *begin = copy->end;

	if (copy->rooms++ == ROOMS_MAX)
		return "too many";
	copy->end = kept_room_text_write(copy->end, name, record, &copy->lines);
	require_one(begin, copy->end, name, record);
	copy->end = kept_room_text_write_untold(
	    copy->end, untold, &copy->lines);
	if ((size_t)(copy->end - begin) > kept_room_text_size_max())
		abort();
	return NULL;
}

static const char *
pass_over(struct slice name, const struct room_record *record,
    enum kept_untold untold, void *argument)
{
	(void)name;
	(void)record;
	(void)untold;
	(void)argument;
	return NULL;
}

/* Read text and write it to copy.  Return false if that is not possible. */
static bool
copy_text(struct copy *copy, struct slice text)
{
	struct record_text_error error = { 0 };
	const struct slice head = kept_room_text_head();

	*copy = (struct copy){ .bytes = malloc(
				   record_text_frame_size(head) +
				   ROOMS_MAX * kept_room_text_size_max()) };
	if (copy->bytes == NULL)
		abort();
	copy->end = record_text_begin(copy->bytes, head, 0);
	if (kept_room_text_read(text, take, copy, &error) == 0) {
		copy->end = record_text_end(copy->end, copy->lines);
		return true;
	}
	if (error.line == 0 || error.words == NULL)
		abort();
	return false;
}

static bool
reads(struct slice text)
{
	struct record_text_error error;

	return kept_room_text_read(text, pass_over, NULL, &error) == 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct slice text = { (const char *)data, size };
	struct room_record one;
	struct slice written, rewritten;
	struct copy copy, again;

	(void)kept_room_text_read_one(text, slice_of("den"), &one);
	if (copy_text(&copy, text)) {
		written = (struct slice){ copy.bytes,
			(size_t)(copy.end - copy.bytes) };
		if (!copy_text(&again, written))
			abort();
		rewritten = (struct slice){ again.bytes,
			(size_t)(again.end - again.bytes) };
		if (!slice_equals(written, rewritten))
			abort();
		fuzz_require_cuts_seen(written, reads);
		free(again.bytes);
	}
	free(copy.bytes);
	return 0;
}
