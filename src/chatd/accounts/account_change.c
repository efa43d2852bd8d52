/* SPDX-License-Identifier: MIT */
/*
 * A thread that makes a change makes all that have come meanwhile, so no two
 * threads are at it at once.
 */

#include "chatd/accounts/account_change.h"

#include <errno.h>
#include <stdlib.h>

#include "chatd/accounts/accounts_private.h"
#include "chatd/accounts/password.h"
#include "chatd/core/fingerprint.h"
#include "chatd/event/mailbox.h"
#include "common/container.h"
#include "common/log.h"

/* ---- on a thread of the accounts ----------------------------------------- */

/*
 * Put the account in place of the one that is there, on the disk and in memory;
 * either may be NULL.  Return the outcome, and fill in the rest of *result_r.
 */
static enum account_change_outcome
account_change_write(struct accounts *accounts, struct account *there,
    struct account *account, struct account_change_result *result_r)
{
	size_t size;
	char *text;
	int result;

	/* It is no longer what any cluster had. */
	accounts->table.version = 0;
	text = account_table_write(&accounts->table, there, account, &size);
	if (text == NULL)
		return ACCOUNT_OUT_OF_MEMORY;
	result = replaced_file_replace(&accounts->file, text, size);
	result_r->error = errno;
	free(text);
	if (result != 0) {
		log_errno("accounts_file: a change is not written");
		return ACCOUNT_NOT_WRITTEN;
	}
	pthread_mutex_lock(&accounts->lock);
	account_table_exchange(&accounts->table, there, account);
	if (account != NULL)
		result_r->account = account->number;
	pthread_mutex_unlock(&accounts->lock);
	return ACCOUNT_CHANGED;
}

/* Return the account as the change makes it, or NULL.  there may be NULL. */
static struct account *
account_change_make(
    const struct account_change *change, const struct account *there)
{
	struct account_text_line line = { .name = change->name };
	char hash[PASSWORD_HASH_BYTES];

	if (there != NULL)
		line = account_line(there);
	if (change->result.kind == ACCOUNT_SET_CERTIFICATE) {
		line.certificate = change->has_certificate
				       ? &change->certificate
				       : NULL;
	} else if (change->result.kind == ACCOUNT_SET_OPERATOR) {
		line.is_operator = change->is_operator;
	} else {
		if (password_hash(change->password, hash) != 0)
			return NULL;
		line.hash = slice_of(hash);
	}
	return account_new(&line);
}

/* Say what is against the change, or ACCOUNT_CHANGED. */
static enum account_change_outcome
account_change_check(const struct accounts *accounts,
    const struct account_change *change, const struct account *there)
{
	if (change->result.kind != ACCOUNT_ADD)
		return there == NULL ? ACCOUNT_IS_NOT_THERE : ACCOUNT_CHANGED;
	if (there != NULL)
		return ACCOUNT_IS_THERE;
	return accounts->table.count >= accounts->settings.most
		   ? ACCOUNTS_FULL
		   : ACCOUNT_CHANGED;
}

/*
 * Have the cluster make the change.  Return ACCOUNT_CHANGED if it is asked to,
 * and change is not to be used any more.
 */
static enum account_change_outcome
account_change_share(struct accounts *accounts, struct account_change *change,
    const struct account *there)
{
	struct account *account = NULL;
	int result;

	if (change->result.kind != ACCOUNT_DELETE) {
		account = account_change_make(change, there);
		if (account == NULL)
			return ACCOUNT_OUT_OF_MEMORY;
	}
	result = account_sharing_ask(accounts, change, there, account);
	free(account);
	return result == 0 ? ACCOUNT_CHANGED : ACCOUNT_OUT_OF_MEMORY;
}

/* Delete the account, and say so. */
static enum account_change_outcome
account_change_delete(struct accounts *accounts, struct account *there,
    struct account_change_result *result_r)
{
	enum account_change_outcome outcome;
	char bytes[NAME_MAX_BYTES];
	struct slice name = { bytes, there->name.size };

	slice_write(bytes, there->name);
	outcome = account_change_write(accounts, there, NULL, result_r);
	if (outcome == ACCOUNT_CHANGED)
		accounts_forget(accounts, name);
	return outcome;
}

/* Make the change here, where nobody else has these accounts. */
static enum account_change_outcome
account_change_make_here(struct accounts *accounts,
    struct account_change *change, struct account *there)
{
	enum account_change_outcome outcome;
	struct account *account;

