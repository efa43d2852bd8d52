/* SPDX-License-Identifier: MIT */
/*
 * Exchanges between a client and a protocol.
 */

#include "unit/chatd/protocols/exchange.h"

#include <check.h>
#include <string.h>

#include "common/text.h"
#include "fuzz/fake.h"
#include "fuzz/pieces.h"

/* Enough to see what went wrong. */
#define SHOWN_BYTES 1024

void
exchange_send(struct connection *connection, const char *text)
{
	fake_receive(connection, text, strlen(text));
}

void
exchange_expect_bytes(const struct connection *connection, struct slice bytes)
{
	struct slice sent = fake_transcript(connection);
	char found[SHOWN_BYTES], wanted[SHOWN_BYTES];

	ck_assert_msg(slice_equals(sent, bytes), "sent \"%s\", want \"%s\"",
	    text_escape(sent.bytes, sent.size, found, sizeof(found)),
	    text_escape(bytes.bytes, bytes.size, wanted, sizeof(wanted)));
}

void
exchange_expect(const struct connection *connection, const char *text)
{
	exchange_expect_bytes(connection, slice_of(text));
}

void
exchange_try_bytes(const struct protocol *protocol, const struct limits *limits,
    struct slice sent, struct slice received, bool ends)
{
	struct connection *connection = pieces_try(
	    protocol, limits, true, 1, sent.bytes, sent.size);

	exchange_expect_bytes(connection, received);
	ck_assert_int_eq(fake_has_ended(connection), ends);
	fake_close(connection);
}

void
exchange_try(const struct protocol *protocol, const struct limits *limits,
    const struct exchange *exchange)
{
	exchange_try_bytes(protocol, limits, slice_of(exchange->sent),
	    slice_of(exchange->received), exchange->ends);
}
