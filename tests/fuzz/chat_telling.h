/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHAT_TELLING_H
#define CHATD_CHAT_TELLING_H

/*
 * What connections are told of a room by the protocol of chat_protocol.h, held
 * against the model: each line "Ared 17 xxx", whose letter is the kind of the
 * message, and what many are told by one copy of such lines.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/slice.h"

struct message;

/* What the raw form of a text begins with, before the plain one. */
#define CHAT_TELLING_CODE '\x02'

/* Return the number in the model that begins a text. */
size_t chat_telling_text_number(struct slice text);

/* Note that the connection of this number is told this. */
void chat_telling_check(
    size_t number, char kind, struct slice room, struct slice text);

/*
 * Abort unless a notice has its raw form; leaving may have one, and nothing
 * else has.
 */
void chat_telling_check_forms(const struct message *message);

/* Say whether what is told is only recorded, and told to nobody yet. */
bool chat_telling_is_recorded(void);

#endif
