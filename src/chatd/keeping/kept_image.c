/* SPDX-License-Identifier: MIT */
/*
 * In a cluster the file has what the register has, as all nodes have it; and of
 * rooms that were changed here, and of which the others do not know yet, what
 * holds here.
 */

#include "chatd/keeping/kept_image.h"

#include <stdlib.h>

#include "chatd/keeping/kept_room_text.h"
#include "chatd/keeping/kept_rooms_private.h"
#include "chatd/presence/room.h"
#include "chatd/presence/room_record.h"

struct kept_image {
	char *bytes; /* owned */
	size_t size;
	size_t capacity;
	uint64_t lines;
	/* That keeps the present room; NULL: whatever does. */
	const struct room_keeping *keeping;
	struct slice name;
};

/* Make room for size bytes more.  Return 0, or -1 if there is no memory. */
static int
kept_image_reserve(struct kept_image *image, size_t size)
{
	size_t capacity = 2 * (image->size + size);
	char *bytes;

	if (image->capacity - image->size >= size)
		return 0;
	bytes = realloc(image->bytes, capacity);
	if (bytes == NULL)
		return -1;
	image->bytes = bytes;
	image->capacity = capacity;
	return 0;
}

static void
kept_image_add_cb(const struct room_record *record, void *argument)
{
	struct kept_image *image = argument;
	char *end;

	/* It may have been given up, and even been kept anew by now. */
	if (record->keeping == NULL ||
	    (image->keeping != NULL && record->keeping != image->keeping))
		return;
	end = kept_room_text_write(
	    image->bytes + image->size, image->name, record, &image->lines);
	image->size = (size_t)(end - image->bytes);
}

/* Add what holds here in the room called name, if it is kept. */
static int
kept_image_add_room(
    struct kept_image *image, struct kept_rooms *kept, struct slice name)
{
	struct room *room;

	if (kept_image_reserve(image, kept_room_text_size_max()) != 0)
		return -1;
	room = room_find(kept->rooms, name);
	if (room == NULL)
		return 0;
	image->name = name;
	image->keeping = NULL;
	room_record_visit(room_rules(room), kept_image_add_cb, image);
	room_release(kept->rooms, room);
	return 0;
}

char *
kept_image_make_one(struct kept_rooms *kept, struct slice name, size_t *size_r)
{
	struct kept_image image = { 0 };

	if (kept_image_add_room(&image, kept, name) != 0)
		return NULL;
	*size_r = image.size;
	return image.bytes;
}

/* ---- without a cluster --------------------------------------------------- */

/* Add all rooms, and free those that are over. */
static int
kept_image_add_all(struct kept_image *image, struct kept_rooms *kept)
{
	struct kept_room *room = kept_room_list_next(&kept->list, NULL);
	struct kept_room *next;
	int result = 0;

	for (; room != NULL; room = next) {
		next = kept_room_list_next(&kept->list, room);
		if (atomic_load(&room->is_over)) {
			kept_room_list_remove(&kept->list, room, kept->rooms);
			continue;
		}
		if (kept_image_reserve(image, kept_room_text_size_max()) != 0) {
			result = -1;
			continue;
		}
		image->keeping = &room->keeping;
		image->name = room_name(room->room);
		room_record_visit(
		    room_rules(room->room), kept_image_add_cb, image);
	}
	return result;
}

/* ---- in a cluster -------------------------------------------------------- */

/* Add what is untold of the room that was added last. */
static void
kept_image_end_room(struct kept_image *image, enum kept_untold untold)
{
	char *to = kept_room_text_write_untold(
	    image->bytes + image->size, untold, &image->lines);

	image->size = (size_t)(to - image->bytes);
}

/* Add what the register has of a room; nothing, if that is nothing. */
static int
kept_image_add_text(struct kept_image *image, const struct kept_record *record)
{
	struct slice text = kept_record_text(record);
	char *to;

	if (kept_image_reserve(image, text.size + kept_room_text_size_max()) !=
	    0)
		return -1;
	to = slice_write(image->bytes + image->size, text);
	image->size = (size_t)(to - image->bytes);
	for (size_t i = 0; i < text.size; i++)
		image->lines += text.bytes[i] == '\n';
	return 0;
}

static int
kept_image_add_record(struct kept_image *image, struct kept_rooms *kept,
    const struct kept_record *record)
{
	bool has_text = record->text != NULL && !record->is_wrong;
	bool is_told = record->untold == KEPT_TOLD && !record->is_asked;
	size_t before = image->size;
	bool is_kept;

	if (!is_told &&
	    kept_image_add_room(image, kept, kept_record_name(record)) != 0)
		return -1;
	is_kept = image->size > before;
	if (is_kept)
		kept_image_end_room(image, has_text ? KEPT_CHANGED : KEPT_NEW);
	if (!has_text)
		return 0;
	if (kept_image_add_text(image, record) != 0)
		return -1;
	if (!is_told)
		kept_image_end_room(image, is_kept ? KEPT_OLD : KEPT_ENDED);
	return 0;
}

static int
kept_image_add_copy(struct kept_image *image, struct kept_rooms *kept)
{
	const struct list *all = &kept->copy.records;

	for (const struct list *at = all->next; at != all; at = at->next) {
		if (kept_image_add_record(image, kept, kept_record_at(at)) != 0)
			return -1;
	}
	return 0;
}

/* ---- the file ------------------------------------------------------------ */

static int
kept_image_add_rooms(struct kept_image *image, struct kept_rooms *kept)
{
	int result;

	if (kept->settings.door != NULL)
		return kept_image_add_copy(image, kept);
	kept_room_list_begin_walk(&kept->list);
	result = kept_image_add_all(image, kept);
	kept_room_list_end_walk(&kept->list);
	return result;
}

char *
kept_image_make(struct kept_rooms *kept, size_t *size_r)
{
	const struct slice head = kept_room_text_head();
	const size_t frame = record_text_frame_size(head);
	struct kept_image image = { 0 };
	char *end;

	if (kept_image_reserve(&image, frame) != 0)
		return NULL;
	end = record_text_begin(image.bytes, head, kept->copy.state.version);
	image.size = (size_t)(end - image.bytes);
	if (kept_image_add_rooms(&image, kept) != 0 ||
	    kept_image_reserve(&image, frame) != 0) {
		free(image.bytes);
		return NULL;
	}
	end = record_text_end(image.bytes + image.size, image.lines);
	*size_r = (size_t)(end - image.bytes);
	return image.bytes;
}
