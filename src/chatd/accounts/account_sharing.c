/* SPDX-License-Identifier: MIT */
/*
 * Accounts that are a cluster's: what is asked of the engine, and what it says.
 *
 * The key of an account is its name, as it looks where names fold; so the
 * engine cannot have two that look alike.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "chatd/accounts/account_text.h"
#include "chatd/accounts/accounts_private.h"
#include "chatd/core/name_case.h"
#include "chatd/storage/register.h"
#include "common/clock.h"
#include "common/log.h"
#include "common/name.h"

/* So often a change is made anew that others were faster than. */
#define ACCOUNT_SHARING_ATTEMPTS 5

/* Write the key of name, which is one, to bytes, and return it. */
static struct slice
account_sharing_key(const struct account_table *table, struct slice name,
    char bytes[NAME_MAX_BYTES])
{
	name_write_key(table->folds_names, name, bytes);
	return (struct slice){ bytes, name.size };
}

/* Write the text of account, which may be NULL, to bytes, and return it. */
static struct slice
account_sharing_text(
    const struct account *account, char bytes[ACCOUNT_TEXT_LINE_BYTES])
{
	struct account_text_line line;
	char *end;

	if (account == NULL)
		return (struct slice){ bytes, 0 };
	line = account_line(account);
	end = account_text_write(bytes, &line);
	return (struct slice){ bytes, (size_t)(end - bytes) - 1 };
}

/* ---- what the engine is asked -------------------------------------------- */

int
account_sharing_ask(struct accounts *accounts, struct account_change *change,
    const struct account *there, const struct account *account)
{
	char key[NAME_MAX_BYTES];
	char expected[ACCOUNT_TEXT_LINE_BYTES], text[ACCOUNT_TEXT_LINE_BYTES];
	struct register_change *asked = register_change_new(
	    account_sharing_key(&accounts->table, change->name, key),
	    account_sharing_text(there, expected),
	    account_sharing_text(account, text), change);

	if (asked == NULL)
		return -1;
	/*
	 * What was known of the name is nobody's.  Other nodes are told so by
	 * what that changes, and not by the account: one that they do not know
	 * yet may have been given something since.
	 */
	if (there == NULL)
		accounts_forget(accounts, change->name);
	register_ask(accounts->settings.door, asked);
	return 0;
}

static enum account_change_outcome
account_sharing_outcome(enum register_outcome outcome)
{
	switch (outcome) {
	case REGISTER_CHANGED:
		return ACCOUNT_CHANGED;
	case REGISTER_CONFLICT:
		return ACCOUNT_CONTESTED;
	case REGISTER_FULL:
		return ACCOUNTS_FULL;
	case REGISTER_UNREACHED:
		return ACCOUNTS_UNREACHED;
	case REGISTER_UNCERTAIN:
		return ACCOUNTS_UNCERTAIN;
	case REGISTER_FAILED:
		break;
	}
	return ACCOUNT_OUT_OF_MEMORY;
}

/* Note the answer in its change, and return that. */
static struct account_change *
account_sharing_note_answer(
    const struct accounts *accounts, const struct register_change *asked)
{
	struct account_change *change = asked->argument;
	const struct account *account;

	change->result.outcome = account_sharing_outcome(asked->outcome);
	change->is_contested = asked->outcome == REGISTER_CONFLICT &&
			       ++change->attempts < ACCOUNT_SHARING_ATTEMPTS;
	account = account_table_find(&accounts->table, change->name);
	if (account != NULL && change->result.kind != ACCOUNT_DELETE)
		change->result.account = account->number;
	return change;
}

/* ---- what it says -------------------------------------------------------- */

/* Return the account of a record, or NULL: then *is_wrong_r says why. */
static struct account *
account_sharing_read(struct accounts *accounts, struct slice key,
    struct slice text, bool *is_wrong_r)
{
	char bytes[NAME_MAX_BYTES], others[LOG_RATE_OTHERS_BYTES];
	struct account_text_line line;
	struct fingerprint certificate;
	uint64_t suppressed;
	const char *wrong = account_text_parse(text, &line, &certificate);

