/* SPDX-License-Identifier: MIT */
/*
 * The file of accounts, whatever it holds.
 *
 * What is read can be written, and is the same when it is read again; and no
 * part of what was written is taken for the whole.  The first byte of the input
 * says whether names fold.
 */

#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/accounts/account_table.h"
#include "chatd/accounts/account_text.h"
#include "fuzz/record_cuts.h"

static const char *
take(const struct account_text_line *line, void *argument)
{
	struct account_table *table = argument;
	struct account *account;

	if (account_table_find(table, line->name) != NULL)
		return "twice";
	account = account_new(line);
	if (account == NULL)
		abort();
	account_table_exchange(table, NULL, account);
	return NULL;
}

static const char *
pass_over(const struct account_text_line *line, void *argument)
{
	(void)line;
	(void)argument;
	return NULL;
}

/* Read text into table.  Return false if that is not possible. */
static bool
read_into(struct account_table *table, struct slice text, bool folds_names)
{
	struct record_text_error error;

	account_table_init(table, 42, folds_names);
	if (account_text_read(text, take, table, &error) == 0)
		return true;
	if (error.line == 0 || error.words == NULL)
		abort();
	return false;
}

static char *
write_table(const struct account_table *table, struct slice *text_r)
{
	char *bytes = account_table_write(table, NULL, NULL, &text_r->size);

	if (bytes == NULL)
		abort();
	text_r->bytes = bytes;
	return bytes;
}

static bool
reads(struct slice text)
{
	struct record_text_error error;

	return account_text_read(text, pass_over, NULL, &error) == 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct account_table table, again;
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
		    again.count != table.count)
			abort();
		rewritten = write_table(&again, &other);
		if (!slice_equals(text, other))
			abort();
		fuzz_require_cuts_seen(text, reads);
		account_table_clear(&again);
		free(written);
		free(rewritten);
	}
	account_table_clear(&table);
	return 0;
}
