/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ECHO_USER_H
#define CHATD_ECHO_USER_H

/*
 * The name of the echo user, which belongs to nobody else.
 *
 * It is reserved in the directory before a configuration that names it is put
 * in force, so a user who logs in under it at that moment is either there, and
 * the configuration is refused, or too late.  It is given up when no worker
 * takes it for the echo user's any more.  Main thread only.
 */

struct config_errors;
struct directory;
struct echo_user;
struct mail;

/* All names that are reserved: the one in force, and those that were. */
struct echo_users {
	struct directory *directory; /* borrowed */
	struct echo_user *in_force;
	struct echo_user *reserved; /* a list of all */
};

/* What putting another name, or the same, in force takes. */
struct echo_change {
	struct echo_user *next;
	struct mail *confirmations; /* one for each worker */
};

/*
 * Reserve the name that is in force at the start, "" for none.  Return 0, or -1
 * if there is no memory.
 */
int echo_users_init(
    struct echo_users *users, struct directory *directory, const char *name);

/* Free all of it, before the directory. */
void echo_users_clear(struct echo_users *users);

/*
 * Get ready for name to be in force; nothing has changed before
 * echo_change_apply().  Return 0 with *change_r filled in; or -1 after
 * errors->report was called, because a user has that name or there is no
 * memory.
 */
int echo_change_prepare(struct echo_users *users, const char *name,
    unsigned int worker_count, const struct config_errors *errors,
    struct echo_change *change_r);

/* Give up a change that was prepared. */
void echo_change_forget(struct echo_users *users, struct echo_change *change);

/*
 * Take the confirmation for one worker: mail for a mailbox of this thread whose
 * receiver does not matter, to be posted when that worker knows the new name.
 */
struct mail *echo_change_take_confirmation(
    struct echo_users *users, struct echo_change *change);

/* Put the new name in force, when all confirmations have been taken. */
void echo_change_apply(struct echo_users *users, struct echo_change *change);

#endif
