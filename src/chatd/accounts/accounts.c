/* SPDX-License-Identifier: MIT */
/*
 * The accounts as a whole: reading them, and looking names up.
 *
 * A command that cannot be run keeps chatd from starting, as a file that cannot
 * be read does: nobody could log in.
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
#include "chatd/storage/record_file.h"
#include "common/log.h"
#include "common/name.h"
#include "common/text.h"

/*
 * So few processors may be busy with passwords, and one of this many at most:
 * whoever makes up passwords must not take those from people who talk.
 */
#define ACCOUNTS_THREADS_MAX 2
#define ACCOUNTS_SHARE       2

#define ACCOUNTS_PATH_SHOWN_BYTES 256

static unsigned int
accounts_count_threads(const struct accounts_settings *settings)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	/* These wait for a network more than they use a processor. */
	if (settings->command != NULL)
		return ACCOUNTS_COMMANDS_MAX;
	return processors / ACCOUNTS_SHARE >= ACCOUNTS_THREADS_MAX
		   ? ACCOUNTS_THREADS_MAX
		   : 1;
}

static void
accounts_wake_cb(void *store)
{
	account_changes_wake(store);
}

static const struct register_store accounts_store = {
	.wake = accounts_wake_cb,
	.look = account_sharing_look,
	.write = account_sharing_write,
};

struct accounts *
accounts_new(const struct accounts_settings *settings,
    struct mailbox *const *mailboxes,
    const struct accounts_receivers *receivers)
{
	struct accounts *accounts = calloc(1, sizeof(*accounts));
	uint64_t seeds[2];

	if (accounts == NULL)
		return NULL;
	auth_command_init(&accounts->command);
	if (getrandom(seeds, sizeof(seeds), 0) != (ssize_t)sizeof(seeds))
		goto fail;
	accounts->settings = *settings;
	accounts->mailboxes = mailboxes;
	accounts->receivers = *receivers;
	accounts->file = (struct replaced_file){ .directory_fd = -1,
		.lock_fd = -1 };
	accounts->change_job.run = account_changes_run_cb;
	accounts->threads = disk_threads_new(accounts_count_threads(settings));
	if (accounts->threads == NULL)
		goto fail;
	account_table_init(&accounts->table, seeds[0], settings->folds_names);
	guesses_init(&accounts->guesses, seeds[1]);
	if (settings->door != NULL)
		register_door_serve(settings->door, &accounts_store, accounts);
	pthread_mutex_init(&accounts->lock, NULL);
	return accounts;

fail:
	auth_command_clear(&accounts->command);
	free(accounts);
	return NULL;
}

/* ---- reading ------------------------------------------------------------- */

static const char *
accounts_take_cb(const struct account_text_line *line, void *argument)
{
	struct accounts *accounts = argument;
	const struct account *owner = account_table_find(
	    &accounts->table, line->name);
	struct account *account;

	if (owner != NULL && slice_equals(owner->name, line->name))
		return "that account is there already";
	if (owner != NULL)
		return "another account has that name, but for capital "
		       "letters, and names_fold is not no";
	if (accounts->table.count == accounts->settings.most)
		return "there are more than accounts_max";
	account = account_new(line);
	if (account == NULL)
		return record_text_out_of_memory();
	account_table_exchange(&accounts->table, NULL, account);
	return NULL;
}

static int
accounts_read(
    struct slice text, void *argument, struct record_text_error *error_r)
{
	struct accounts *accounts = argument;

	accounts->table.version = record_text_version(
	    text, account_text_head());
	return account_text_read(text, accounts_take_cb, argument, error_r);
}

/* Open the file and read it.  Return EX_OK, or the exit status. */
static int
accounts_open_file(struct accounts *accounts)
{
	const struct record_file_kind kind = {
		.option = "accounts_file",
		.head = account_text_head(),
		.size_max = account_text_frame_size() +
			    (size_t)accounts->settings.most *
				ACCOUNT_TEXT_LINE_BYTES,
		.read = accounts_read,
	};
	int status = record_file_start(
	    &accounts->file, &kind, accounts->settings.path, accounts);

	if (status == EX_OK)
		log_info("accounts in accounts_file: %" PRIu64,
		    accounts->table.count);
	return status;
}