	if (wrong == NULL && line.hash.size >= PASSWORD_HASH_BYTES)
		wrong = "that is no hash of a password";
	if (wrong == NULL &&
	    !slice_equals(
		key, account_sharing_key(&accounts->table, line.name, bytes)))
		wrong = "it has another key";
	*is_wrong_r = wrong != NULL;
	if (wrong == NULL)
		return account_new(&line);
	if (log_rate_allows(
		&accounts->wrong, clock_monotonic_ns(), &suppressed))
		log_error("accounts_file: a record of the engine is skipped: "
			  "%s%s",
		    wrong, log_rate_say_others(suppressed, others));
	return NULL;
}

/* Let account, which may be NULL, be in the place of the one of that key. */
static void
account_sharing_exchange(struct accounts *accounts, struct account *there,
    struct account *account, uint64_t version)
{
	char bytes[NAME_MAX_BYTES];
	struct slice gone = { bytes, 0 };

	if (there != NULL && account == NULL) {
		gone.size = there->name.size;
		slice_write(bytes, there->name);
	}
	pthread_mutex_lock(&accounts->lock);
	account_table_exchange(&accounts->table, there, account);
	accounts->table.version = version;
	pthread_mutex_unlock(&accounts->lock);
	if (gone.size > 0)
		accounts_forget(accounts, gone);
}

static void
account_sharing_take_record(
    struct accounts *accounts, const struct register_news *news)
{
	struct account *account = NULL, *there;
	bool is_wrong = false;

	if (news->version <= accounts->table.version)
		return;
	there = account_table_find(&accounts->table, news->key);
	if (there == NULL && accounts->table.count >= REGISTER_RECORDS_MAX)
		is_wrong = true;
	else if (news->text.size > 0)
		account = account_sharing_read(
		    accounts, news->key, news->text, &is_wrong);
	accounts->is_dirty = true;
	if (account != NULL || news->text.size == 0) {
		account_sharing_exchange(
		    accounts, there, account, news->version);
	} else if (is_wrong) {
		pthread_mutex_lock(&accounts->lock);
		accounts->table.version = news->version;
		pthread_mutex_unlock(&accounts->lock);
	} else {
		register_give_up(accounts->settings.door);
	}
}

/* ---- all accounts anew --------------------------------------------------- */

/* Return the account that is there and is the same, or NULL. */
static struct account *
account_sharing_find_same(
    const struct account_table *table, const struct account *account)
{
	char one[ACCOUNT_TEXT_LINE_BYTES], other[ACCOUNT_TEXT_LINE_BYTES];
	struct account *there = account_table_find(table, account->name);

	return there != NULL && slice_equals(account_sharing_text(there, one),
				    account_sharing_text(account, other))
		   ? there
		   : NULL;
}

/* Read all into table.  Return false if there is no memory. */
static bool
account_sharing_read_all(
    struct accounts *accounts, struct slice all, struct account_table *table)
{
	struct slice key, text;
	bool is_wrong;

	while (register_take_record(&all, &key, &text)) {
		struct account *account = account_sharing_read(
		    accounts, key, text, &is_wrong);
		const struct account *same;

		if (account == NULL && is_wrong)
			continue;
		if (account == NULL)
			return false;
		account_table_exchange(table, NULL, account);
		/* Whoever has shown its password need not do so again. */
		same = account_sharing_find_same(&accounts->table, account);
		if (same == NULL)
			continue;
		account->number = same->number;
		account->guesses = same->guesses;
	}
	return true;
}

/* Let what is known be forgotten of accounts that one has and other has not. */
static void
account_sharing_forget(struct accounts *accounts,
    const struct account_table *one, const struct account_table *other)
{
	for (struct list *at = one->accounts.next; at != &one->accounts;
	     at = at->next) {
		struct slice name = account_table_at(at)->name;

		if (account_table_find(other, name) == NULL)
			accounts_forget(accounts, name);
	}
}

static void
account_sharing_take_whole(
    struct accounts *accounts, const struct register_news *news)
{
	struct account_table table;

