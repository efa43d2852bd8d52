/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODERATION_SHARING_PRIVATE_H
#define CHATD_MODERATION_SHARING_PRIVATE_H

/*
 * The inside of sanctions that are a cluster's: moderation_sharing.c asks for
 * them, and moderation_carrying.c carries them out.
 */

#include <stdbool.h>

#include "chatd/core/mail.h"
#include "chatd/moderation/moderation_sharing.h"
#include "chatd/moderation/sanction.h"
#include "chatd/moderation/sanction_table.h"
#include "chatd/moderation/sanction_text.h"
#include "common/list.h"
#include "common/slice.h"

/* Bytes of a key: the kind, a colon and a subject. */
#define MODERATION_SHARING_KEY_BYTES (8 + SANCTION_SUBJECT_BYTES)

/* An order until it is answered, and its answer. */
struct shared_order {
	struct mail mail;
	struct list place; /* among the moderation's */
	struct mailbox *mailbox;
	struct moderation_order_result result;
	struct sanction *sanction; /* in no table; owned until it is answered */
	bool is_lift;
	bool is_seen; /* the record has changed meanwhile */
	unsigned int attempts;
};

/* Write the key of a sanction to bytes, and return it.  Any thread. */
struct slice moderation_sharing_key(const struct moderation *moderation,
    const struct sanction_terms *terms,
    char bytes[MODERATION_SHARING_KEY_BYTES]);

/* Write the text of sanction, which may be NULL, to bytes, and return it. */
struct slice moderation_sharing_text(
    const struct sanction *sanction, char bytes[SANCTION_TEXT_LINE_BYTES]);

/*
 * Ask for what order wants, of what there is now.  Return MODERATION_DONE if
 * its answer will come, and it may be gone by then.  Any thread.
 */
enum moderation_outcome moderation_sharing_ask(
    struct moderation *moderation, struct shared_order *order);

/* Give order back to whoever gave it. */
void moderation_sharing_answer(struct moderation *moderation,
    struct shared_order *order, enum moderation_outcome outcome);

#endif
