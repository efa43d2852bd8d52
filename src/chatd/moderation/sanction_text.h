/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SANCTION_TEXT_H
#define CHATD_SANCTION_TEXT_H

/*
 * The text of the file of bans and mutes, which are its records
 * (record_text.h):
 *
 *	chatd-bans 1
 *	ban 192.0.2.0/24 2027-01-01T08:00:00Z never 0
 *	mute alice 2027-01-01T08:00:00Z 2027-01-02T08:00:00Z 1000 be civil
 *	end 2
 *
 * Whom, since, until, by which user of the machine, and why.  Pure; any thread.
 */

#include <stddef.h>
#include <stdint.h>

#include "chatd/moderation/sanction.h"
#include "chatd/storage/record_text.h"
#include "common/slice.h"

/*
 * Take apart one line, "ban alice 2027-...", in which *terms_r lies then.
 * Return NULL, or what is wrong with it, valid until the next call by this
 * thread.
 */
const char *sanction_text_parse(
    struct slice line, struct sanction_terms *terms_r);

/*
 * Take one sanction, which lies in the text and has the right form.  Return
 * NULL, or what is wrong with it.
 */
typedef const char *sanction_text_take_cb(
    const struct sanction_terms *terms, void *argument);

/*
 * Give all sanctions of text to take, in their order.  Return 0; or -1 with
 * *error_r set, and some may have been given already.
 */
int sanction_text_read(struct slice text, sanction_text_take_cb *take,
    void *argument, struct record_text_error *error_r);

/* Return the first line. */
struct slice sanction_text_head(void);

/* The longest line of a sanction, with its newline and a NUL. */
#define SANCTION_TEXT_LINE_BYTES                                               \
	(SANCTION_SUBJECT_BYTES + SANCTION_REASON_MAX_BYTES + 96)

/*
 * Write the line of a sanction to to, which has room for
 * SANCTION_TEXT_LINE_BYTES.  Return the end of what was written.
 */
char *sanction_text_write(char *to, const struct sanction_terms *terms);

#endif
