/* SPDX-License-Identifier: MIT */
/*
 * Words with a blank between two; the text of a record is all that is left, for
 * it may have blanks of its own.
 */

#include "chatd/cluster/copies/register_entry.h"

#include "chatd/storage/record_text.h"
#include "chatd/storage/register.h"

static bool
register_entry_take_number(struct slice *rest, uint64_t *number_r)
{
	return slice_to_number(slice_take_word(rest), number_r) &&
	       *number_r <= RECORD_TEXT_VERSION_MAX;
}

bool
register_key_is_valid(struct slice key)
{
	for (size_t i = 0; i < key.size; i++) {
		if ((unsigned char)key.bytes[i] <= ' ')
			return false;
	}
	return key.size > 0 && key.size <= REGISTER_KEY_BYTES_MAX;
}

static bool
register_entry_take_key(struct slice *rest, struct register_entry *entry)
{
	entry->key = slice_take_word(rest);
	return register_key_is_valid(entry->key);
}

/* Take the place and the text. */
static bool
register_entry_take_text(struct slice *rest, struct register_value *value)
{
	if (!register_entry_take_number(rest, &value->place) ||
	    rest->size < 2 || rest->bytes[0] != ' ')
		return false;
	value->text = (struct slice){ rest->bytes + 1, rest->size - 1 };
	return value->text.size <= REGISTER_RECORD_BYTES_MAX;
}

int
register_entry_read(uint64_t sequence, struct slice field, struct slice value,
    struct register_entry *entry_r)
{
	*entry_r = (struct register_entry){ .version = sequence };
	entry_r->name = slice_take_word(&value);
	if (slice_is(field, "recorded")) {
		entry_r->event = REGISTER_RECORDED;
		entry_r->value.sequence = sequence;
		return register_entry_take_key(&value, entry_r) &&
			       register_entry_take_text(&value, &entry_r->value)
			   ? 0
			   : -1;
	}
	if (slice_is(field, "erased")) {
		entry_r->event = REGISTER_ERASED;
		return register_entry_take_key(&value, entry_r) ? 0 : -1;
	}
	entry_r->event = REGISTER_REPLACED;
	return slice_is(field, "replaced") &&
		       register_entry_take_number(&value, &entry_r->version)
		   ? 0
		   : -1;
}

int
register_value_read(struct slice value, struct register_value *value_r)
{
	return register_entry_take_number(&value, &value_r->sequence) &&
		       register_entry_take_text(&value, value_r)
		   ? 0
		   : -1;
}
