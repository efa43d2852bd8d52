/* SPDX-License-Identifier: MIT */
#include "chatd/cluster/gateway/record_check.h"

#include "chatd/cluster/copies/name_entry.h"
#include "chatd/cluster/links/record.h"
#include "chatd/presence/room_mask_list.h"
#include "chatd/presence/room_record.h"
#include "common/name.h"
#include "common/text.h"

/* Why somebody leaves, after a blank. */
#define RECORD_WHY_MAX_BYTES (MESSAGE_WHY_MAX_BYTES + 1)

static bool
record_has_room(const struct record *record)
{
	return name_is_valid(
	    record->room.bytes, record->room.size, NAME_MAX_BYTES);
}

/* Say whether it says who does something, and in which room. */
static bool
record_is_news(const struct record *record)
{
	return record->by.value != 0 && record_has_room(record) &&
	       name_entry_is_name(record->from);
}

static bool
record_has_rules(const struct record *record)
{
	return record_has_room(record) &&
	       (record->name.size == 0 || room_key_is_valid(record->name)) &&
	       (record->text.size == 0 || room_topic_is_valid(record->text)) &&
	       (record->from.size == 0 || name_entry_is_name(record->from)) &&
	       record->time_ms <= STAMP_TIME_MAX_MS;
}

/* Say whether it says what somebody has changed, and that can be shown. */
static bool
record_is_change(const struct record *record)
{
	return record_is_news(record) &&
	       record->text.size <= ROOM_TOPIC_MAX_BYTES &&
	       text_is_valid(record->text.bytes, record->text.size);
}

/* Say whether it says who leaves, and why in words that can be shown. */
static bool
record_is_leaving(const struct record *record)
{
	struct slice why = record->raw;

	if (record->size == LEAVING_KICKED && why.size > 0 &&
	    !name_entry_is_name(slice_take_word(&why)))
		return false;
	return record_is_news(record) && why.size <= RECORD_WHY_MAX_BYTES &&
	       text_is_valid(why.bytes, why.size);
}

static bool
record_has_bans(const struct record *record)
{
	return record_has_room(record) &&
	       room_mask_list_is_valid(record->text) &&
	       room_mask_list_is_valid(record->raw);
}

/* Say whether text is nothing, or a word without what IRC puts around it. */
static bool
record_is_word(struct slice text)
{
	return text.size == 0 ||
	       name_is_valid(text.bytes, text.size, NAME_MAX_BYTES);
}

static bool
record_is_phrase(struct slice text)
{
	return text.size == 0 || text_is_valid(text.bytes, text.size);
}

/* What is longer than there is room for on a card is cut. */
static bool
record_is_card(const struct record *record)
{
	return record->by.value != 0 && name_entry_is_name(record->from) &&
	       record_is_word(record->name) && record_is_word(record->room) &&
	       record_is_phrase(record->text) &&
	       record_is_phrase(record->raw) &&
	       (record->account.size == 0 ||
		   name_entry_is_name(record->account)) &&
	       record->time_ms <= STAMP_TIME_MAX_MS;
}

static bool
record_has_text(const struct record *record)
{
	return name_entry_is_name(record->from) &&
	       record_is_phrase(record->text);
}

/*
 * Say whether its text can be shown in its style.  The raw form of an action
 * may be a part of the plain one, which therefore has to be of who does it.
 */
static bool
record_has_styled_text(const struct record *record)
{
	const struct chat_text text = record_chat_text(record);

	return name_entry_is_name(record->from) && chat_text_is_valid(&text) &&
	       (text.style != TEXT_ACTION ||
		   action_is_of(text.plain, record->from));
}

/* Say whether it is known when it was said, and which text it is. */
static bool
record_is_stamped(const struct record *record)
{
	return record->id != 0 && record->time_ms <= STAMP_TIME_MAX_MS;
}

bool
record_is_sound(const struct record *record)
{
	switch (record->kind) {
	case RECORD_DELIVERED:
		return record_is_stamped(record) &&
		       record_has_styled_text(record);
	case RECORD_SAID:
	case RECORD_SAID_TO_RANKS:
		return record_is_stamped(record) && record_has_room(record) &&
		       record_has_styled_text(record);
	case RECORD_KICKED:
		return record_has_room(record) && record_has_text(record);
	case RECORD_KILLED:
		return record_has_text(record) &&
		       record->text.size <= MESSAGE_WHY_MAX_BYTES;
	case RECORD_CHANGED:
		return record_is_change(record);
	case RECORD_LEFT:
		return record_is_leaving(record);
	case RECORD_JOINED:
		return record_is_news(record);
	case RECORD_RENAMED:
	case RECORD_INVITED:
		return record_is_news(record) &&
		       name_entry_is_name(record->text);
	case RECORD_RULES:
		return record_has_rules(record);
	case RECORD_BANS:
		return record_has_bans(record);
	case RECORD_CARD:
		return record_is_card(record);
	case RECORD_TAKEOVER:
		return name_entry_is_name(record->from);
	case RECORD_RANKED:
		return record_has_room(record) &&
		       name_entry_is_name(record->from);
	default:
		/* Nothing of the others is shown or kept. */
		return true;
	}
}
