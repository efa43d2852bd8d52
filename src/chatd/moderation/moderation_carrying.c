/* SPDX-License-Identifier: MIT */
/*
 * Sanctions that are a cluster's: what the engine says, which is carried out
 * here, and what it answers.
 *
 * Whoever has given an order looks at those who are here, when it is answered;
 * those whom others' orders concern are the server's to find.
 */

#include <stdlib.h>

#include "chatd/moderation/moderation_private.h"
#include "chatd/moderation/moderation_sharing_private.h"
#include "common/clock.h"
#include "common/container.h"
#include "common/log.h"

/* So often an order is tried again that others were faster than. */
#define MODERATION_CARRYING_ATTEMPTS 5

/* Read a key as far as it says which sanction it is.  Return false if none. */
static bool
moderation_carrying_read_key(struct slice key, struct sanction_terms *terms_r)
{
	*terms_r = (struct sanction_terms){ .kind = SANCTION_BAN };
	if (slice_take_prefix(&key, "mute:"))
		terms_r->kind = SANCTION_MUTE;
	else if (!slice_take_prefix(&key, "ban:"))
		return false;
	return sanction_parse_subject(key, &terms_r->subject) == NULL;
}

/* ---- what it says -------------------------------------------------------- */

static void
moderation_carrying_log_wrong(struct moderation *moderation, const char *wrong)
{
	char others[LOG_RATE_OTHERS_BYTES];
	uint64_t suppressed;

	if (log_rate_allows(
		&moderation->wrong, clock_monotonic_ns(), &suppressed))
		log_error("bans_file: a record of the engine is skipped: %s%s",
		    wrong, log_rate_say_others(suppressed, others));
}

/*
 * Put the sanction of a record into table, in place of the one of that key.
 * Return false if there is no memory.
 */
static bool
moderation_carrying_put(struct moderation *moderation,
    struct sanction_table *table, struct slice key, struct slice text)
{
	char bytes[MODERATION_SHARING_KEY_BYTES];
	struct sanction_terms terms;
	struct sanction *sanction, *there;
	const char *wrong = sanction_text_parse(text, &terms);
	uint32_t account = 0;

	if (wrong == NULL && !slice_equals(key, moderation_sharing_key(
						    moderation, &terms, bytes)))
		wrong = "it has another key";
	there = wrong == NULL
		    ? sanction_table_get(table, terms.kind, &terms.subject)
		    : NULL;
	if (wrong == NULL && there == NULL &&
	    table->counts[SANCTION_BAN] + table->counts[SANCTION_MUTE] >=
		REGISTER_RECORDS_MAX)
		wrong = "there are too many";
	if (wrong != NULL) {
		moderation_carrying_log_wrong(moderation, wrong);
		return true;
	}
	sanction = sanction_new(&terms);
	if (sanction == NULL)
		return false;
	if (terms.subject.scope == SANCTION_OF_ACCOUNT)
		account = moderation->settings.find_account(
		    terms.subject.name, moderation->settings.argument);
	pthread_mutex_lock(&moderation->lock);
	if (there != NULL)
		sanction_table_remove(table, there);
	sanction_table_add(table, sanction);
	if (account != 0)
		sanction_table_note_account(table, terms.subject.name, account);
	pthread_mutex_unlock(&moderation->lock);
	return true;
}

static void
moderation_carrying_erase(struct moderation *moderation, struct slice key)
{
	struct sanction_terms terms;
	struct sanction *there;

	if (!moderation_carrying_read_key(key, &terms)) {
		moderation_carrying_log_wrong(moderation, "it has no key");
		return;
	}
	pthread_mutex_lock(&moderation->lock);
	there = sanction_table_get(
	    &moderation->table, terms.kind, &terms.subject);
	if (there != NULL)
		sanction_table_remove(&moderation->table, there);
	pthread_mutex_unlock(&moderation->lock);
}

/* The table has this version now. */
static void
moderation_carrying_publish(struct moderation *moderation, uint64_t version)
{
	pthread_mutex_lock(&moderation->lock);
	moderation->table.version = version;
	moderation->is_dirty = true;
	moderation_publish_counts(moderation);
	pthread_mutex_unlock(&moderation->lock);
}

/*
 * Note that the record of key has changed, in orders that are about it.  Return
 * true if there are none: then nobody will look at those who are here.
 */
static bool
moderation_carrying_note_seen(struct moderation *moderation, struct slice key)
{
	char bytes[MODERATION_SHARING_KEY_BYTES];
	bool is_others = true;

	pthread_mutex_lock(&moderation->lock);
	for (struct list *at = moderation->orders.next;
	     at != &moderation->orders; at = at->next) {
		struct shared_order *order = container_of(
		    at, struct shared_order, place);

		if (!slice_equals(key, moderation_sharing_key(moderation,
					   &order->sanction->terms, bytes)))
			continue;
		order->is_seen = true;
		is_others = false;
	}
	pthread_mutex_unlock(&moderation->lock);
	return is_others;
}

/* Return true if those who are here are to be looked at. */
static bool
moderation_carrying_take_record(
    struct moderation *moderation, const struct register_news *news)
{
	if (news->version <= moderation->table.version)
		return false;
	if (news->text.size == 0) {
		moderation_carrying_erase(moderation, news->key);
	} else if (!moderation_carrying_put(
		       moderation, &moderation->table, news->key, news->text)) {
		register_give_up(moderation->settings.door);
		return false;
	}
	moderation_carrying_publish(moderation, news->version);
	return moderation_carrying_note_seen(moderation, news->key);
}

