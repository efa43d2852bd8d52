/* SPDX-License-Identifier: MIT */
/* The accounts as a whole: reading them, and looking names up. */

#include "chatd/accounts/accounts_private.h"

#include <sys/random.h>

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "chatd/accounts/account_text.h"
#include "chatd/storage/record_file.h"
#include "common/log.h"
#include "common/name.h"

/*
 * So few processors may be busy with passwords, and one of this many at most:
 * whoever makes up passwords must not take those from people who talk.
 */
#define ACCOUNTS_THREADS_MAX 2
#define ACCOUNTS_SHARE       2

/* The longest line of an account. */
#define ACCOUNTS_LINE_BYTES (NAME_MAX_BYTES + 1 + PASSWORD_HASH_BYTES)

static unsigned int
accounts_count_threads(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	return processors / ACCOUNTS_SHARE >= ACCOUNTS_THREADS_MAX
		   ? ACCOUNTS_THREADS_MAX
		   : 1;
}

struct accounts *
accounts_new(const struct accounts_settings *settings,
    struct mailbox *const *mailboxes,
    const struct accounts_receivers *receivers)
{
	struct accounts *accounts = calloc(1, sizeof(*accounts));
	uint64_t seeds[2];

	if (accounts == NULL)
		return NULL;
	if (getrandom(seeds, sizeof(seeds), 0) != (ssize_t)sizeof(seeds))
		goto fail;
	accounts->settings = *settings;
	accounts->mailboxes = mailboxes;
	accounts->receivers = *receivers;
	accounts->file = (struct replaced_file){ .directory_fd = -1,
		.lock_fd = -1 };
	accounts->change_job.run = account_changes_run_cb;
	accounts->threads = disk_threads_new(accounts_count_threads());
	if (accounts->threads == NULL)
		goto fail;
	account_table_init(&accounts->table, seeds[0], settings->folds_names);
	guesses_init(&accounts->guesses, seeds[1]);
	pthread_mutex_init(&accounts->lock, NULL);
	return accounts;

fail:
	free(accounts);
	return NULL;
}

/* ---- reading ------------------------------------------------------------- */

static const char *
accounts_take_cb(struct slice name, struct slice hash, void *argument)
{
	struct accounts *accounts = argument;
	const struct account *owner = account_table_find(
	    &accounts->table, name);
	struct account *account;

	if (owner != NULL && slice_equals(owner->name, name))
		return "that account is there already";
	if (owner != NULL)
		return "another account has that name, but for capital "
		       "letters, and names_fold is yes";
	if (accounts->table.count == accounts->settings.most)
		return "there are more than accounts_max";
	account = account_new(name, hash);
	if (account == NULL)
		return record_text_out_of_memory();
	account_table_exchange(&accounts->table, NULL, account);
	return NULL;
}

static int
accounts_read(
    struct slice text, void *argument, struct record_text_error *error_r)
{
	return account_text_read(text, accounts_take_cb, argument, error_r);
}

static void
accounts_prepare(void *argument)
{
	(void)argument;
}

int
accounts_start(struct accounts *accounts)
{
	const struct record_file_kind kind = {
		.option = "accounts_file",
		.head = account_text_head(),
		.size_max = account_text_frame_size() +
			    (size_t)accounts->settings.most *
				ACCOUNTS_LINE_BYTES,
		.read = accounts_read,
	};
	int status = record_file_start(
	    &accounts->file, &kind, accounts->settings.path, accounts);

	if (status != EX_OK)
		return status;
	log_info("accounts in accounts_file: %" PRIu64, accounts->table.count);
	if (disk_threads_start(accounts->threads, accounts_prepare, NULL) == 0)
		return EX_OK;
	log_errno("cannot start a thread for accounts_file");
	return EX_OSERR;
}

void
accounts_free(struct accounts *accounts)
{
	if (accounts == NULL)
		return;
	atomic_store(&accounts->is_ending, true);
	if (!disk_threads_free(accounts->threads)) {
		log_warning("the disk of accounts_file does not answer");
		return;
	}
	replaced_file_close(&accounts->file);
	account_table_clear(&accounts->table);
	pthread_mutex_destroy(&accounts->lock);
	free(accounts);
}

/* ---- looking up ---------------------------------------------------------- */

uint32_t
accounts_find_owner(struct accounts *accounts, struct slice name)
{
	const struct account *account;
	uint32_t number;

	pthread_mutex_lock(&accounts->lock);
	account = account_table_find(&accounts->table, name);
	number = account == NULL ? 0 : account->number;
	pthread_mutex_unlock(&accounts->lock);
	return number;
}

char *
accounts_list(struct accounts *accounts, size_t *size_r)
{
	char *names;

	pthread_mutex_lock(&accounts->lock);
	names = account_table_list(&accounts->table, size_r);
	pthread_mutex_unlock(&accounts->lock);
	return names;
}
