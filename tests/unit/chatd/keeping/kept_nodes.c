/* SPDX-License-Identifier: MIT */
#include "unit/chatd/keeping/kept_nodes.h"

#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "chatd/keeping/kept_room_text.h"
#include "chatd/presence/room_masks.h"
#include "chatd/presence/room_record.h"
#include "common/clock.h"
#include "unit/unit.h"

#define PATIENCE_NS (20 * CLOCK_NS_PER_S)

/* Nothing here depends on it. */
#define STEP_NS 1000000

struct kept_node kept_nodes[KEPT_NODES];
struct kept_engine kept_engine;

static char directory[] = "/tmp/kept-nodes-XXXXXX";

static void
wake_cb(void *cluster)
{
	(void)cluster;
}

/* Wait a moment, if that is not the last one before deadline_ns. */
static void
pause_before(uint64_t deadline_ns)
{
	const struct timespec step = { .tv_nsec = STEP_NS };

	ck_assert_msg(clock_monotonic_ns() < deadline_ns, "waited in vain");
	nanosleep(&step, NULL);
}

/* ---- nodes --------------------------------------------------------------- */

void
kept_node_start(struct kept_node *node, uint64_t most)
{
	const struct register_options options = kept_rooms_register(most);
	struct kept_rooms_settings settings = { .most = most };

	node->door = register_door_new(&options);
	node->rooms = rooms_new(1);
	ck_assert_ptr_nonnull(node->door);
	ck_assert_ptr_nonnull(node->rooms);
	settings.path = node->path;
	settings.door = node->door;
	node->kept = kept_rooms_new(&settings, node->rooms);
	ck_assert_ptr_nonnull(node->kept);
	register_door_open(node->door, wake_cb, NULL);
	ck_assert_int_eq(kept_rooms_start(node->kept, NULL), EX_OK);
}

void
kept_node_stop(struct kept_node *node)
{
	register_door_shut(node->door);
	ck_assert(kept_rooms_free(node->kept));
	rooms_free(node->rooms);
	register_door_free(node->door);
	node->kept = NULL;
}

void
kept_nodes_set_up(void)
{
	ck_assert_ptr_nonnull(mkdtemp(directory));
	kept_engine = (struct kept_engine){ .version = 100 };
	for (int i = 0; i < KEPT_NODES; i++) {
		struct kept_node *node = &kept_nodes[i];

		snprintf(
		    node->path, sizeof(node->path), "%s/rooms%d", directory, i);
		kept_node_start(node, 10);
		kept_engine_tell_all(node);
		kept_node_await(node);
	}
}

void
kept_nodes_tear_down(void)
{
	char path[sizeof(kept_nodes[0].path) + 8];

	for (int i = 0; i < KEPT_NODES; i++) {
		if (kept_nodes[i].kept != NULL)
			kept_node_stop(&kept_nodes[i]);
		unlink(kept_nodes[i].path);
		snprintf(path, sizeof(path), "%s.lock", kept_nodes[i].path);
		unlink(path);
	}
	rmdir(directory);
}

void
kept_node_await(struct kept_node *node)
{
	uint64_t deadline_ns = clock_monotonic_ns() + PATIENCE_NS;

	while (register_door_look(node->door).version < kept_engine.version)
		pause_before(deadline_ns);
}

/* ---- the engine ---------------------------------------------------------- */

static char *
engine_find(const char *key)
{
	for (int i = 0; i < KEPT_ENGINE_MAX; i++) {
		if (strcmp(kept_engine.records[i].key, key) == 0)
			return kept_engine.records[i].text;
	}
	for (int i = 0; i < KEPT_ENGINE_MAX; i++) {
		if (kept_engine.records[i].key[0] == '\0') {
			snprintf(kept_engine.records[i].key,
			    sizeof(kept_engine.records[i].key), "%s", key);
			return kept_engine.records[i].text;
		}
	}
	ck_abort_msg("the engine is full");
	return NULL;
}

const char *
kept_engine_text(const char *key)
{
	return engine_find(key);
}

void
kept_engine_put(const char *key, const char *text)
{
	ck_assert_uint_lt(strlen(text), sizeof(kept_engine.records[0].text));
	strcpy(engine_find(key), text);
	kept_engine.version++;
	for (int i = 0; i < KEPT_NODES; i++) {
		if (kept_nodes[i].kept != NULL)
			ck_assert(register_tell_record(kept_nodes[i].door,
			    kept_engine.version, slice_of(key),
			    slice_of(text)));
	}
}

void
kept_engine_tell_all(struct kept_node *node)
{
	char bytes[sizeof(kept_engine.records) + 256], *end = bytes;

	for (int i = 0; i < KEPT_ENGINE_MAX; i++) {
		if (kept_engine.records[i].text[0] != '\0')
			end = register_put(end,
			    slice_of(kept_engine.records[i].key),
			    slice_of(kept_engine.records[i].text));
	}
	ck_assert(register_tell_whole(node->door, kept_engine.version,
	    (struct slice){ bytes, (size_t)(end - bytes) }));
}

struct register_change *
kept_node_await_asked(struct kept_node *node)
{
	uint64_t deadline_ns = clock_monotonic_ns() + PATIENCE_NS;
	struct register_change *change;

	while ((change = register_take_asked(node->door)) == NULL)
		pause_before(deadline_ns);
	return change;
}

