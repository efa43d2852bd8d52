/* SPDX-License-Identifier: MIT */
/*
 * A snapshot of all names: once those have come back who can, which lives there
 * are, then the names in pages, and then how far the engine is.
 */

#include "chatd/cluster/engine/names_private.h"

#include <string.h>

#include "chatd/cluster/copies/name_log.h"
#include "chatd/cluster/engine/registers.h"

/* So many names are in a page. */
#define SNAPSHOT_COUNT 1000

static void snapshot_settle(struct names *names);
static void snapshot_page(struct names *names);

/* ---- pages --------------------------------------------------------------- */

static void
snapshot_ended_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	struct names *names = argument;

	(void)connection;
	if (!names_is_copying(names, reply, COPYING_PAGES))
		return;
	if (!name_log_end(names->log, names_read_number(reply->text))) {
		names_copy_later(names);
		return;
	}
	names->copying = COPYING_LOG;
	names->copied(names);
}

/* Ask how far the engine is, now that all pages have been read. */
static void
snapshot_end_pages(struct names *names)
{
	char key[NAMES_WORD_BYTES * 2];
	const struct slice words[] = {
		SLICE("GET"),
		names_key(names, "sequence", key, sizeof(key)),
	};

	names_check_asked(names, redis_connection_command(names->follow, 2,
				     words, snapshot_ended_cb, names));
}

/* Take a page: names and values in turn. */
static bool
snapshot_take_page(struct names *names, const struct redis_reply *page)
{
	for (size_t i = 0; i + 1 < page->count; i += 2) {
		struct name_owner owner;
		struct slice name;

		if (name_owner_read(redis_reply_element(page, i)->text,
			redis_reply_element(page, i + 1)->text, &name,
			&owner) != 0 ||
		    !name_log_add_name(names->log, name, &owner))
			return false;
	}
	return true;
}

static void
snapshot_page_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	struct names *names = argument;
	struct slice cursor = redis_reply_element(reply, 0)->text;

	(void)connection;
	if (!names_is_copying(names, reply, COPYING_PAGES))
		return;
	if (cursor.size == 0 || cursor.size >= sizeof(names->cursor) ||
	    !snapshot_take_page(names, redis_reply_element(reply, 1))) {
		names_copy_later(names);
		return;
	}
	slice_write(names->cursor, cursor);
	names->cursor[cursor.size] = '\0';
	if (slice_is(cursor, "0"))
		snapshot_end_pages(names);
	else
		snapshot_page(names);
}

static void
snapshot_page(struct names *names)
{
	char key[NAMES_WORD_BYTES * 2];
	struct names_word count;
	const struct slice words[] = {
		SLICE("HSCAN"),
		names_key(names, "names", key, sizeof(key)),
		slice_of(names->cursor),
		SLICE("COUNT"),
		names_number(&count, SNAPSHOT_COUNT),
	};

	names_check_asked(names, redis_connection_command(names->follow, 5,
				     words, snapshot_page_cb, names));
}

/* ---- the beginning ------------------------------------------------------- */

/* The registers are open: go on with the names. */
static void
snapshot_begin_pages(struct names *names)
{
	if (names->copying != COPYING_REGISTERS)
		return;
	names->copying = COPYING_PAGES;
	strcpy(names->cursor, "0");
	snapshot_page(names);
}

static void
snapshot_surveyed_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	struct names *names = argument;

	(void)connection;
	if (!names_is_copying(names, reply, COPYING_SETTLING) ||
	    names_is_fenced(names, reply))
		return;
	name_log_begin(
	    names->log, names_read_number(redis_reply_element(reply, 1)->text));
	for (size_t i = 2; i + 1 < reply->count; i += 2) {
		struct node_record node;

		if (node_record_read(redis_reply_element(reply, i)->text,
			redis_reply_element(reply, i + 1)->text, &node) == 0)
			(void)name_log_add_node(names->log, &node);
	}
	names->copying = COPYING_REGISTERS;
	registers_open(names->registers, snapshot_begin_pages);
}

static void
snapshot_survey(struct names *names)
{
	struct names_word life;
	const struct slice words[] = {
		slice_of(names->options.prefix),
		names_number(&life, names->life),
	};

	names_check_asked(
	    names, redis_connection_script(names->follow, SCRIPT_SURVEY,
		       SCRIPTS_KEYS, 2, words, snapshot_surveyed_cb, names));
}

static void
snapshot_settled_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	struct names *names = argument;

	(void)connection;
	if (!names_is_copying(names, reply, COPYING_SETTLING))
		return;
	if (reply->type == REDIS_INTEGER && reply->integer == 0)
		snapshot_survey(names);
	else
		names->is_settling = true;
}

static void
snapshot_settle(struct names *names)
{
	char settling[NAMES_WORD_BYTES * 2], returning[NAMES_WORD_BYTES * 2];
	const struct slice words[] = {
		SLICE("EXISTS"),
		names_key(names, "settling", settling, sizeof(settling)),
		names_key(names, "returning", returning, sizeof(returning)),
	};

	names->copying = COPYING_SETTLING;
	names->is_settling = false;
	names_check_asked(names, redis_connection_command(names->follow, 3,
				     words, snapshot_settled_cb, names));
}

void
names_snapshot_begin(struct names *names, void (*copied)(struct names *names))
{
	names->copied = copied;
	snapshot_settle(names);
}

void
names_snapshot_look(struct names *names)
{
	if (names->is_settling && names->copying == COPYING_SETTLING)
		snapshot_settle(names);
}
