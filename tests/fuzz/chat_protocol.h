/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHAT_PROTOCOL_H
#define CHATD_CHAT_PROTOCOL_H

/*
 * A protocol for the test of the chat itself: a command of three bytes is a
 * request to the chat, and all that the chat answers and tells is held against
 * the model (chat_model.h).
 */

#include <stddef.h>
#include <stdint.h>

#include "common/slice.h"

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
	/* About the room of this number, and what the next byte says. */
	COMMAND_TOPIC,
	COMMAND_KICK,
	COMMAND_MODE,
	COMMAND_INVITE,
	COMMAND_AUTH, /* as the name of this number */
	COMMAND_REGISTER,
	COMMANDS
};

#define COMMAND_BYTES 3

/* The echo user that commands may mean; the chat must have it. */
#define TALK_ECHO_USER "echo"

struct chat_answer;
struct connection;
struct message;
struct protocol;

/* Return the name of this number, modulo their number. */
struct slice chat_protocol_name(uint8_t number);

/* Return the lowest number of a name, or -1 if it is a guest's, or none. */
int chat_protocol_find_name(struct slice name);

/* What was asked of the rules of a room, until it is answered. */
struct chat_order {
	uint8_t topic;  /* that is set; 0: it is asked for */
	uint8_t change; /* of the modes */
};

/* Handle a command about rules, or about the owners of names. */
void chat_order_command(struct connection *connection,
    enum chat_command command, const uint8_t *bytes, struct chat_order *order);

/* Hold its answer against the model, for the connection of this number. */
void chat_order_answer(size_t number, const struct chat_order *order,
    const struct chat_answer *answer);

const struct protocol *chat_protocol(void);

#endif
