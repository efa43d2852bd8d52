/* SPDX-License-Identifier: MIT */
/*
 * The file of bans and mutes, whatever it holds.
 *
 * What is read can be written, and is the same when it is read again; and no
 * part of what was written is taken for the whole.  The first byte of the input
 * says whether names fold.
 */

#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/moderation/sanction_table.h"
#include "chatd/moderation/sanction_text.h"
#include "fuzz/record_cuts.h"

static const char *
take(const struct sanction_terms *terms, void *argument)
{
	struct sanction_table *table = argument;
	struct sanction *sanction;

	if (sanction_table_get(table, terms->kind, &terms->subject) != NULL)
		return "twice";
	sanction = sanction_new(terms);
	if (sanction == NULL)
		abort();
	sanction_table_add(table, sanction);
	return NULL;
}

static const char *
pass_over(const struct sanction_terms *terms, void *argument)
{
	(void)terms;
	(void)argument;
	return NULL;
}

/* Read text into table.  Return false if that is not possible. */
static bool
read_into(struct sanction_table *table, struct slice text, bool folds_names)
{
	struct record_text_error error;

	sanction_table_init(table, 42, folds_names);
	if (sanction_text_read(text, take, table, &error) == 0)
		return true;
	if (error.line == 0 || error.words == NULL)
		abort();
	return false;
}

static char *
write_table(const struct sanction_table *table, struct slice *text_r)
{
	char *bytes = sanction_table_write(table, &text_r->size);

	if (bytes == NULL)
		abort();
	text_r->bytes = bytes;
	return bytes;
}

static bool
reads(struct slice text)
{
	struct record_text_error error;

	return sanction_text_read(text, pass_over, NULL, &error) == 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct sanction_table table, again;
	struct slice text, other;
	char *written, *rewritten;
	bool folds_names;

	if (size < 1)
		return 0;
	folds_names = data[0] & 1;
	text = (struct slice){ (const char *)data + 1, size - 1 };
	if (read_into(&table, text, folds_names)) {
		written = write_table(&table, &text);
		if (!read_into(&again, text, folds_names) ||
		    again.counts[SANCTION_BAN] != table.counts[SANCTION_BAN] ||
		    again.counts[SANCTION_MUTE] != table.counts[SANCTION_MUTE])
			abort();
		rewritten = write_table(&again, &other);
		if (!slice_equals(text, other))
			abort();
		fuzz_require_cuts_seen(text, reads);
		sanction_table_clear(&again);
		free(written);
		free(rewritten);
	}
	sanction_table_clear(&table);
	return 0;
}
