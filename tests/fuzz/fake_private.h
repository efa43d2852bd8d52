/* SPDX-License-Identifier: MIT */
#ifndef CHATD_FAKE_PRIVATE_H
#define CHATD_FAKE_PRIVATE_H

/*
 * The inside of a connection that is not there, for fake*.c only.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/core/chat_text.h"
#include "common/name.h"
#include "fuzz/bytes.h"
#include "fuzz/fake.h"

struct claim {
	char name[NAME_MAX_BYTES];
	size_t size;
};

/* The filing of one connection. */
struct filing {
	struct connection *connection;
};

/* A request to the chat, with the answer that it will get. */
struct fake_request {
	enum chat_request request;
	enum chat_outcome outcome;
	char separator; /* of CHAT_LIST */
	struct bytes name;
	struct bytes room;
	struct bytes text;
	struct bytes raw; /* form of text */
	enum text_style style;
	/* Of CHAT_MODE, which is answered at once; borrowed. */
	struct chat_mode_change *changes;
	size_t change_count;
};

struct connection {
	const struct protocol *protocol;
	const struct limits *limits; /* borrowed */
	void *state;
	struct claim claim; /* of size 0 before login */

	struct bytes input; /* that has arrived and is not used up */
	struct bytes transcript;
	size_t reply_count;
	size_t append_count;
	bool has_ended;

	bool answers_later;
	bool is_waiting; /* for the answer to asked, or: */
	bool is_filing;  /* for the filing's result */
	bool has_asked;  /* there is a request to be answered */
	struct fake_request asked;
	unsigned int under_way; /* texts that are not answered yet */
	struct bytes receiver;  /* of them */

	struct filing filing;
	struct bytes filed; /* all texts, one after the other */
	bool is_filed;      /* the result */
};

/* Abort unless condition holds. */
void fake_require(bool condition);

/* The request's name, room and text have been kept; answer now, or later. */
void fake_ask(struct connection *connection, enum chat_request request,
    enum chat_outcome outcome);

/* Ask about room, where nobody is if it is "nowhere" or has no name. */
void fake_ask_room(struct connection *connection, enum chat_request request,
    struct slice room);

/* Say whether the operator has muted the user: one of that name. */
bool fake_is_muted(
    const struct connection *connection, enum chat_request request);

/* An argument has no blanks around it. */
void fake_require_argument(struct slice s);

/* Say whether text may be shown to people. */
bool fake_text_is_acceptable(struct slice text);

/* Say whether text, with the name where it says what is done, may be said. */
bool fake_styled_text_is_acceptable(
    const struct connection *connection, const struct chat_text *text);

/* Answer the texts that the connection has under way. */
void fake_chat_answer_texts(struct connection *connection);

/* Answer what the connection has asked of the chat. */
void fake_chat_answer(struct connection *connection);

/* Tell the connection what became of what it has handed to the filing. */
void fake_filing_finish(struct connection *connection);

#endif
