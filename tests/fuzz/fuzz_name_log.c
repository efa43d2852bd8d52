/* SPDX-License-Identifier: MIT */
/*
 * What a hostile engine says of names, and of registers, whatever it is.
 *
 * Nobody is told anything that contradicts what they were told before, which
 * name_witness.h sees to.  Each line of the input is one thing that the engine
 * says: its first letter says what it is, and the rest are words.
 */

#include "fuzz/fuzz.h"

#include <stdlib.h>

#include "chatd/cluster/copies/name_log.h"
#include "chatd/cluster/copies/register_copy.h"
#include "chatd/cluster/copies/register_entry.h"
#include "chatd/storage/register.h"
#include "cluster/name_witness.h"
#include "common/slice.h"

/* A register may have so many records, of so many bytes. */
#define RECORDS_MAX      4
#define RECORD_BYTES_MAX 40

static struct register_copy copy;

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
	struct slice key = slice_take_word(&rest);
	struct name_owner owner;
	struct slice name;

	if (name_owner_read(key, slice_trim(rest), &name, &owner) == 0)
		name_log_add_name(log, name, &owner);
}

/* What is copied of a register has no more than it may, and can be taken. */
static void
require_copy(void)
{
	struct slice all, key, text;
	char *bytes = register_copy_write(&copy, &all.size);
	size_t count = 0;

	fuzz_require(bytes != NULL);
	all.bytes = bytes;
	for (; register_take_record(&all, &key, &text); count++)
		fuzz_require(register_key_is_valid(key) && text.size > 0 &&
			     text.size <= RECORD_BYTES_MAX);
	fuzz_require(all.size == 0 && count <= RECORDS_MAX);
	free(bytes);
}

static void
say_of_register(uint64_t sequence, struct slice field, struct slice value)
{
	struct register_entry entry;

	if (register_entry_read(sequence, field, value, &entry) == 0 &&
	    entry.event != REGISTER_REPLACED)
		register_copy_take(&copy, &entry);
}

static void
say_entry(struct name_log *log, struct slice rest)
{
	struct slice id = slice_take_word(&rest);
	struct slice field = slice_take_word(&rest);
	struct name_entry entry;

	if (name_entry_read(id, field, slice_trim(rest), &entry) != 0)
		return;
	if (entry.event == NAME_UNKNOWN_EVENT)
		say_of_register(entry.sequence, field, slice_trim(rest));
	name_log_take(log, &entry);
}

/* A record of a page, or something that is none. */
static void
say_record(struct slice rest)
{
	struct slice key = slice_take_word(&rest);
	struct register_value value;

	if (register_value_read(slice_trim(rest), &value) == 0)
		register_copy_add(&copy, key, &value);
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
	case 'r':
		say_record(line);
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
	    name_witness_events(), &witness, 42, size % 2 == 1);

	fuzz_require(log != NULL);
	register_copy_init(&copy, 42, RECORDS_MAX, RECORD_BYTES_MAX);
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
	require_copy();
	register_copy_clear(&copy);
	name_log_free(log);
	name_witness_clear(&witness);
	return 0;
}
