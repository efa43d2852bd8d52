/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHAT_PROTOCOL_H
#define CHATD_CHAT_PROTOCOL_H

/*
 * A protocol for the test of the chat itself: a command of three bytes is a
 * request to the chat, and all that the chat answers and tells is held against
 * the model (chat_model.h).
 */

#include <stddef.h>

/* The first byte of a command; others are taken modulo their number. */
enum chat_command {
	COMMAND_LOGIN, /* as the name of this number */
	COMMAND_LOGIN_GUEST,
	COMMAND_RENAME,
	COMMAND_SEND, /* to the name of this number, a text of this size */
	COMMAND_LIST,
	COMMAND_LISTEN, /* to the room of this number */
	COMMAND_JOIN,
	COMMAND_LEAVE,
	COMMAND_SAY,
	COMMAND_LIST_ROOM,
	COMMAND_BAD_TEXT,
	COMMAND_QUIT,
	COMMANDS
};

#define COMMAND_BYTES 3

/* The echo user that commands may mean; the chat must have it. */
#define TALK_ECHO_USER "echo"

struct protocol;

const struct protocol *chat_protocol(void);

#endif
