/* SPDX-License-Identifier: MIT */
#include "chatd/moderation/sanction_text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "chatd/moderation/moment.h"

/* The number is that of the form, in case there is another one some day. */
static const struct slice sanction_text_first = SLICE("chatd-bans 1");

static const char *const sanction_text_kinds[SANCTION_KINDS] = {
	[SANCTION_BAN] = "ban",
	[SANCTION_MUTE] = "mute",
};

static const char sanction_text_never[] = "never";

/* No user of a machine has a longer number. */
#define SANCTION_TEXT_DIGITS_MAX 10

struct sanction_text_taker {
	sanction_text_take_cb *take;
	void *argument;
};

static bool
sanction_text_take_kind(struct slice word, enum sanction_kind *kind_r)
{
	for (int i = 0; i < SANCTION_KINDS; i++) {
		*kind_r = (enum sanction_kind)i;
		if (slice_is(word, sanction_text_kinds[i]))
			return true;
	}
	return false;
}

/* Read the number of a user, or "-". */
static bool
sanction_text_take_user(struct slice word, long *user_r)
{
	*user_r = -1;
	if (slice_is(word, "-"))
		return true;
	if (word.size == 0 || word.size > SANCTION_TEXT_DIGITS_MAX)
		return false;
	*user_r = 0;
	for (size_t i = 0; i < word.size; i++) {
		if (word.bytes[i] < '0' || word.bytes[i] > '9')
			return false;
		*user_r = *user_r * 10 + (word.bytes[i] - '0');
	}
	return true;
}

static bool
sanction_text_take_until(struct slice word, int64_t *until_r)
{
	*until_r = SANCTION_FOR_EVER;
	return slice_is(word, sanction_text_never) ||
	       moment_parse(word, until_r);
}

const char *
sanction_text_parse(struct slice line, struct sanction_terms *terms_r)
{
	const char *wrong;

	if (!sanction_text_take_kind(slice_take_word(&line), &terms_r->kind))
		return "that is neither a ban nor a mute";
	wrong = sanction_parse_subject(
	    slice_take_word(&line), &terms_r->subject);
	if (wrong != NULL)
		return wrong;
	if (!moment_parse(slice_take_word(&line), &terms_r->since) ||
	    !sanction_text_take_until(slice_take_word(&line), &terms_r->until))
		return "that is no time, as 2027-01-31T18:30:00Z is one";
	if (!sanction_text_take_user(slice_take_word(&line), &terms_r->by))
		return "that is not the number of a user of the machine";
	terms_r->reason = slice_trim(line);
	return sanction_reason_is_valid(terms_r->reason)
		   ? NULL
		   : "the reason is too long, or is not text";
}

static const char *
sanction_text_take_line_cb(struct slice line, void *argument)
{
	const struct sanction_text_taker *taker = argument;
	struct sanction_terms terms;
	const char *wrong = sanction_text_parse(line, &terms);

	return wrong != NULL ? wrong : taker->take(&terms, taker->argument);
}

int
sanction_text_read(struct slice text, sanction_text_take_cb *take,
    void *argument, struct record_text_error *error_r)
{
	struct sanction_text_taker taker = { take, argument };

	return record_text_read(text, sanction_text_first,
	    sanction_text_take_line_cb, &taker, error_r);
}

struct slice
sanction_text_head(void)
{
	return sanction_text_first;
}

char *
sanction_text_write(char *to, const struct sanction_terms *terms)
{
	char subject[SANCTION_SUBJECT_BYTES];
	char since[MOMENT_TEXT_BYTES], until[MOMENT_TEXT_BYTES];
	char by[24] = "-";

	if (terms->by >= 0)
		snprintf(by, sizeof(by), "%ld", terms->by);
	return to + snprintf(to, SANCTION_TEXT_LINE_BYTES,
			"%s %s %s %s %s%s%.*s\n",
			sanction_text_kinds[terms->kind],
			sanction_format_subject(&terms->subject, subject),
			moment_format(terms->since, since),
			terms->until == SANCTION_FOR_EVER
			    ? sanction_text_never
			    : moment_format(terms->until, until),
			by, terms->reason.size > 0 ? " " : "",
			(int)terms->reason.size, terms->reason.bytes);
}
