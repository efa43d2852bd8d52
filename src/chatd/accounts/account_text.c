/* SPDX-License-Identifier: MIT */
/*
 * People may look at the file, and mend it while chatd does not run; so it is
 * lines, and an error says which of them.
 */

#include "chatd/accounts/account_text.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "chatd/accounts/password.h"
#include "common/line.h"
#include "common/name.h"

/* The number is that of the form, in case there is another one some day. */
static const struct slice account_text_head = SLICE("chatd-accounts 1");

/* Nobody's hash begins with a digit, so an account may be called "end". */
static const struct slice account_text_last = SLICE("end ");

/* The digits of any number, and a NUL. */
#define ACCOUNT_TEXT_DIGITS 24

/* Take apart "alice $y$...".  Return NULL, or what is wrong with it. */
static const char *
account_text_take_account(
    struct slice line, account_text_take_cb *take, void *argument)
{
	struct slice hash = line;
	struct slice name = slice_take_word(&hash);

	hash = slice_trim(hash);
	if (!name_is_valid(name.bytes, name.size, NAME_MAX_BYTES))
		return "that cannot be a name";
	if (!password_hash_is_valid(hash))
		return "that is no hash of a password";
	return take(name, hash, argument);
}

static bool
account_text_is_last(struct slice line)
{
	return slice_take_prefix(&line, account_text_last.bytes) &&
	       line.size > 0 && line.bytes[0] >= '0' && line.bytes[0] <= '9';
}

/* Check the last line, after which rest is left.  Return as above. */
static const char *
account_text_check_last(struct slice line, uint64_t count, struct slice rest)
{
	char digits[ACCOUNT_TEXT_DIGITS];

	snprintf(digits, sizeof(digits), "%" PRIu64, count);
	line.bytes += account_text_last.size;
	line.size -= account_text_last.size;
	if (!slice_is(line, digits))
		return "that is not the number of the accounts";
	return rest.size > 0 ? "something follows the last line" : NULL;
}

/*
 * Take the next line off *rest.  Return NULL, or what is wrong; there is always
 * another one in a file that is whole.
 */
static const char *
account_text_take_line(struct slice *rest, struct slice *line_r)
{
	size_t taken = line_take(rest->bytes, rest->size, line_r);

	if (taken == 0)
		return "the file is cut off: its last line is \"end NUMBER\"";
	rest->bytes += taken;
	rest->size -= taken;
	return NULL;
}

int
account_text_read(struct slice text, account_text_take_cb *take, void *argument,
    struct account_text_error *error_r)
{
	struct slice line = { NULL, 0 };
	const char *wrong = account_text_take_line(&text, &line);
	uint64_t count = 0;
	bool is_over = false;

	error_r->line = 1;
	if (wrong == NULL && !slice_equals(line, account_text_head))
		wrong = "that is no file of accounts";
	while (wrong == NULL && !is_over) {
		error_r->line++;
		wrong = account_text_take_line(&text, &line);
		is_over = wrong == NULL && account_text_is_last(line);
		if (is_over)
			wrong = account_text_check_last(line, count, text);
		else if (wrong == NULL)
			wrong = account_text_take_account(line, take, argument);
		count++;
	}
	error_r->words = wrong;
	return wrong == NULL ? 0 : -1;
}

size_t
account_text_frame_size(void)
{
	return account_text_head.size + 1 + account_text_last.size +
	       ACCOUNT_TEXT_DIGITS;
}

size_t
account_text_line_size(struct slice name, struct slice hash)
{
	return name.size + 1 + hash.size + 1;
}

char *
account_text_begin(char *to)
{
	to = slice_write(to, account_text_head);
	*to++ = '\n';
	return to;
}

char *
account_text_write(char *to, struct slice name, struct slice hash)
{
	to = slice_write(to, name);
	*to++ = ' ';
	to = slice_write(to, hash);
	*to++ = '\n';
	return to;
}

char *
account_text_end(char *to, uint64_t count)
{
	to = slice_write(to, account_text_last);
	return to + snprintf(to, ACCOUNT_TEXT_DIGITS, "%" PRIu64 "\n", count);
}
