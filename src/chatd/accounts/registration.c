/* SPDX-License-Identifier: MIT */
/*
 * It is a change of the accounts like an operator's, whose result goes to a
 * worker.
 */

#include "chatd/accounts/registration.h"

#include "chatd/accounts/account_change.h"
#include "chatd/accounts/accounts_private.h"
#include "common/clock.h"

/* Count a registration by the peer, if it may be made now. */
static bool
registration_admit(struct accounts *accounts, const struct peer *peer)
{
	bool is_admitted;

	pthread_mutex_lock(&accounts->lock);
	is_admitted = accounts->verification_count < VERIFICATIONS_MAX &&
		      accounts->table.count < accounts->settings.most &&
		      guesses_register(
			  &accounts->guesses, peer, clock_monotonic_ns());
	if (is_admitted)
		accounts->verification_count++;
	pthread_mutex_unlock(&accounts->lock);
	return is_admitted;
}

static void
registration_settle(struct accounts *accounts)
{
	pthread_mutex_lock(&accounts->lock);
	accounts->verification_count--;
	pthread_mutex_unlock(&accounts->lock);
}

enum registration_outcome
accounts_register(
    struct accounts *accounts, const struct verification_request *request)
{
	const struct account_change_order order = {
		.kind = ACCOUNT_ADD,
		.name = request->name,
		.password = request->password,
		.mailbox = accounts->mailboxes[address_worker(request->asker)],
		.receive = accounts->receivers.registered,
		.argument = accounts,
		.asker = request->asker.value,
	};

	if (accounts_find_owner(accounts, request->name) != 0)
		return REGISTRATION_OWNED;
	if (!registration_admit(accounts, request->peer))
		return REGISTRATION_LATER;
	if (accounts_change(accounts, &order) == 0)
		return REGISTRATION_BEGUN;
	registration_settle(accounts);
	return REGISTRATION_UNKNOWN;
}

static enum registration_outcome
registration_outcome(enum account_change_outcome outcome)
{
	switch (outcome) {
	case ACCOUNT_CHANGED:
	case ACCOUNT_CHANGED_BUT_HERE:
		return REGISTRATION_DONE;
	case ACCOUNT_IS_THERE:
		return REGISTRATION_OWNED;
	case ACCOUNT_IS_NOT_THERE:
	case ACCOUNTS_FULL:
	case ACCOUNT_OUT_OF_MEMORY:
	case ACCOUNT_NOT_WRITTEN:
	case ACCOUNT_CONTESTED:
	case ACCOUNTS_UNREACHED:
	case ACCOUNTS_UNCERTAIN:
		break;
	}
	return REGISTRATION_LATER;
}

struct registration_result
registration_take_result(struct mail *mail)
{
	struct account_change_result change = account_change_take_result(mail);

	registration_settle(change.argument);
	return (struct registration_result){
		.asker = { change.asker },
		.outcome = registration_outcome(change.outcome),
		.account = change.account,
	};
}
