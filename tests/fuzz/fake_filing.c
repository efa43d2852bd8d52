/* SPDX-License-Identifier: MIT */
/*
 * The daemon's filing.h, as far as protocols use it, without a disk.  What a
 * whole text is worth is known at its end.
 */

#include "chatd/storage/filing.h"

#include <stdlib.h>

#include "chatd/connection/connection.h"
#include "fuzz/fake_private.h"

struct filing_sender {
	struct connection *connection;
	struct bytes unfinished;
};

struct filing_sender *
filing_sender_new(
    struct filing *filing, struct address address, uint64_t number)
{
	struct filing_sender *sender = calloc(1, sizeof(*sender));

	(void)address;
	(void)number;
	fake_require(sender != NULL);
	sender->connection = filing->connection;
	return sender;
}

void
filing_sender_free(struct filing_sender *sender)
{
	if (sender == NULL)
		return;
	bytes_clear(&sender->unfinished);
	free(sender);
}

int
filing_append(
    struct filing_sender *sender, const char *bytes, size_t size, bool is_last)
{
	struct connection *connection = sender->connection;
	struct bytes *text = &sender->unfinished;

	fake_require(connection_takes_input(connection) && size > 0);
	bytes_append(text, bytes, size);
	connection->is_filing = true;
	connection->is_filed = !is_last || text->size <= FAKE_TEXT_MAX;
	if (is_last && connection->is_filed) {
		bytes_append(&connection->filed, text->data, text->size);
		text->size = 0;
	}
	return 0;
}

void
fake_filing_finish(struct connection *connection)
{
	connection->is_filing = connection->is_waiting = false;
	connection->protocol->filed(connection, connection->is_filed);
}
