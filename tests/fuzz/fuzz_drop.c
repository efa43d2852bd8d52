/* SPDX-License-Identifier: MIT */
/*
 * The drop protocol, on whatever bytes arrive.
 *
 * However the bytes are cut into pieces, the answers and the texts that are
 * filed are those that a reader of the whole would expect.
 */

#include "fuzz/fuzz.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/core/limits.h"
#include "chatd/protocols/protocols.h"
#include "fuzz/fake.h"
#include "fuzz/pieces.h"

/*
 * The first byte of the input chooses how long a text may be: in the last case,
 * longer than the disk takes.  The second cuts the rest into pieces.
 */
#define CHOICES 2

static const uint64_t message_max[] = { 16, 64, 16384 };

/* What the input has to lead to. */
struct expected {
	char *answers;
	size_t answer_count;
	char *filed;
	size_t filed_size;
};

static void
require(bool condition)
{
	if (!condition)
		abort();
}

/* Return how many bytes the lines take, or 0 if they are not all there. */
static size_t
find_end(const char *bytes, size_t size, uint32_t lines)
{
	size_t end = 0;

	for (; lines > 0 && end < size; end++)
		lines -= bytes[end] == '\n';
	return lines == 0 ? end : 0;
}

/* Read one text; return the bytes used up, or 0 if it is not whole. */
static size_t
expect_text(struct expected *expected, const char *bytes, size_t size)
{
	uint32_t lines;
	size_t end;

	if (size < 4)
		return 0;
	lines = (uint32_t)(unsigned char)bytes[0] << 24 |
		(uint32_t)(unsigned char)bytes[1] << 16 |
		(uint32_t)(unsigned char)bytes[2] << 8 |
		(uint32_t)(unsigned char)bytes[3];
	end = find_end(bytes + 4, size - 4, lines);
	if (lines > 0 && end == 0)
		return 0;
	expected->answers[expected->answer_count++] = lines == 0 ? 'Q' : 'A';
	memcpy(expected->filed + expected->filed_size, bytes + 4, end);
	expected->filed_size += end;
	return 4 + end;
}

/* Say whether the bytes begin with begin, which a refusal may have cut. */
static bool
is_begin_of(struct slice begin, const char *bytes, size_t size)
{
	return begin.size <= size &&
	       (begin.size == 0 || memcmp(begin.bytes, bytes, begin.size) == 0);
}

static void
check(const struct connection *connection, const struct expected *expected,
    uint64_t most)
{
	struct slice answers = fake_transcript(connection);
	struct slice filed = fake_filed(connection);
	bool is_refused = answers.size > 0 &&
			  answers.bytes[answers.size - 1] == 'R';

	if (is_refused)
		answers.size--;
	require(
	    is_begin_of(answers, expected->answers, expected->answer_count));
	require(is_begin_of(filed, expected->filed, expected->filed_size));
	if (!is_refused) {
		require(answers.size == expected->answer_count);
		require(filed.size == expected->filed_size);
	}
	require(fake_has_ended(connection) ==
		(is_refused || memchr(expected->answers, 'Q',
				   expected->answer_count) != NULL));
	require(filed.size <= answers.size * most);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct expected expected = { 0 };
	struct limits limits = { 0 };
	struct connection *connection;
	const char *bytes;
	size_t used = 0, taken;

	if (size < CHOICES)
		return 0;
	bytes = (const char *)data + CHOICES;
	size -= CHOICES;
	limits.drop_message_max = message_max[data[0] % 3];
	expected.answers = calloc(1, size + 1);
	expected.filed = calloc(1, size + 1);
	require(expected.answers != NULL && expected.filed != NULL);
	while ((expected.answer_count == 0 ||
		   expected.answers[expected.answer_count - 1] != 'Q') &&
	       (taken = expect_text(&expected, bytes + used, size - used)) > 0)
		used += taken;

	connection = pieces_try(
	    drop_protocol(), &limits, false, data[1], bytes, size);
	check(connection, &expected, limits.drop_message_max);
	fake_close(connection);
	free(expected.answers);
	free(expected.filed);
	return 0;
}
