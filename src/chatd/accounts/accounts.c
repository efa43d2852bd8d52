/* SPDX-License-Identifier: MIT */
/*
 * The accounts as a whole: reading them, and looking names up.
 *
 * A file that cannot be understood keeps chatd from starting.  To go on without
 * it would give every name to whoever comes first.
 */

#include "chatd/accounts/accounts_private.h"

#include <sys/random.h>

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "chatd/accounts/account_text.h"
#include "chatd/storage/exit_status.h"
#include "common/log.h"
#include "common/name.h"
#include "common/text.h"

/*
 * So few processors may be busy with passwords, and one of this many at most:
 * whoever makes up passwords must not take those from people who talk.
 */
#define ACCOUNTS_THREADS_MAX 2
#define ACCOUNTS_SHARE       2

/* The longest line of an account. */
#define ACCOUNTS_LINE_BYTES (NAME_MAX_BYTES + 1 + PASSWORD_HASH_BYTES)

#define ACCOUNTS_PATH_SHOWN_BYTES 256

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
	accounts->file = (struct account_file){ .directory_fd = -1,
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

/* This is not the file's fault. */
static const char accounts_out_of_memory[] = "out of memory";

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
		return accounts_out_of_memory;
	account_table_exchange(&accounts->table, NULL, account);
	return NULL;
}

/* Make the file, which is not there.  Return 0, or -1 with errno set. */
static int
accounts_make_file(struct accounts *accounts, const char *path)
{
	size_t size;
	char *text = account_table_write(&accounts->table, NULL, NULL, &size);
	int result;

	if (text == NULL)
		return -1;
	result = account_file_replace(&accounts->file, text, size);
	free(text);
	if (result == 0)
		log_notice("accounts_file %s: made, without accounts", path);
	return result;
}

/* Read the file, or make it.  Return EX_OK, or the exit status. */
static int
accounts_read(struct accounts *accounts, const char *path)
{
	size_t most = account_text_frame_size() +
		      (size_t)accounts->settings.most * ACCOUNTS_LINE_BYTES;
	struct account_text_error error;
	struct slice text;
	char *bytes = account_file_read(&accounts->file, most, &text.size);
	int result;

	if (bytes == NULL && errno == ENOENT &&
	    accounts_make_file(accounts, path) == 0)
		return EX_OK;
	if (bytes == NULL) {
		int status = errno == EFBIG ? EX_CONFIG
					    : storage_exit_status(errno);

		log_errno("accounts_file %s", path);
		return status;
	}
	text.bytes = bytes;
	result = account_text_read(text, accounts_take_cb, accounts, &error);
	free(bytes);
	if (result == 0)
		return EX_OK;
	log_error("accounts_file %s:%zu: %s", path, error.line, error.words);
	return error.words == accounts_out_of_memory ? EX_OSERR : EX_CONFIG;
}

static void
accounts_prepare(void *argument)
{
	(void)argument;
}

int
accounts_start(struct accounts *accounts)
{
	const char *path = accounts->settings.path;
	char shown[ACCOUNTS_PATH_SHOWN_BYTES];
	int status;

	text_escape(path, strlen(path), shown, sizeof(shown));
	if (account_file_open(&accounts->file, path) != 0) {
		status = storage_exit_status(errno);
		if (errno == EWOULDBLOCK)
			log_error(
			    "accounts_file %s: another chatd uses it", shown);
		else
			log_errno("accounts_file %s", shown);
		return status;
	}
	status = accounts_read(accounts, shown);
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
	account_file_close(&accounts->file);
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