/* See whether the command can be run.  Return EX_OK, or the exit status. */
static int
accounts_open_command(struct accounts *accounts)
{
	const char *path = accounts->settings.command;
	const char *fault = auth_command_find_fault(path);
	char shown[ACCOUNTS_PATH_SHOWN_BYTES];

	text_escape(path, strlen(path), shown, sizeof(shown));
	if (fault != NULL) {
		log_error("auth_command %s: %s", shown, fault);
		return EX_CONFIG;
	}
	if (auth_command_start(&accounts->command, path,
		accounts->settings.command_timeout_ms) != 0) {
		log_errno("auth_command %s", shown);
		return EX_OSERR;
	}
	log_info("passwords are checked by auth_command %s", shown);
	return EX_OK;
}

int
accounts_start(struct accounts *accounts)
{
	int status = accounts_are_kept(accounts)
			 ? accounts_open_file(accounts)
			 : accounts_open_command(accounts);

	if (status != EX_OK)
		return status;
	if (disk_threads_start(accounts->threads, NULL, NULL) == 0)
		return EX_OK;
	log_errno("cannot start a thread for accounts");
	return EX_OSERR;
}

void
accounts_stop_commands(struct accounts *accounts)
{
	if (accounts == NULL || accounts_are_kept(accounts))
		return;
	atomic_store(&accounts->is_ending, true);
	auth_command_stop(&accounts->command);
}

bool
accounts_free(struct accounts *accounts)
{
	if (accounts == NULL)
		return true;
	accounts_stop_commands(accounts);
	atomic_store(&accounts->is_ending, true);
	if (!disk_threads_free(accounts->threads)) {
		log_warning("%s does not answer",
		    accounts_are_kept(accounts) ? "the disk of accounts_file"
						: "auth_command");
		return false;
	}
	auth_command_clear(&accounts->command);
	replaced_file_close(&accounts->file);
	account_table_clear(&accounts->table);
	pthread_mutex_destroy(&accounts->lock);
	free(accounts);
	return true;
}

/* ---- looking up ---------------------------------------------------------- */

uint32_t
accounts_find_owner(struct accounts *accounts, struct slice name)
{
	const struct account *account;
	uint32_t number;

	pthread_mutex_lock(&accounts->lock);
	account = account_table_find(&accounts->table, name);
	if (account != NULL)
		number = account->number;
	else
		number = accounts_are_kept(accounts) ? 0 : ACCOUNTS_NOT_SHOWN;
	pthread_mutex_unlock(&accounts->lock);
	return number;
}

bool
accounts_are_kept(const struct accounts *accounts)
{
	return accounts->settings.command == NULL;
}

uint32_t
accounts_find_certified(struct accounts *accounts, struct slice name,
    const struct fingerprint *certificate)
{
	const struct account *account;
	uint32_t number = 0;

	pthread_mutex_lock(&accounts->lock);
	account = account_table_find(&accounts->table, name);
	if (account != NULL && account->has_certificate &&
	    memcmp(&account->certificate, certificate, sizeof(*certificate)) ==
		0)
		number = account->number;
	pthread_mutex_unlock(&accounts->lock);
	return number;
}

uint32_t
accounts_find_name(struct accounts *accounts, struct slice name,
    char found_r[NAME_MAX_BYTES], size_t *size_r)
{
	const struct account *account;
	uint32_t number = 0;

	*size_r = 0;
	pthread_mutex_lock(&accounts->lock);
	account = account_table_find(&accounts->table, name);
	if (account != NULL) {
		number = account->number;
		*size_r = account->name.size;
		slice_write(found_r, account->name);
	}
	pthread_mutex_unlock(&accounts->lock);
	return number;
}

bool
accounts_are_operators(struct accounts *accounts, uint32_t number)
{
	bool is_operator = false;
	struct list *place;

	pthread_mutex_lock(&accounts->lock);
	for (place = accounts->table.accounts.next;
	     place != &accounts->table.accounts && !is_operator;
	     place = place->next) {
		const struct account *account = account_table_at(place);

		is_operator = account->number == number && account->is_operator;
	}
	pthread_mutex_unlock(&accounts->lock);
	return is_operator;
}

char *
accounts_list(struct accounts *accounts, bool operators, size_t *size_r)
{
	char *names;

	pthread_mutex_lock(&accounts->lock);
	names = account_table_list(&accounts->table, operators, size_r);
	pthread_mutex_unlock(&accounts->lock);
	return names;
}
