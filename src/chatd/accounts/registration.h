/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REGISTRATION_H
#define CHATD_REGISTRATION_H

/*
 * Accounts that users make for themselves.
 *
 * One peer (guesses.h) may make GUESSES_REGISTRATION_BURST of them, and then
 * one in GUESSES_REGISTRATION_INTERVAL_NS.  Those that are being made count
 * towards VERIFICATIONS_MAX, since their passwords have to be hashed.
 */

#include <stdbool.h>

#include "chatd/accounts/verification.h"
#include "chatd/core/address.h"
#include "chatd/core/mail.h"

struct accounts;

/* What became of it. */
enum registration_outcome {
	REGISTRATION_BEGUN, /* this is not the answer: it is still to come */
	REGISTRATION_DONE,
	REGISTRATION_OWNED,   /* the name has an owner */
	REGISTRATION_LATER,   /* too many, or neither the disk nor the
				   cluster takes it */
	REGISTRATION_UNKNOWN, /* there is no memory to ask */
};

struct registration_result {
	struct address asker;
	enum registration_outcome outcome;
	uint32_t account; /* its number, if it is done */
};

/*
 * Begin to make an account of request's name, which may be a user's, with its
 * password, which is acceptable.  Return REGISTRATION_BEGUN, or the answer at
 * once.  A worker's thread.
 */
enum registration_outcome accounts_register(
    struct accounts *accounts, const struct verification_request *request);

/* Return the answer that mail holds, and free mail. */
struct registration_result registration_take_result(struct mail *mail);

#endif