void
kept_engine_decide(struct kept_node *node, struct register_change *change)
{
	char key[64], text[1024];

	kept_engine.asked++;
	ck_assert_uint_lt(change->text.size, sizeof(text));
	snprintf(
	    key, sizeof(key), "%.*s", (int)change->key.size, change->key.bytes);
	snprintf(text, sizeof(text), "%.*s", (int)change->text.size,
	    change->text.bytes);
	if (!slice_equals(slice_of(kept_engine_text(key)), change->expected)) {
		register_answer(node->door, change, REGISTER_CONFLICT);
		return;
	}
	kept_engine.made++;
	kept_engine_put(key, text);
	register_answer(node->door, change, REGISTER_CHANGED);
}

void
kept_engine_serve(bool (*is_done)(void))
{
	uint64_t deadline_ns = clock_monotonic_ns() + PATIENCE_NS;
	struct register_change *change;

	while (!is_done()) {
		for (int i = 0; i < KEPT_NODES; i++) {
			if (kept_nodes[i].kept == NULL)
				continue;
			if (register_take_given_up(kept_nodes[i].door))
				kept_engine_tell_all(&kept_nodes[i]);
			change = register_take_asked(kept_nodes[i].door);
			if (change != NULL)
				kept_engine_decide(&kept_nodes[i], change);
		}
		pause_before(deadline_ns);
	}
}

/* ---- rooms --------------------------------------------------------------- */

struct shown {
	const char *room;
	char *text;
	size_t size;
};

static void
show_cb(const struct room_record *record, void *argument)
{
	struct shown *shown = argument;
	uint64_t lines = 0;

	if (record->keeping != NULL)
		shown->size = (size_t)(kept_room_text_write(shown->text,
					   slice_of(shown->room), record,
					   &lines) -
				       shown->text);
}

const char *
kept_node_text(struct kept_node *node, const char *name)
{
	static char texts[3][65536];
	static unsigned int next;
	struct shown shown = { .room = name, .text = texts[next++ % 3] };
	struct room *room = room_find(node->rooms, slice_of(name));

	ck_assert_uint_lt(kept_room_text_size_max(), sizeof(texts[0]));
	if (room != NULL) {
		room_record_visit(room_rules(room), show_cb, &shown);
		room_release(node->rooms, room);
	}
	shown.text[shown.size] = '\0';
	return shown.text;
}

void
kept_node_await_text(struct kept_node *node, const char *name, const char *text)
{
	uint64_t deadline_ns = clock_monotonic_ns() + PATIENCE_NS;

	while (strcmp(kept_node_text(node, name), text) != 0)
		pause_before(deadline_ns);
}

/* Return the room, which is to be let go of. */
static struct room *
hold(struct kept_node *node, const char *name)
{
	struct room *room = room_find_or_make(node->rooms, slice_of(name));

	ck_assert_ptr_nonnull(room);
	return room;
}

/* Let go of a room that was changed. */
static void
let_go(struct kept_node *node, struct room *room)
{
	kept_rooms_note_change(node->kept);
	room_release(node->rooms, room);
}

enum kept_outcome
kept_node_keep(struct kept_node *node, const char *name, const char *owner)
{
	struct room *room = hold(node, name);
	enum kept_outcome outcome = kept_rooms_keep(
	    node->kept, room, slice_of(owner));

	room_release(node->rooms, room);
	return outcome;
}

void
kept_node_give_up(struct kept_node *node, const char *name)
{
	struct room *room = hold(node, name);

	ck_assert(kept_rooms_give_up(node->kept, room, (struct slice){ 0 }));
	room_release(node->rooms, room);
}

void
kept_node_set_topic(struct kept_node *node, const char *name, const char *topic)
{
	struct room *room = hold(node, name);

	ck_assert_int_eq(room_rules_set_topic(room_rules(room), slice_of(topic),
			     (struct slice){ 0 }, 0),
	    0);
	let_go(node, room);
}

void
kept_node_close(struct kept_node *node, const char *name)
{
	struct room *room = hold(node, name);

	room_rules_set_flags(room_rules(room), ROOM_CLOSED, true);
	let_go(node, room);
}

void
kept_node_ban(struct kept_node *node, const char *name, const char *banned)
{
	const struct room_mask_entry ban = { .mask = slice_of(banned) };
	struct room *room = hold(node, name);
	bool is_new;

	ck_assert_int_eq(room_masks_add(room_rules(room), &ban, &is_new), 0);
	let_go(node, room);
}

void
kept_node_grant(struct kept_node *node, const char *name, const char *ranked)
{
	struct room *room = hold(node, name);

	ck_assert_int_eq(
	    room_rules_grant(room_rules(room), slice_of(ranked), ROOM_OPERATOR),
	    0);
	let_go(node, room);
}

bool
kept_nodes_agree(void)
{
	for (int i = 0; i < KEPT_NODES; i++) {
		if (kept_nodes[i].kept != NULL &&
		    strcmp(kept_node_text(&kept_nodes[i], "den"),
			kept_engine_text("den")) != 0)
			return false;
	}
	return true;
}
