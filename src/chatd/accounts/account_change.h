/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ACCOUNT_CHANGE_H
#define CHATD_ACCOUNT_CHANGE_H

/*
 * Changes of the accounts: made on the disk first, then in memory, and then
 * told to whoever asked.  They are made one after the other, in the order in
 * which they were asked for.
 *
 * Where the accounts are a cluster's (storage/register.h), the cluster makes
 * them, and so several of this node may be under way.  They are told when they
 * are in memory and on the disk here.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/core/mail.h"
#include "common/slice.h"

struct accounts;
struct fingerprint;
struct mailbox;

enum account_change_kind {
	ACCOUNT_ADD,
	ACCOUNT_SET_PASSWORD,
	ACCOUNT_SET_CERTIFICATE,
	ACCOUNT_SET_OPERATOR,
	ACCOUNT_DELETE,
};

enum account_change_outcome {
	ACCOUNT_CHANGED,       /* and on the disk */
	ACCOUNT_IS_THERE,      /* somebody owns the name */
	ACCOUNT_IS_NOT_THERE,  /* nobody does */
	ACCOUNTS_FULL,         /* there are as many as there may be */
	ACCOUNT_OUT_OF_MEMORY, /* nothing has changed; so it is with the next */
	ACCOUNT_NOT_WRITTEN,   /* because of error, which is in the log, too */
	/* Where the accounts are a cluster's: */
	ACCOUNT_CHANGED_BUT_HERE, /* it holds, but is not on the disk here,
				     because of error */
	ACCOUNT_CONTESTED,        /* others have changed it again and again */
	ACCOUNTS_UNREACHED,       /* the cluster is: nothing has changed */
	ACCOUNTS_UNCERTAIN,       /* it has not answered: perhaps it did */
};

/* What is to be changed, and who is told. */
struct account_change_order {
	enum account_change_kind kind;
	struct slice name;     /* that may be a user's */
	struct slice password; /* acceptable; empty for the last three */
	const struct fingerprint *certificate; /* NULL: none from now on */
	bool is_operator;                      /* from now on */
	struct mailbox *mailbox;               /* where the result goes */
	mail_receive_cb *receive;              /* what takes it there */
	void *argument;                        /* passed on, like the next */
	uint64_t asker;
};

struct account_change_result {
	enum account_change_kind kind;
	enum account_change_outcome outcome;
	int error;        /* errno, of what is not on the disk */
	uint32_t account; /* the number of the account, unless it is deleted */
	void *argument;
	uint64_t asker;
};

/*
 * Have a change made.  Names and passwords are copied, and the copy of the
 * password is overwritten when it has been used.  Return 0, or -1 if there is
 * no memory.  Any thread.
 */
int accounts_change(
    struct accounts *accounts, const struct account_change_order *order);

/* Return the result that mail holds, and free mail. */
struct account_change_result account_change_take_result(struct mail *mail);

#endif
