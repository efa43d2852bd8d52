/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODERATION_SAVING_H
#define CHATD_MODERATION_SAVING_H

/*
 * Keeping the sanctions: the file is replaced by one with all that hold, so
 * each time it is written it makes good for earlier ones that failed.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/core/mail.h"

struct mailbox;
struct moderation;

/* Say whether there is a file. */
bool moderation_is_kept(const struct moderation *moderation);

/* Have what was changed so far written, and tell nobody.  Any thread. */
void moderation_save(struct moderation *moderation);

/* Who is to be told when it is on the disk. */
struct moderation_save_order {
	struct mailbox *mailbox;  /* where the result goes */
	mail_receive_cb *receive; /* what takes it there */
	void *argument;           /* passed on, like the next two */
	uint64_t asker;
	uint64_t count;
};

struct moderation_save_result {
	int error; /* 0, or the errno of what is not on the disk */
	void *argument;
	uint64_t asker;
	uint64_t count;
};

/*
 * The same, and tell.  Return 0; or -1 if there is no memory to tell with.  The
 * mailbox must last until moderation_free() has returned.  Any thread.
 */
int moderation_save_and_tell(
    struct moderation *moderation, const struct moderation_save_order *order);

/* Return the result that mail holds, and free mail. */
struct moderation_save_result moderation_take_result(struct mail *mail);

#endif