	if (change->result.kind == ACCOUNT_DELETE)
		return account_change_delete(accounts, there, &change->result);
	account = account_change_make(change, there);
	if (account == NULL)
		return ACCOUNT_OUT_OF_MEMORY;
	if (there == NULL)
		accounts_forget(accounts, change->name);
	outcome = account_change_write(
	    accounts, there, account, &change->result);
	if (outcome != ACCOUNT_CHANGED)
		free(account);
	return outcome;
}

/*
 * Take the next change off the queue, or NULL if there is only news to be
 * carried out.  Return false, and note that the job is over, if there is
 * neither.
 */
static bool
account_changes_take(
    struct accounts *accounts, struct account_change **change_r, bool *news_r)
{
	struct account_change *change;
	bool is_over;

	pthread_mutex_lock(&accounts->lock);
	change = accounts->first_change;
	if (change != NULL)
		accounts->first_change = change->next;
	*news_r = accounts->has_news;
	accounts->has_news = false;
	is_over = change == NULL && !*news_r;
	if (is_over)
		accounts->is_changing = false;
	pthread_mutex_unlock(&accounts->lock);
	*change_r = change;
	return !is_over;
}

static void
account_change_wipe(struct account_change *change)
{
	explicit_bzero(
	    change->bytes + change->name.size, change->password.size);
}

static void
account_change_tell(struct account_change *change)
{
	account_change_wipe(change);
	mailbox_post(change->mailbox, &change->mail);
}

/* Make a change, or begin to, where a cluster makes it. */
static void
account_change_begin(struct accounts *accounts, struct account_change *change)
{
	bool is_shared = accounts->settings.door != NULL;
	struct account *there = account_table_find(
	    &accounts->table, change->name);
	enum account_change_outcome outcome = account_change_check(
	    accounts, change, there);

	if (outcome == ACCOUNT_CHANGED && is_shared) {
		outcome = account_change_share(accounts, change, there);
		if (outcome == ACCOUNT_CHANGED)
			return;
	} else if (outcome == ACCOUNT_CHANGED) {
		outcome = account_change_make_here(accounts, change, there);
	}
	change->result.outcome = outcome;
	account_change_tell(change);
}

/* Carry out what the cluster says, and what it has answered. */
static void
account_changes_go_on(struct accounts *accounts)
{
	struct account_change *change = account_sharing_carry_out(accounts);
	struct account_change *next;

	for (; change != NULL; change = next) {
		next = change->next;
		if (change->is_contested)
			account_change_begin(accounts, change);
		else
			account_change_tell(change);
	}
}

void
account_changes_run_cb(struct disk_job *job)
{
	struct accounts *accounts = container_of(
	    job, struct accounts, change_job);
	struct account_change *change;
	bool has_news;

	while (account_changes_take(accounts, &change, &has_news)) {
		if (has_news)
			account_changes_go_on(accounts);
		if (change != NULL)
			account_change_begin(accounts, change);
	}
}

/* ---- on any thread ------------------------------------------------------- */

/* Have the job run, with this change, or with news if that is NULL. */
static void
account_changes_post(struct accounts *accounts, struct account_change *change)
{
	bool is_first;

	pthread_mutex_lock(&accounts->lock);
	if (change == NULL)
		accounts->has_news = true;
	else if (accounts->first_change == NULL)
		accounts->first_change = change;
	else
		accounts->last_change->next = change;
	if (change != NULL)
		accounts->last_change = change;
	is_first = !accounts->is_changing;
	accounts->is_changing = true;
	pthread_mutex_unlock(&accounts->lock);
	if (is_first)
		disk_threads_post(accounts->threads, &accounts->change_job);
}

void
account_changes_wake(struct accounts *accounts)
{
	account_changes_post(accounts, NULL);
}

int
accounts_change(
    struct accounts *accounts, const struct account_change_order *order)
{
	struct account_change *change = malloc(
	    sizeof(*change) + order->name.size + order->password.size);
	char *at;

	if (change == NULL)
		return -1;
	*change = (struct account_change){
		.mail = { .receive = order->receive },
		.mailbox = order->mailbox,
		.result = { .kind = order->kind,
		    .argument = order->argument,
		    .asker = order->asker },
	};
	at = slice_write(change->bytes, order->name);
	change->name = (struct slice){ change->bytes, order->name.size };
	change->password = (struct slice){ at, order->password.size };
	slice_write(at, order->password);
	change->is_operator = order->is_operator;
	change->has_certificate = order->certificate != NULL;
	if (order->certificate != NULL)
		change->certificate = *order->certificate;
	account_changes_post(accounts, change);
	return 0;
}

struct account_change_result
account_change_take_result(struct mail *mail)
{
	struct account_change *change = container_of(
	    mail, struct account_change, mail);
	struct account_change_result result = change->result;

	free(change);
	return result;
}
