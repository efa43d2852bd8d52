/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ACCOUNT_TEXT_H
#define CHATD_ACCOUNT_TEXT_H

/*
 * The text of the file of accounts, which are its records (record_text.h): a
 * name, the hash of its password, if there is one the fingerprint of the
 * certificate that does what the password does, and "operator" if it is one's.
 * Pure; any thread.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/accounts/password.h"
#include "chatd/core/fingerprint.h"
#include "chatd/storage/record_text.h"
#include "common/name.h"
#include "common/slice.h"

/* One account; all of it is borrowed. */
struct account_text_line {
	struct slice name;
	struct slice hash;
	const struct fingerprint *certificate; /* NULL: it has none */
	bool is_operator; /* who has it may be an operator of the chat */
};

/*
 * Take apart one line, "alice $y$...", in which *line_r lies then, and in
 * *certificate_r.  Return NULL, or what is wrong with it.
 */
const char *account_text_parse(struct slice text,
    struct account_text_line *line_r, struct fingerprint *certificate_r);

/*
 * Take one account, whose name and hash lie in the text and have the right
 * form.  Return NULL, or what is wrong with it.
 */
typedef const char *account_text_take_cb(
    const struct account_text_line *line, void *argument);

/*
 * Give all accounts of text to take, in their order.  Return 0; or -1 with
 * *error_r set, and some may have been given already.
 */
int account_text_read(struct slice text, account_text_take_cb *take,
    void *argument, struct record_text_error *error_r);

/* Return the first line. */
struct slice account_text_head(void);

/* Return how many bytes the first and the last line take at most. */
size_t account_text_frame_size(void);

/* What stands at the end of the line of an operator. */
#define ACCOUNT_TEXT_OPERATOR "operator"

/* The longest line of an account, with its newline. */
#define ACCOUNT_TEXT_LINE_BYTES                                                \
	(NAME_MAX_BYTES + 1 + PASSWORD_HASH_BYTES + FINGERPRINT_TEXT_BYTES +   \
	    sizeof(ACCOUNT_TEXT_OPERATOR))

/* Return how many bytes the line of an account takes. */
size_t account_text_line_size(const struct account_text_line *line);

/*
 * Write the first line, with a version unless that is 0, the line of an
 * account, or the last one of count accounts, to to.  Return the end of what
 * was written; there is no NUL.
 */
char *account_text_begin(char *to, uint64_t version);
char *account_text_write(char *to, const struct account_text_line *line);
char *account_text_end(char *to, uint64_t count);

#endif
