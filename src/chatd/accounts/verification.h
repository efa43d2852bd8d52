/* SPDX-License-Identifier: MIT */
#ifndef CHATD_VERIFICATION_H
#define CHATD_VERIFICATION_H

/*
 * Whether somebody knows the password of an account.
 *
 * A worker asks and goes on; the answer comes by mail.  VERIFICATIONS_MAX wait
 * at most for all workers together, and of one peer as many as guesses.h lets
 * it be wrong at once; one more is refused.  Where so many as
 * VERIFICATIONS_DOUBTFUL_MAX wait, so are all of those whose guesses are
 * doubtful.  So a crowd that tries passwords takes no more than those for long,
 * and an owner who comes from elsewhere has the others.
 *
 * A thread checks some 80 in a second where there is a file; a command takes
 * the time that it takes, up to its time-out, and ACCOUNTS_COMMANDS_MAX run at
 * once.
 */

#include <stdint.h>

#include "chatd/core/address.h"
#include "chatd/core/mail.h"
#include "common/slice.h"

struct accounts;
struct peer;

#define VERIFICATIONS_MAX 64

/* One peer alone has room for all that guesses.h lets it be wrong at once. */
#define VERIFICATIONS_DOUBTFUL_MAX 24

enum verification_outcome {
	VERIFICATION_BEGUN, /* this is not the answer: it is still to come */
	VERIFICATION_RIGHT,
	VERIFICATION_WRONG,   /* or there is no such account */
	VERIFICATION_LATER,   /* too many wait, or were wrong: not checked; or
				 the command cannot tell */
	VERIFICATION_UNKNOWN, /* there is no memory to ask */
};

struct verification_request {
	struct address asker;    /* who is told */
	const struct peer *peer; /* whose guess it is */
	struct slice name;       /* of the account, or what looks like it */
	struct slice password;   /* any bytes */
	uint32_t purpose;        /* passed on */
};

/* The answer; all of it is borrowed from its mail. */
struct verification_result {
	struct address asker;
	enum verification_outcome outcome;
	uint32_t account; /* its number, if the password is right */
	struct slice name;
	uint32_t purpose;
};

/*
 * Begin to check a password, which is copied; the copy is overwritten when it
 * has been checked.  Return VERIFICATION_BEGUN, or the answer at once.  A
 * worker's thread.
 */
enum verification_outcome accounts_verify(
    struct accounts *accounts, const struct verification_request *request);

/* Return the answer that mail holds; it is freed by free(mail). */
const struct verification_result *verification_read_result(
    const struct mail *mail);

#endif