static bool
moderation_carrying_take_whole(
    struct moderation *moderation, const struct register_news *news)
{
	struct slice all = news->text, key, text;
	struct sanction_table table;
	bool is_whole = true;

	sanction_table_init(
	    &table, moderation->table.seed, moderation->settings.folds_names);
	while (is_whole && register_take_record(&all, &key, &text))
		is_whole = moderation_carrying_put(
		    moderation, &table, key, text);
	if (is_whole) {
		pthread_mutex_lock(&moderation->lock);
		sanction_table_swap(&moderation->table, &table);
		pthread_mutex_unlock(&moderation->lock);
		moderation_carrying_publish(moderation, news->version);
		log_notice("of the cluster: %u bans, %u mutes",
		    moderation->table.counts[SANCTION_BAN],
		    moderation->table.counts[SANCTION_MUTE]);
	} else {
		register_give_up(moderation->settings.door);
	}
	sanction_table_clear(&table);
	return is_whole;
}

/* ---- what it answers ----------------------------------------------------- */

static enum moderation_outcome
moderation_carrying_outcome(enum register_outcome outcome)
{
	switch (outcome) {
	case REGISTER_CHANGED:
		return MODERATION_DONE;
	case REGISTER_CONFLICT:
		return MODERATION_CONTESTED;
	case REGISTER_FULL:
		return MODERATION_FULL;
	case REGISTER_UNREACHED:
		return MODERATION_UNREACHED;
	case REGISTER_UNCERTAIN:
		return MODERATION_UNCERTAIN;
	case REGISTER_FAILED:
		break;
	}
	return MODERATION_OUT_OF_MEMORY;
}

/* Return true if those who are here are to be looked at. */
static bool
moderation_carrying_take_answer(
    struct moderation *moderation, const struct register_change *change)
{
	struct shared_order *order = change->argument;
	enum moderation_outcome outcome = moderation_carrying_outcome(
	    change->outcome);
	bool is_seen;

	/* One that was over is nobody's order. */
	if (order == NULL)
		return false;
	if (outcome == MODERATION_CONTESTED &&
	    ++order->attempts < MODERATION_CARRYING_ATTEMPTS) {
		outcome = moderation_sharing_ask(moderation, order);
		if (outcome == MODERATION_DONE)
			return false;
	}
	is_seen = order->is_seen && outcome != MODERATION_DONE;
	moderation_sharing_answer(moderation, order, outcome);
	return is_seen;
}

void
moderation_carry_out(struct moderation *moderation)
{
	const struct moderation_settings *settings = &moderation->settings;
	struct register_news *news;
	bool has_changed = false;

	while ((news = register_take(settings->door)) != NULL) {
		bool is_news;

		if (news->kind == REGISTER_RECORD)
			is_news = moderation_carrying_take_record(
			    moderation, news);
		else if (news->kind == REGISTER_WHOLE)
			is_news = moderation_carrying_take_whole(
			    moderation, news);
		else
			is_news = moderation_carrying_take_answer(
			    moderation, news->change);
		has_changed = has_changed || is_news;
		register_news_free(news);
	}
	if (has_changed)
		settings->changed(settings->argument);
}

/* ---- what the cluster asks ----------------------------------------------- */

static struct register_state
moderation_carrying_state(const struct sanction_table *table)
{
	return (struct register_state){
		.version = table->version,
		.count = (uint64_t)table->counts[SANCTION_BAN] +
			 table->counts[SANCTION_MUTE],
	};
}

struct register_state
moderation_look_cb(void *store)
{
	struct moderation *moderation = store;
	struct register_state state;

	pthread_mutex_lock(&moderation->lock);
	state = moderation_carrying_state(&moderation->table);
	pthread_mutex_unlock(&moderation->lock);
	return state;
}

/* Put all records to to, or only count their bytes if that is NULL. */
static size_t
moderation_carrying_put_all(const struct moderation *moderation, char *to)
{
	char bytes[MODERATION_SHARING_KEY_BYTES];
	char line[SANCTION_TEXT_LINE_BYTES];
	const struct list *all = &moderation->table.sanctions;
	size_t size = 0;

	for (struct list *at = all->next; at != all; at = at->next) {
		const struct sanction *sanction = container_of(
		    at, struct sanction, place);
		struct slice key = moderation_sharing_key(
		    moderation, &sanction->terms, bytes);
		struct slice text = moderation_sharing_text(sanction, line);

		size += register_put_size(key, text);
		if (to != NULL)
			to = register_put(to, key, text);
	}
	return size;
}

char *
moderation_write_cb(void *store, size_t *size_r, struct register_state *state_r)
{
	struct moderation *moderation = store;
	char *all;

	pthread_mutex_lock(&moderation->lock);
	*size_r = moderation_carrying_put_all(moderation, NULL);
	all = malloc(*size_r + 1);
	if (all != NULL)
		(void)moderation_carrying_put_all(moderation, all);
	*state_r = moderation_carrying_state(&moderation->table);
	pthread_mutex_unlock(&moderation->lock);
	return all;
}
