/* SPDX-License-Identifier: MIT */
/* The sanctions as a whole: reading them, changing them, looking them up. */

#include "chatd/moderation/moderation.h"

#include <sys/random.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "chatd/core/peer.h"
#include "chatd/moderation/moderation_private.h"
#include "chatd/moderation/sanction_text.h"
#include "chatd/storage/record_file.h"
#include "common/container.h"
#include "common/log.h"

static const struct register_store moderation_store = {
	.wake = moderation_wake_cb,
	.look = moderation_look_cb,
	.write = moderation_write_cb,
};

struct moderation *
moderation_new(const struct moderation_settings *settings)
{
	struct moderation *moderation = calloc(1, sizeof(*moderation));
	uint64_t seed;

	if (moderation == NULL)
		return NULL;
	if (getrandom(&seed, sizeof(seed), 0) != (ssize_t)sizeof(seed))
		goto fail;
	moderation->settings = *settings;
	moderation->file = (struct replaced_file){ .directory_fd = -1,
		.lock_fd = -1 };
	moderation->save_job.run = moderation_save_run_cb;
	moderation->threads = disk_threads_new(1);
	if (moderation->threads == NULL)
		goto fail;
	sanction_table_init(&moderation->table, seed, settings->folds_names);
	list_init(&moderation->orders);
	pthread_mutex_init(&moderation->lock, NULL);
	if (settings->door != NULL)
		register_door_serve(
		    settings->door, &moderation_store, moderation);
	return moderation;

fail:
	free(moderation);
	return NULL;
}

/* ---- changing ------------------------------------------------------------ */

static uint32_t
moderation_count(const struct moderation *moderation)
{
	const uint32_t *counts = moderation->table.counts;

	return counts[SANCTION_BAN] + counts[SANCTION_MUTE];
}

/* Put sanction into the table, which takes it unless there is no room. */
static enum moderation_outcome
moderation_insert(struct moderation *moderation, struct sanction *sanction)
{
	struct sanction_table *table = &moderation->table;
	struct sanction *there = sanction_table_get(
	    table, sanction->terms.kind, &sanction->terms.subject);

	if (there == NULL && moderation_count(moderation) >= MODERATION_MOST)
		return MODERATION_FULL;
	if (there != NULL)
		sanction_table_remove(table, there);
	sanction_table_add(table, sanction);
	return MODERATION_DONE;
}

enum moderation_outcome
moderation_add(struct moderation *moderation,
    const struct sanction_terms *terms, uint32_t account)
{
	struct sanction *sanction = sanction_new(terms);
	enum moderation_outcome outcome;

	if (sanction == NULL)
		return MODERATION_OUT_OF_MEMORY;
	pthread_mutex_lock(&moderation->lock);
	sanction_table_remove_old(&moderation->table, time(NULL));
	outcome = moderation_insert(moderation, sanction);
	if (outcome == MODERATION_DONE) {
		moderation->is_dirty = true;
		moderation->table.version = 0;
		if (terms->subject.scope == SANCTION_OF_ACCOUNT)
			sanction_table_note_account(
			    &moderation->table, terms->subject.name, account);
	}
	moderation_publish_counts(moderation);
	pthread_mutex_unlock(&moderation->lock);
	if (outcome != MODERATION_DONE)
		free(sanction);
	return outcome;
}

enum moderation_outcome
moderation_remove(struct moderation *moderation, enum sanction_kind kind,
    const struct sanction_subject *subject)
{
	struct sanction *sanction;

	pthread_mutex_lock(&moderation->lock);
	sanction_table_remove_old(&moderation->table, time(NULL));
	sanction = sanction_table_get(&moderation->table, kind, subject);
	if (sanction != NULL) {
		sanction_table_remove(&moderation->table, sanction);
		moderation->is_dirty = true;
		moderation->table.version = 0;
	}
	moderation_publish_counts(moderation);
	pthread_mutex_unlock(&moderation->lock);
	return sanction != NULL ? MODERATION_DONE : MODERATION_NOT_THERE;
}

/* ---- reading ------------------------------------------------------------- */

static const char *
moderation_take_cb(const struct sanction_terms *terms, void *argument)
{
	struct moderation *moderation = argument;
	struct sanction *sanction;

	if (terms->until <= time(NULL))
		return NULL;
	if (sanction_table_get(
		&moderation->table, terms->kind, &terms->subject) != NULL)
		return "that is in the file already";
	if (moderation_count(moderation) == MODERATION_MOST)
		return "there are more bans and mutes than there may be";
	sanction = sanction_new(terms);
	if (sanction == NULL)
		return record_text_out_of_memory();
	sanction_table_add(&moderation->table, sanction);
	return NULL;
}

