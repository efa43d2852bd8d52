/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODERATION_H
#define CHATD_MODERATION_H

/*
 * Who is banned from the server, and who is muted: what the operator decides,
 * for all workers and for the door.
 *
 * A decision holds in memory at once.  Where a file keeps them, a thread of its
 * own writes that afterwards (moderation_saving.h), so that a disk which is
 * full or slow keeps nobody in.  Of bans and mutes together there are
 * MODERATION_MOST, which take 6 MiB with the longest names and reasons.  Their
 * time is that of the calendar, so that it goes on while chatd does not run.
 *
 * As long as there is no sanction of a kind, looking one up takes no lock.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/moderation/sanction.h"
#include "common/slice.h"

struct moderation;
struct network_address;
struct peer;
struct register_door;

#define MODERATION_MOST 10000

struct moderation_settings {
	const char *path; /* of the file; "" = none; borrowed for good */
	bool folds_names; /* capital letters make no difference */

	/*
	 * Where the sanctions are a cluster's, the door to it; NULL: they are
	 * this node's.  Then the next two are called by the moderation's
	 * thread: the first when another node has given or lifted some, so that
	 * all who are here are to be looked at; the second returns the number
	 * of the account of this name, or 0.
	 */
	struct register_door *door;
	void (*changed)(void *argument);
	uint32_t (*find_account)(struct slice name, void *argument);
	void *argument;
};

/* Return a moderation without sanctions, or NULL with errno set. */
struct moderation *moderation_new(const struct moderation_settings *settings);

/*
 * Read the file, if there is to be one, or make an empty one, and start the
 * thread.  Return EX_OK, or the status that chatd is to exit with (sysexits.h),
 * after an error in the log.  Main thread, before the workers run.
 */
int moderation_start(struct moderation *moderation);

/*
 * Write what is to be written, and free moderation; NULL is allowed.  A disk
 * that does not answer is waited for a moment only: then return false, and the
 * door must not be freed.  Main thread.
 */
bool moderation_free(struct moderation *moderation);

enum moderation_outcome {
	MODERATION_DONE,
	MODERATION_FULL, /* there are MODERATION_MOST */
	MODERATION_NOT_THERE,
	MODERATION_OUT_OF_MEMORY, /* nothing has changed; so it is above */
	/* Where the sanctions are a cluster's; see moderation_sharing.h: */
	MODERATION_CONTESTED, /* others have changed it again and again */
	MODERATION_UNREACHED, /* the cluster is: nothing has changed */
	MODERATION_UNCERTAIN, /* it has not answered: perhaps it did */
};

/*
 * Let a sanction hold from now on, in place of one of its kind for the same
 * subject; account is the number of that account, or 0.  Those who are
 * concerned already are the caller's to find.  Not where a cluster has them:
 * see moderation_sharing.h.  Any thread.
 */
enum moderation_outcome moderation_add(struct moderation *moderation,
    const struct sanction_terms *terms, uint32_t account);

/* Lift a sanction, as above.  Any thread. */
enum moderation_outcome moderation_remove(struct moderation *moderation,
    enum sanction_kind kind, const struct sanction_subject *subject);

/* Somebody whom a sanction may concern. */
struct moderation_person {
	struct slice name;       /* empty: they have none, or are a guest */
	uint32_t account;        /* whose password they have shown; or 0 */
	const struct peer *peer; /* NULL: wherever they are */
};

/*
 * Say whether a sanction of this kind holds for person, and write what they are
 * told of it to words, of SANCTION_WORDS_BYTES (sanction_say()).  moderation
 * may be NULL: then none does.  Any thread.
 */
bool moderation_holds(struct moderation *moderation, enum sanction_kind kind,
    const struct moderation_person *person, char *words);

/* Say whether an address is banned.  Any thread. */
bool moderation_bans_address(
    struct moderation *moderation, const struct network_address *address);

/*
 * Note that somebody has shown the password of the account of this name, which
 * has this number now; NULL is allowed.  Any thread.
 */
void moderation_note_account(
    struct moderation *moderation, struct slice name, uint32_t account);

/* Call visit for each sanction of a kind that holds, in the order in which they
 * were given.  The lock is held meanwhile.  Any thread. */
void moderation_walk(struct moderation *moderation, enum sanction_kind kind,
    void (*visit)(const struct sanction_terms *terms, void *argument),
    void *argument);

#endif