	account_table_init(
	    &table, accounts->table.seed, accounts->table.folds_names);
	table.last_number = accounts->table.last_number;
	table.version = news->version;
	if (!account_sharing_read_all(accounts, news->text, &table)) {
		account_table_clear(&table);
		register_give_up(accounts->settings.door);
		return;
	}
	pthread_mutex_lock(&accounts->lock);
	account_table_swap(&accounts->table, &table);
	pthread_mutex_unlock(&accounts->lock);
	account_sharing_forget(accounts, &table, &accounts->table);
	account_table_clear(&table);
	accounts->is_dirty = true;
	log_notice("accounts of the cluster: %" PRIu64, accounts->table.count);
}

/* ---- all of it ----------------------------------------------------------- */

/* Write the file if it is older.  Return 0, or errno. */
static int
account_sharing_save(struct accounts *accounts)
{
	size_t size;
	char *text;
	int error = ENOMEM;

	if (!accounts->is_dirty)
		return 0;
	text = account_table_write(&accounts->table, NULL, NULL, &size);
	if (text != NULL)
		error = replaced_file_replace(&accounts->file, text, size) == 0
			    ? 0
			    : errno;
	free(text);
	accounts->is_dirty = error != 0;
	if (error == 0)
		return 0;
	errno = error;
	log_errno("accounts_file: what the cluster has is not written");
	return error;
}

/* What was changed holds, and is not on the disk, because of error. */
static void
account_sharing_note_error(struct account_change *changes, int error)
{
	for (; changes != NULL; changes = changes->next) {
		if (changes->result.outcome != ACCOUNT_CHANGED)
			continue;
		changes->result.outcome = ACCOUNT_CHANGED_BUT_HERE;
		changes->result.error = error;
	}
}

struct account_change *
account_sharing_carry_out(struct accounts *accounts)
{
	struct account_change *first = NULL, **last = &first;
	struct register_news *news;
	int error;

	while ((news = register_take(accounts->settings.door)) != NULL) {
		if (news->kind == REGISTER_RECORD) {
			account_sharing_take_record(accounts, news);
		} else if (news->kind == REGISTER_WHOLE) {
			account_sharing_take_whole(accounts, news);
		} else {
			*last = account_sharing_note_answer(
			    accounts, news->change);
			(*last)->next = NULL;
			last = &(*last)->next;
		}
		register_news_free(news);
	}
	error = account_sharing_save(accounts);
	if (error != 0)
		account_sharing_note_error(first, error);
	return first;
}

/* ---- what the cluster asks ----------------------------------------------- */

struct register_state
account_sharing_look(void *store)
{
	struct accounts *accounts = store;
	struct register_state state;

	pthread_mutex_lock(&accounts->lock);
	state.version = accounts->table.version;
	state.count = accounts->table.count;
	pthread_mutex_unlock(&accounts->lock);
	return state;
}

/* Put all records to to, or only count their bytes if that is NULL. */
static size_t
account_sharing_put_all(const struct account_table *table, char *to)
{
	char name[NAME_MAX_BYTES], bytes[ACCOUNT_TEXT_LINE_BYTES];
	size_t size = 0;

	for (struct list *at = table->accounts.next; at != &table->accounts;
	     at = at->next) {
		const struct account *account = account_table_at(at);
		struct slice key = account_sharing_key(
		    table, account->name, name);
		struct slice text = account_sharing_text(account, bytes);

		size += register_put_size(key, text);
		if (to != NULL)
			to = register_put(to, key, text);
	}
	return size;
}

char *
account_sharing_write(
    void *store, size_t *size_r, struct register_state *state_r)
{
	struct accounts *accounts = store;
	char *all;

	pthread_mutex_lock(&accounts->lock);
	*size_r = account_sharing_put_all(&accounts->table, NULL);
	all = malloc(*size_r + 1);
	if (all != NULL)
		(void)account_sharing_put_all(&accounts->table, all);
	state_r->version = accounts->table.version;
	state_r->count = accounts->table.count;
	pthread_mutex_unlock(&accounts->lock);
	return all;
}
