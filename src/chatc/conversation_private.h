/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_CONVERSATION_PRIVATE_H
#define CHATD_CHATC_CONVERSATION_PRIVATE_H

/*
 * What conversation.c and conversation_answer.c share and nobody else needs.
 */

#include "chatc/conversation.h"

/* Say something about nothing, about the user's name, or about a text. */
void conversation_show(struct conversation *c, enum display_kind kind);
void conversation_show_name(struct conversation *c, enum display_kind kind);
void conversation_show_text(
    struct conversation *c, enum display_kind kind, struct slice text);

/* It is over: disconnect, and tell the host. */
void conversation_end(struct conversation *c, int status);

/* Ask for a name, the first or another one. */
void conversation_ask(struct conversation *c);

/* Ask who is online, in the words that this server understands. */
void conversation_send_who(struct conversation *c);

/* Do what an event calls for. */
void conversation_answer(
    struct conversation *c, const struct wire_event *event);

#endif
