/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LOGIN_REFUSALS_H
#define CHATD_LOGIN_REFUSALS_H

/*
 * Logins, and changes of a name, that were refused: counted, and told to the
 * operator.
 *
 * Whoever is refused may ask again as often as they like.  So each worker has a
 * line for each reason in the time of a struct log_rate, with the peer and how
 * many were refused without a line before it; and that line counts towards the
 * budget of log_budget.h.  The counters of struct stats have all of them.
 *
 * Owner thread only.
 */

#include "common/log_rate.h"
#include "common/slice.h"

struct connection;

enum login_refusal {
	LOGIN_REFUSAL_IN_USE,     /* somebody else has the name */
	LOGIN_REFUSAL_FULL,       /* max_clients is reached */
	LOGIN_REFUSAL_UNANSWERED, /* the engine has not said in time */
	LOGIN_REFUSAL_BAD_NAME,   /* it is too long, or has other characters */
	LOGIN_REFUSAL_NOT_SHOWN,  /* name_from gives them another one */
	LOGIN_REFUSAL_BANNED,     /* by the operator */
	LOGIN_REFUSAL_WRONG_PASSWORD, /* it is not that of the account */
	LOGIN_REFUSAL_PASSWORD_LATER, /* it is not even checked */
	LOGIN_REFUSALS
};

/* All zero at first. */
struct login_refusals {
	struct log_rate rates[LOGIN_REFUSALS]; /* of lines about that */
};

/*
 * Count and tell that connection, which may have a name already, has asked for
 * name in vain.
 */
void login_refusals_note(struct login_refusals *refusals,
    struct connection *connection, enum login_refusal refusal,
    struct slice name);

#endif
