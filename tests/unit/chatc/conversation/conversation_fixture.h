/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TESTS_UNIT_CHATC_CONVERSATION_FIXTURE_H
#define CHATD_TESTS_UNIT_CHATC_CONVERSATION_FIXTURE_H

/*
 * A conversation whose host is the test: everything that it does to the world
 * is written down as text, with "> " before what it sends, to be compared.
 */

#include <stdint.h>

#include "chatc/conversation/conversation.h"

/* What the user is shown most often. */
#define TALK_ASKED     "Welcome to Chat Client. Enter your login:\n"
#define TALK_LOGGED_IN "Successfully logged in as alice!\n"

/* Return the conversation, of which there is one. */
struct conversation *talk_conversation(void);

/* Return the time-out that the conversation has set, 0 for none. */
int talk_timeout_ms(void);

/* Let this much time pass on the conversation's clock. */
void talk_let_time_pass(uint64_t time_ms);

/* Have a person type in this test, and not a script: before the others. */
void talk_have_person(void);

/* Let nobody be able to read along on each connection in this test. */
void talk_be_private(void);

/* Connect. */
void talk_connect(void);

/* Begin it with the hello protocol, or another one, and this name. */
void talk_start(const char *name);
void talk_start_codec(const char *codec, const char *name);

/* Log in as alice, and leave nothing to be compared. */
void talk_log_in(void);

/* Type a password, which the conversation must have asked for. */
void talk_type_password(const char *password);

/* Type a line, which the conversation must be ready for. */
void talk_type(const char *line);

/* Let the server send these bytes, or hang up. */
void talk_receive(const char *bytes);
void talk_hang_up(void);

/* Fail unless this is what was done since the last comparison. */
void talk_require_done(const char *want);

/* Return how often this was done since the last comparison. */
size_t talk_count_done(const char *what);

/* Leave out of the next comparison what was done so far. */
void talk_forget_done(void);

/* Free everything: for the end of a test. */
void talk_clear(void);

#endif
