/* SPDX-License-Identifier: MIT */
/*
 * A line ends with what only some accounts have, so that the file of a chatd
 * that knew nothing of that is read as it is.  Nobody's hash begins with a
 * digit, so an account may be called "end" although that is what the last line
 * begins with.
 */

#include "chatd/accounts/account_text.h"

#include "chatd/accounts/password.h"
#include "common/name.h"

/* The number is that of the form, in case there is another one some day. */
static const struct slice account_text_first = SLICE("chatd-accounts 1");

struct account_text_taker {
	account_text_take_cb *take;
	void *argument;
};

const char *
account_text_parse(struct slice rest, struct account_text_line *line_r,
    struct fingerprint *certificate_r)
{
	struct slice word;

	*line_r = (struct account_text_line){
		.name = slice_take_word(&rest),
	};
	line_r->hash = slice_take_word(&rest);
	word = slice_take_word(&rest);
	line_r->is_operator = slice_is(word, ACCOUNT_TEXT_OPERATOR);
	if (!name_is_valid(
		line_r->name.bytes, line_r->name.size, NAME_MAX_BYTES))
		return "that cannot be a name";
	if (!password_hash_is_valid(line_r->hash))
		return "that is no hash of a password";
	if (word.size > 0 && !line_r->is_operator) {
		if (!fingerprint_parse(word, certificate_r))
			return "that is no fingerprint of a certificate";
		line_r->certificate = certificate_r;
		word = slice_take_word(&rest);
		line_r->is_operator = slice_is(word, ACCOUNT_TEXT_OPERATOR);
	}
	if (word.size > 0 && !line_r->is_operator)
		return "that is not \"operator\"";
	return slice_trim(rest).size > 0 ? "there is more than an account has"
					 : NULL;
}

static const char *
account_text_take_line_cb(struct slice text, void *argument)
{
	const struct account_text_taker *taker = argument;
	struct fingerprint certificate;
	struct account_text_line line;
	const char *wrong = account_text_parse(text, &line, &certificate);

	return wrong != NULL ? wrong : taker->take(&line, taker->argument);
}

int
account_text_read(struct slice text, account_text_take_cb *take, void *argument,
    struct record_text_error *error_r)
{
	struct account_text_taker taker = { take, argument };

	return record_text_read(text, account_text_first,
	    account_text_take_line_cb, &taker, error_r);
}

struct slice
account_text_head(void)
{
	return account_text_first;
}

size_t
account_text_frame_size(void)
{
	return record_text_frame_size(account_text_first);
}

size_t
account_text_line_size(const struct account_text_line *line)
{
	size_t size = line->name.size + 1 + line->hash.size + 1;

	if (line->certificate != NULL)
		size += FINGERPRINT_TEXT_BYTES;
	if (line->is_operator)
		size += sizeof(ACCOUNT_TEXT_OPERATOR);
	return size;
}

char *
account_text_begin(char *to, uint64_t version)
{
	return record_text_begin(to, account_text_first, version);
}

char *
account_text_write(char *to, const struct account_text_line *line)
{
	to = slice_write(to, line->name);
	*to++ = ' ';
	to = slice_write(to, line->hash);
	if (line->certificate != NULL) {
		*to++ = ' ';
		fingerprint_format(line->certificate, to);
		to += FINGERPRINT_TEXT_BYTES - 1;
	}
	if (line->is_operator) {
		*to++ = ' ';
		to = slice_write(to, slice_of(ACCOUNT_TEXT_OPERATOR));
	}
	*to++ = '\n';
	return to;
}

char *
account_text_end(char *to, uint64_t count)
{
	return record_text_end(to, count);
}
