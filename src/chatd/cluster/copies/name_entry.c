/* SPDX-License-Identifier: MIT */
/*
 * Words with a blank between two, and numbers in decimal.  Words after those
 * that are known are a later version's, and skipped.
 */

#include "chatd/cluster/copies/name_entry.h"

#include <stddef.h>
#include <string.h>

#include "chatd/cluster/scripts/scripts.h"
#include "common/name.h"

static bool
name_entry_take_number(struct slice *rest, uint64_t *number_r)
{
	return slice_to_number(slice_take_word(rest), number_r);
}

bool
name_entry_is_name(struct slice name)
{
	/* Guests are called after the address of their connection. */
	static const char of_addresses[] = "[:]/%";

	for (size_t i = 0; i < name.size; i++) {
		if (!name_is_valid(name.bytes + i, 1, 1) &&
		    memchr(of_addresses, name.bytes[i],
			sizeof(of_addresses) - 1) == NULL)
			return false;
	}
	return name.size > 0 && name.size <= NAME_MAX_BYTES;
}

static bool
name_entry_take_name(struct slice *rest, struct slice *name_r)
{
	*name_r = slice_take_word(rest);
	return name_entry_is_name(*name_r);
}

static bool
name_entry_take_life(struct slice *rest, uint64_t *life_r)
{
	return name_entry_take_number(rest, life_r) && *life_r != 0;
}

static bool
name_entry_take_kind(struct slice *rest, enum name_kind *kind_r)
{
	struct slice word = slice_take_word(rest);

	if (slice_is(word, "user"))
		*kind_r = NAME_OF_USER;
	else if (slice_is(word, "guest"))
		*kind_r = NAME_OF_GUEST;
	else if (slice_is(word, "kept"))
		*kind_r = NAME_KEPT;
	else
		return false;
	return true;
}

static bool
name_entry_take_owner(struct slice *rest, struct name_owner *owner_r)
{
	return name_entry_take_number(rest, &owner_r->sequence) &&
	       name_entry_take_life(rest, &owner_r->life) &&
	       name_entry_take_kind(rest, &owner_r->kind) &&
	       name_entry_take_number(rest, &owner_r->address.value) &&
	       name_entry_take_number(rest, &owner_r->place);
}

static bool
name_entry_take_node(struct slice *rest, struct node_record *node_r)
{
	return slice_is(slice_take_word(rest), SCRIPTS_FORMAT) &&
	       name_entry_take_number(rest, &node_r->came_ms) &&
	       name_entry_take_name(rest, &node_r->name);
}

static bool
name_entry_read_claimed(struct slice *rest, struct name_entry *entry)
{
	return name_entry_take_name(rest, &entry->name) &&
	       name_entry_take_owner(rest, &entry->owner) &&
	       entry->owner.sequence == entry->sequence;
}

static bool
name_entry_read_renamed(struct slice *rest, struct name_entry *entry)
{
	return name_entry_take_name(rest, &entry->old_name) &&
	       name_entry_read_claimed(rest, entry) &&
	       !slice_equals(entry->name, entry->old_name);
}

static bool
name_entry_read_given(struct slice *rest, struct name_entry *entry)
{
	return name_entry_take_name(rest, &entry->name) &&
	       name_entry_take_life(rest, &entry->life);
}

static bool
name_entry_read_came(struct slice *rest, struct name_entry *entry)
{
	return name_entry_take_life(rest, &entry->node.life) &&
	       name_entry_take_node(rest, &entry->node);
}

static bool
name_entry_read_gone(struct slice *rest, struct name_entry *entry)
{
	return name_entry_take_life(rest, &entry->life);
}

/* Return false if the value is not one of the event. */
static bool
name_entry_read_value(
    struct slice field, struct slice value, struct name_entry *entry)
{
	static const struct {
		const char *field;
		enum name_event event;
		bool (*read)(struct slice *rest, struct name_entry *entry);
	} events[] = {
		{ "claimed", NAME_CLAIMED, name_entry_read_claimed },
		{ "renamed", NAME_RENAMED, name_entry_read_renamed },
		{ "released", NAME_RELEASED, name_entry_read_given },
		{ "retired", NAME_RETIRED, name_entry_read_given },
		{ "came", NAME_LIFE_CAME, name_entry_read_came },
		{ "gone", NAME_LIFE_GONE, name_entry_read_gone },
	};

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		if (slice_is(field, events[i].field)) {
			entry->event = events[i].event;
			return events[i].read(&value, entry);
		}
	}
	entry->event = NAME_UNKNOWN_EVENT;
	return true;
}

/* Read "SEQUENCE-0". */
static bool
name_entry_read_id(struct slice id, uint64_t *sequence_r)
{
	if (id.size < 2 || id.bytes[id.size - 2] != '-' ||
	    id.bytes[id.size - 1] != '0')
		return false;
	id.size -= 2;
	return slice_to_number(id, sequence_r) && *sequence_r != 0;
}

int
name_entry_read(struct slice id, struct slice field, struct slice value,
    struct name_entry *entry_r)
{
	*entry_r = (struct name_entry){ 0 };
	if (!name_entry_read_id(id, &entry_r->sequence) ||
	    !name_entry_read_value(field, value, entry_r))
		return -1;
	if (entry_r->owner.life != 0)
		entry_r->life = entry_r->owner.life;
	if (entry_r->node.life != 0)
		entry_r->life = entry_r->node.life;
	return 0;
}

int
name_owner_read(struct slice key, struct slice value, struct slice *name_r,
    struct name_owner *owner_r)
{
	*owner_r = (struct name_owner){ 0 };
	*name_r = key;
	if (!name_entry_is_name(key) || !name_entry_take_owner(&value, owner_r))
		return -1;
	if (value.size > 0)
		*name_r = slice_take_word(&value);
	return name_entry_is_name(*name_r) && name_looks_like(*name_r, key)
		   ? 0
		   : -1;
}

int
node_record_read(
    struct slice life, struct slice value, struct node_record *node_r)
{
	*node_r = (struct node_record){ 0 };
	return slice_to_number(life, &node_r->life) && node_r->life != 0 &&
		       name_entry_take_node(&value, node_r)
		   ? 0
		   : -1;
}
