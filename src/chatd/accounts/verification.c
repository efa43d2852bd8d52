/* SPDX-License-Identifier: MIT */
/*
 * Where a command knows the passwords, any name may have one; those that were
 * right are remembered as accounts.
 *
 * A job has copies of all that it takes, so that nothing is locked while a
 * password is checked.  What it finds is the truth about the account as it was
 * when it was asked; one that has had another password since has another
 * number, which the answer does not fit.
 */

#include "chatd/accounts/verification.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/accounts/accounts_private.h"
#include "chatd/accounts/password.h"
#include "chatd/event/mailbox.h"
#include "common/clock.h"
#include "common/container.h"
#include "common/name.h"

struct verification {
	struct mail mail;
	struct disk_job job;
	struct accounts *accounts;
	struct verification_result result;
	struct guess guess;
	struct slice password; /* lies in bytes, behind the name */
	char hash[PASSWORD_HASH_BYTES];
	char bytes[];
};

static void
verification_wipe(struct verification *verification)
{
	explicit_bzero(verification->bytes + verification->result.name.size,
	    verification->password.size);
}

/* ---- on a thread of the accounts ----------------------------------------- */

/* Have the password checked by whatever knows it. */
static enum password_outcome
verification_ask(const struct verification *verification)
{
	struct accounts *accounts = verification->accounts;

	if (accounts_are_kept(accounts))
		return password_check(
		    verification->password, verification->hash);
	return auth_command_ask(&accounts->command, verification->result.name,
	    verification->password);
}

static enum verification_outcome
verification_check(const struct verification *verification)
{
	/* Nobody waits for the answer of a daemon that ends. */
	if (atomic_load(&verification->accounts->is_ending))
		return VERIFICATION_LATER;
	switch (verification_ask(verification)) {
	case PASSWORD_RIGHT:
		return VERIFICATION_RIGHT;
	case PASSWORD_WRONG:
		return VERIFICATION_WRONG;
	case PASSWORD_UNKNOWN:
		break;
	}
	return VERIFICATION_LATER;
}

/*
 * Return where wrong guesses about name are counted, or NULL if they are not.
 * Under the lock.
 */
static struct guess_count *
verification_guesses(struct accounts *accounts, struct slice name)
{
	struct account *account;

	if (!accounts_are_kept(accounts))
		return guesses_of_name(&accounts->guesses,
		    account_table_key(&accounts->table, name));
	account = account_table_find(&accounts->table, name);
	return account == NULL ? NULL : &account->guesses;
}

/* Remember whose password was shown, under the lock. */
static void
verification_remember(struct verification_result *result,
    struct account_table *table, uint64_t most)
{
	struct account *account = account_table_remember(
	    table, result->name, most);

	if (account != NULL)
		result->account = account->number;
	else
		result->outcome = VERIFICATION_LATER;
}

/* Count the guess no more, unless it was wrong; and make room for another. */
static void
verification_settle(struct verification *verification)
{
	struct accounts *accounts = verification->accounts;
	struct verification_result *result = &verification->result;

	pthread_mutex_lock(&accounts->lock);
	accounts->verification_count--;
	if (result->outcome == VERIFICATION_RIGHT &&
	    !accounts_are_kept(accounts))
		verification_remember(
		    result, &accounts->table, accounts->settings.most);
	if (result->outcome != VERIFICATION_WRONG)
		guesses_forget(&accounts->guesses, &verification->guess,
		    verification_guesses(accounts, result->name));
	pthread_mutex_unlock(&accounts->lock);
}

static void
verification_run_cb(struct disk_job *job)
{
	struct verification *verification = container_of(
	    job, struct verification, job);
	struct accounts *accounts = verification->accounts;
	unsigned int worker = address_worker(verification->result.asker);

	verification->result.outcome = verification_check(verification);
	verification_wipe(verification);
	verification_settle(verification);
	mailbox_post(accounts->mailboxes[worker], &verification->mail);
}

/* ---- on a worker's thread ------------------------------------------------ */

static struct verification *
verification_new(
    struct accounts *accounts, const struct verification_request *request)
{
	struct verification *verification = calloc(
	    1, sizeof(*verification) + request->name.size +
		   request->password.size);
	char *at;

	if (verification == NULL)
		return NULL;
	at = slice_write(verification->bytes, request->name);
	slice_write(at, request->password);
	verification->mail.receive = accounts->receivers.verified;
	verification->job.run = verification_run_cb;
	verification->accounts = accounts;
	verification->password = (struct slice){ at, request->password.size };
	verification->result = (struct verification_result){
		.asker = request->asker,
		.name = { verification->bytes, request->name.size },
		.purpose = request->purpose,
	};
	return verification;
}

/*
 * Fill in what it takes to check the password, under the lock.  Return false if
 * the name is nobody's.
 */
static bool
verification_prepare(
    struct accounts *accounts, struct verification *verification)
{
	struct slice name = verification->result.name;
	struct account *account;

	/* A command is not to wonder what to make of it. */
	if (!accounts_are_kept(accounts))
		return name_is_valid(name.bytes, name.size, NAME_MAX_BYTES);
	account = account_table_find(&accounts->table, name);
	if (account == NULL)
		return false;
	verification->result.account = account->number;
	memcpy(verification->hash, account->hash, sizeof(account->hash));
	return true;
}

/* Say whether there is a place for a password of peer, under the lock. */
static bool
verification_has_place(struct accounts *accounts, const struct peer *peer)
{
	unsigned int most = guesses_are_doubtful(
				&accounts->guesses, peer, clock_monotonic_ns())
				? VERIFICATIONS_DOUBTFUL_MAX
				: VERIFICATIONS_MAX;

	return accounts->verification_count < most;
}

/* Say whether it may be checked, under the lock. */
static enum verification_outcome
verification_admit(struct accounts *accounts, struct verification *verification,
    const struct peer *peer)
{
	if (!verification_has_place(accounts, peer) ||
	    !guesses_begin(&accounts->guesses, peer,
		verification_guesses(accounts, verification->result.name),
		clock_monotonic_ns(), &verification->guess))
		return VERIFICATION_LATER;
	if (!verification_prepare(accounts, verification))
		return VERIFICATION_WRONG;
	accounts->verification_count++;
	return VERIFICATION_BEGUN;
}

enum verification_outcome
accounts_verify(
    struct accounts *accounts, const struct verification_request *request)
{
	struct verification *verification = verification_new(accounts, request);
	enum verification_outcome outcome;

	if (verification == NULL)
		return VERIFICATION_UNKNOWN;
	pthread_mutex_lock(&accounts->lock);
	outcome = verification_admit(accounts, verification, request->peer);
	pthread_mutex_unlock(&accounts->lock);
	if (outcome == VERIFICATION_BEGUN) {
		disk_threads_post(accounts->threads, &verification->job);
	} else {
		verification_wipe(verification);
		free(verification);
	}
	return outcome;
}

const struct verification_result *
verification_read_result(const struct mail *mail)
{
	return &((const struct verification *)mail)->result;
}