static int
moderation_read(
    struct slice text, void *argument, struct record_text_error *error_r)
{
	struct moderation *moderation = argument;

	moderation->table.version = record_text_version(
	    text, sanction_text_head());
	return sanction_text_read(text, moderation_take_cb, argument, error_r);
}

/* Read the file.  Return EX_OK, or the exit status. */
static int
moderation_open_file(struct moderation *moderation)
{
	const struct record_file_kind kind = {
		.option = "bans_file",
		.head = sanction_text_head(),
		.size_max = record_text_frame_size(sanction_text_head()) +
			    (size_t)MODERATION_MOST * SANCTION_TEXT_LINE_BYTES,
		.read = moderation_read,
	};
	int status = record_file_start(
	    &moderation->file, &kind, moderation->settings.path, moderation);

	if (status != EX_OK)
		return status;
	moderation_publish_counts(moderation);
	log_info("in bans_file: %u bans, %u mutes",
	    moderation->table.counts[SANCTION_BAN],
	    moderation->table.counts[SANCTION_MUTE]);
	return EX_OK;
}

int
moderation_start(struct moderation *moderation)
{
	bool has_file = moderation->settings.path[0] != '\0';
	int status = has_file ? moderation_open_file(moderation) : EX_OK;

	if (status != EX_OK || (!has_file && moderation->settings.door == NULL))
		return status;
	if (disk_threads_start(moderation->threads, NULL, NULL) == 0)
		return EX_OK;
	log_errno("cannot start a thread for bans_file");
	return EX_OSERR;
}

bool
moderation_free(struct moderation *moderation)
{
	if (moderation == NULL)
		return true;
	if (!disk_threads_free(moderation->threads)) {
		log_warning("the disk of bans_file does not answer");
		return false;
	}
	replaced_file_close(&moderation->file);
	sanction_table_clear(&moderation->table);
	pthread_mutex_destroy(&moderation->lock);
	free(moderation);
	return true;
}

/* ---- looking up ---------------------------------------------------------- */

/* Say whether there is any sanction of a kind. */
static bool
moderation_has(struct moderation *moderation, enum sanction_kind kind)
{
	return moderation != NULL &&
	       atomic_load_explicit(
		   &moderation->counts[kind], memory_order_relaxed) > 0;
}

/* Say whether one holds, and write what is told of it unless words is NULL. */
static bool
moderation_find(struct moderation *moderation, enum sanction_kind kind,
    const struct sanction_person *person, char *words)
{
	int64_t now = time(NULL);
	const struct sanction *sanction;

	pthread_mutex_lock(&moderation->lock);
	sanction = sanction_table_find(&moderation->table, kind, person, now);
	if (sanction != NULL && words != NULL)
		sanction_say(&sanction->terms, words);
	pthread_mutex_unlock(&moderation->lock);
	return sanction != NULL;
}

bool
moderation_holds(struct moderation *moderation, enum sanction_kind kind,
    const struct moderation_person *person, char *words)
{
	struct network_address address;
	struct sanction_person wanted = {
		.name = person->name,
		.account = person->account,
	};

	if (!moderation_has(moderation, kind))
		return false;
	if (person->peer != NULL && !peer_is_unix(person->peer)) {
		memcpy(address.bytes, person->peer->address,
		    sizeof(address.bytes));
		wanted.address = &address;
	}
	return moderation_find(moderation, kind, &wanted, words);
}

bool
moderation_bans_address(
    struct moderation *moderation, const struct network_address *address)
{
	const struct sanction_person person = { .address = address };

	return moderation_has(moderation, SANCTION_BAN) &&
	       moderation_find(moderation, SANCTION_BAN, &person, NULL);
}

void
moderation_note_account(
    struct moderation *moderation, struct slice name, uint32_t account)
{
	if (!moderation_has(moderation, SANCTION_BAN) &&
	    !moderation_has(moderation, SANCTION_MUTE))
		return;
	pthread_mutex_lock(&moderation->lock);
	sanction_table_note_account(&moderation->table, name, account);
	pthread_mutex_unlock(&moderation->lock);
}

void
moderation_walk(struct moderation *moderation, enum sanction_kind kind,
    void (*visit)(const struct sanction_terms *terms, void *argument),
    void *argument)
{
	int64_t now = time(NULL);
	const struct list *all = &moderation->table.sanctions;

	pthread_mutex_lock(&moderation->lock);
	for (struct list *at = all->next; at != all; at = at->next) {
		const struct sanction_terms *terms =
		    &container_of(at, struct sanction, place)->terms;

		if (terms->kind == kind && terms->until > now)
			visit(terms, argument);
	}
	pthread_mutex_unlock(&moderation->lock);
}
