/* SPDX-License-Identifier: MIT */
#ifndef CHATD_OWNERS_H
#define CHATD_OWNERS_H

/* What a configuration says of the owners of names.  Main thread only. */

struct accounts;
struct config;
struct config_errors;
struct kept_rooms;
struct mailbox;
struct register_door;

/*
 * Make the accounts that config asks for, as accounts_new() does with these
 * mailboxes; *accounts_r is NULL where names have no owners.  kept_rooms, which
 * may be NULL, hears of those that are deleted; door is that of accounts_new().
 * These and config must stay as long as the accounts do.  Return 0, or -1 with
 * errno set.
 */
int owners_make(const struct config *config, struct mailbox *const *mailboxes,
    struct kept_rooms *kept_rooms, struct register_door *door,
    struct accounts **accounts_r);

/*
 * See whether the command that is to check passwords, if there is one, can be
 * run by whoever asks.  Return EX_OK, or the exit status after an error has
 * been reported.
 */
int owners_check(
    const struct config *config, const struct config_errors *errors);

#endif
