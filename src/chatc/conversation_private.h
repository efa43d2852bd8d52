/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_CONVERSATION_PRIVATE_H
#define CHATD_CHATC_CONVERSATION_PRIVATE_H

/*
 * What the parts of a conversation share, from the lowest to the highest:
 * conversation_steps.c takes its steps, conversation_answer.c finds the one
 * that an answer of the server calls for, and conversation.c listens to the
 * user and to the connection.  Each calls only those before it.
 */

#include "chatc/conversation.h"

/* Say something to the user: without details, about the name, with a text. */
void conversation_show(struct conversation *c, enum display_kind kind);
void conversation_show_name(struct conversation *c, enum display_kind kind);
void conversation_show_text(
    struct conversation *c, enum display_kind kind, struct slice text);

/* End the conversation: disconnect, and tell the host. */
void conversation_end(struct conversation *c, int status);

/* Ask the user for a name, the first or another one. */
void conversation_ask(struct conversation *c);

/* Connect, and forget what the last connection was about. */
void conversation_connect(struct conversation *c);

/*
 * Take this name and log in with it, as soon as there is a connection.  The
 * server decides which names it accepts; one that cannot be sent is refused.
 */
void conversation_log_in(struct conversation *c, struct slice name);

/* Send the name over the connection that there is. */
void conversation_send_login(struct conversation *c);

/* Ask which users are online, in the words that this server understands. */
void conversation_send_who(struct conversation *c);

/* Send a text to a user, or say it to everybody if the codec can. */
void conversation_send_text(
    struct conversation *c, struct slice name, struct slice text);
void conversation_say_text(struct conversation *c, struct slice text);

/* Say goodbye to the server if the codec has a word for it. */
void conversation_send_quit(struct conversation *c);

/* Do what an event calls for at this stage. */
void conversation_answer(
    struct conversation *c, const struct codec_event *event);

#endif
