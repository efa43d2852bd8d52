/* SPDX-License-Identifier: MIT */
/*
 * What begins with "--" before the reason is an option, or a slip: nobody
 * is to be banned for ever because of a letter.
 */

#include "chatd/console/sanction_terms.h"

#include "chatd/moderation/moment.h"
#include "common/quantity.h"

/* More letters than that are no duration. */
#define SANCTION_TERMS_DURATION_BYTES 24

/* Read the end that a duration gives.  Return NULL, or what is wrong. */
static const char *
sanction_terms_take_duration(struct slice word, struct sanction_terms *terms)
{
	char text[SANCTION_TERMS_DURATION_BYTES];
	uint64_t milliseconds;

	if (word.size == 0 || word.size >= sizeof(text))
		return "--for wants a duration, as 90s, 30min, 12h or 7d";
	*slice_write(text, word) = '\0';
	if (quantity_parse_duration(text, &milliseconds) != 0)
		return "--for wants a duration, as 90s, 30min, 12h or 7d";
	if (milliseconds < 1000)
		return "that is over at once";
	if (milliseconds / 1000 >= (uint64_t)(MOMENT_END - terms->since))
		return "the calendar does not go that far";
	terms->until = terms->since + (int64_t)(milliseconds / 1000);
	return NULL;
}

static const char *
sanction_terms_take_date(struct slice word, struct sanction_terms *terms)
{
	if (!moment_parse(word, &terms->until))
		return "--until wants a date, as 2027-01-31, or a time in UTC, "
		       "as 2027-01-31T18:30";
	return terms->until > terms->since ? NULL : "that is over already";
}

/* Take the option that *rest begins with.  Return NULL, or what is wrong. */
static const char *
sanction_terms_take_option(
    struct slice *rest, const char *usage, struct sanction_terms *terms)
{
	struct slice option = slice_take_word(rest);
	struct slice value = slice_take_word(rest);

	if (terms->until != SANCTION_FOR_EVER)
		return usage;
	if (slice_is(option, "--for"))
		return sanction_terms_take_duration(value, terms);
	if (slice_is(option, "--until"))
		return sanction_terms_take_date(value, terms);
	return usage;
}

const char *
sanction_terms_parse(
    struct slice arguments, const char *usage, struct sanction_terms *terms)
{
	struct slice whom = slice_take_word(&arguments);
	const char *wrong = usage;

	terms->until = SANCTION_FOR_EVER;
	if (whom.size > 0 && !slice_begins_with(whom, "--"))
		wrong = sanction_parse_subject(whom, &terms->subject);
	arguments = slice_trim(arguments);
	while (wrong == NULL && slice_begins_with(arguments, "--")) {
		wrong = sanction_terms_take_option(&arguments, usage, terms);
		arguments = slice_trim(arguments);
	}
	terms->reason = arguments;
	if (wrong == NULL && !sanction_reason_is_valid(arguments))
		wrong = "a reason has 200 bytes at most, and no TAB";
	return wrong;
}
