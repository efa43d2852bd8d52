/* SPDX-License-Identifier: MIT */
/*
 * What a hostile engine says of names, whatever it is.
 *
 * Nobody is told anything that contradicts what they were told before, which
 * name_witness.h sees to.  Each line of the input is one thing that the engine
 * says: its first letter says what it is, and the rest are words.
 */

#include "fuzz/fuzz.h"

#include "chatd/cluster/name_log.h"
#include "cluster/name_witness.h"
#include "common/slice.h"

/* Return a number of up to four digits. */
static uint64_t
number_of(struct slice word)
{
	uint64_t number = 0;

	for (size_t i = 0; i < word.size && i < 4; i++)
		number = number * 10 + (unsigned char)word.bytes[i] % 10;
	return number;
}

static void
say_node(struct name_log *log, struct slice rest)
{
	struct slice life = slice_take_word(&rest);
	struct node_record node;

	if (node_record_read(life, slice_trim(rest), &node) == 0)
		name_log_add_node(log, &node);
}

static void
say_name(struct name_log *log, struct slice rest)
{
	struct slice name = slice_take_word(&rest);
	struct name_owner owner;

	if (name_owner_read(name, slice_trim(rest), &owner) == 0)
		name_log_add_name(log, name, &owner);
}

static void
say_entry(struct name_log *log, struct slice rest)
{
	struct slice id = slice_take_word(&rest);
	struct slice field = slice_take_word(&rest);
	struct name_entry entry;

	if (name_entry_read(id, field, slice_trim(rest), &entry) == 0)
		name_log_take(log, &entry);
}

static void
say(struct name_log *log, struct slice line)
{
	struct slice what = slice_take_word(&line);

	switch (what.size > 0 ? what.bytes[0] : '\0') {
	case 'b':
		name_log_begin(log, number_of(slice_trim(line)));
		break;
	case 'n':
		say_node(log, line);
		break;
	case 'p':
		say_name(log, line);
		break;
	case 'e':
		name_log_end(log, number_of(slice_trim(line)));
		break;
	default:
		say_entry(log, line);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest = { (const char *)data, size };
	struct name_witness witness = { 0 };
	struct name_log *log = name_log_new(
	    name_witness_events(), &witness, 42);

	fuzz_require(log != NULL);
	while (rest.size > 0) {
		const char *end = memchr(rest.bytes, '\n', rest.size);
		size_t length = end != NULL ? (size_t)(end - rest.bytes)
					    : rest.size;

		say(log, (struct slice){ rest.bytes, length });
		length += end != NULL;
		rest.bytes += length;
		rest.size -= length;
	}
	if (name_log_is_right(log))
		fuzz_require(!name_log_is_behind(log));
	name_log_free(log);
	name_witness_clear(&witness);
	return 0;
}
