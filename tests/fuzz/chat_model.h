/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHAT_MODEL_H
#define CHATD_CHAT_MODEL_H

/*
 * What a chat has to be like, in the simplest way: which connections there are,
 * what they are called, which rooms they are in, and which texts are on their
 * way to whom.  Whatever contradicts it aborts.
 *
 * The protocol of the test (chat_protocol.h) tells the model what is asked and
 * answered, and asks it about all that a connection is told.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/protocol.h"
#include "common/slice.h"
#include "fuzz/bytes.h"
#include "fuzz/world.h"

#define MODEL_CONNECTIONS_MAX 176
#define MODEL_ROOMS           3
#define MODEL_TEXTS_MAX       512
#define MODEL_NAME_BYTES      64
#define MODEL_NAMES           10 /* that a command can mean */

struct connection;

/* Nobody, where there could be the number of a connection. */
#define MODEL_NOBODY SIZE_MAX

/* What the members of a room are told of each other. */
enum model_notice { MODEL_JOINED, MODEL_LEFT, MODEL_RENAMED, MODEL_NOTICES };

enum model_text_state {
	MODEL_ASKED, /* the sender has no answer yet */
	MODEL_TAKEN,
	MODEL_REFUSED,
};

/* A text to a user or to a room. */
struct model_text {
	enum model_text_state state;
	size_t sender;
	size_t receiver;             /* or nobody; of a text to a user */
	bool is_put_off;             /* its receiver is looked up later */
	char name[MODEL_NAME_BYTES]; /* of a text to a user */
	size_t room;                 /* or MODEL_ROOMS: it is to a user */
	uint64_t said_at;
	uint64_t told[(MODEL_CONNECTIONS_MAX + 63) / 64]; /* a set */
};

struct model_connection {
	bool is_open;
	uint64_t ended_in; /* the turn in which it ended */
	bool is_guest;
	char name[MODEL_NAME_BYTES];     /* "" before login */
	uint64_t joined_at[MODEL_ROOMS]; /* 0: it is not in the room */
	bool is_listed[MODEL_ROOMS];     /* it has a name there */
	/* Notices since it has joined: those due, and those it was told. */
	size_t notices_due[MODEL_ROOMS][MODEL_NOTICES];
	size_t notices_told[MODEL_ROOMS][MODEL_NOTICES];
	/* The last that it was told by each sender, in each room. */
	size_t last_text[MODEL_CONNECTIONS_MAX];
	size_t last_line[MODEL_ROOMS][MODEL_CONNECTIONS_MAX];
	bool is_operator[MODEL_ROOMS], has_voice[MODEL_ROOMS];
	/* It may be told of one before whoever invites is answered. */
	long invitations_due[MODEL_ROOMS];
	struct bytes appended; /* all that it was sent */
};

/* Numbers in the order in which something has begun. */
struct model_order {
	size_t numbers[MODEL_CONNECTIONS_MAX];
	size_t count;
};

/* What the operators of a room have decided. */
struct model_rules {
	bool is_closed, is_moderated, has_key, has_free_topic, is_secret;
	bool is_open;
	unsigned int limit; /* 0: none */
	uint8_t topic;      /* 0: none */
	bool is_banned[MODEL_NAMES], is_invited[MODEL_NAMES];
};

/* A kick that may be under way, which others may have forestalled. */
struct model_kick {
	size_t kicker, kicked, room;
	uint64_t joined_at;          /* of whom it is for */
	char name[MODEL_NAME_BYTES]; /* of the kicker, at that time */
};

#define MODEL_KICKS_MAX 1024

struct model {
	uint64_t clock; /* counts whatever happens */
	uint64_t turn;  /* of any worker; the driver counts them */
	size_t users;   /* guests not counted */
	struct model_connection connections[MODEL_CONNECTIONS_MAX];
	struct model_order logged_in;
	struct model_order members[MODEL_ROOMS];
	struct model_rules rules[MODEL_ROOMS];
	struct model_kick kicks[MODEL_KICKS_MAX]; /* each once */
	size_t kick_count;
	struct model_text texts[MODEL_TEXTS_MAX];
	size_t text_count;
	uint64_t counters[STAT_COUNT]; /* those that the model can tell */
	uint64_t max_clients;
	bool cuts_readers; /* names may stay taken when their user is cut */
};

/* The model that all functions are about; cleared by model_clear(). */
extern struct model model;

/* Return what a room, or the one of three users of this number, is called. */
struct slice model_room_name(size_t room);

/* Return the room of this name, or MODEL_ROOMS. */
size_t model_room(struct slice name);

/* Return the connection of this number. */
struct model_connection *model_connection(size_t number);

/* Return the connection of this name, or nobody. */
size_t model_find(struct slice name);

/* ---- what happens -------------------------------------------------------- */

void model_open(size_t number);
void model_end(size_t number);

/* A connection has asked to be called name, and is answered. */
void model_login(
    size_t number, enum chat_outcome outcome, struct slice name, bool is_guest);
void model_rename(size_t number, enum chat_outcome outcome, struct slice name);

/*
 * A connection comes into a room, with its name if it has one; where it is
 * already and only_listens, nothing changes.  Or it leaves the room.
 */
void model_join(size_t number, size_t room, bool only_listens);
void model_leave(size_t number, enum chat_outcome outcome, size_t room);

/* A connection has come into a room, or has left it. */
void model_begin_rules(size_t number, size_t room);
void model_end_rules(size_t number, size_t room);

/*
 * Return what a connection is answered that wants to join, to decide, or to
 * speak.
 */
enum chat_outcome model_expect_join(size_t number, size_t room, bool knows_key);
enum chat_outcome model_expect_order(size_t number, size_t room);
enum chat_outcome model_expect_line(size_t number, size_t room);

/* A connection has asked for this, and is answered. */
void model_kick(
    size_t number, enum chat_outcome outcome, size_t room, struct slice name);
void model_invite(
    size_t number, enum chat_outcome outcome, size_t room, struct slice name);

/* Change the rank of a member, and return what whoever asks is answered. */
enum chat_outcome model_change_rank(
    size_t room, struct slice name, bool is_voice, bool holds);

/*
 * A connection is about to send a text to a user, or to say it in a room.
 * Return its number, or MODEL_TEXTS_MAX if there have been enough.
 */
size_t model_send(size_t sender, struct slice name);
size_t model_say(size_t sender, size_t room);

/* The text was not answered at once, or it is answered. */
void model_put_off(size_t text);
void model_answer_text(size_t text, enum chat_outcome outcome);

/* ---- what a connection is told ------------------------------------------- */

void model_tell_text(size_t receiver, size_t text, struct slice from);
void model_tell_line(size_t receiver, size_t text, struct slice room);

/* A notice about a room, which only its members hear. */
void model_tell_notice(
    size_t receiver, enum model_notice notice, struct slice room);

/* It was taken out of a room by this user, or is let into one. */
void model_tell_kicked(size_t number, size_t room, struct slice by);
void model_tell_invited(size_t number, size_t room);

/* ---- what holds when nothing is on its way ------------------------------- */

/* Hold lists, counters and texts of world against the model. */
void model_check(const struct world *world);

/* Require that list is first, if that is not "", and then these names. */
void model_check_list(
    const struct model_order *order, const char *first, struct slice list);

/* Require that nobody is in a room whom a kick was for. */
void model_check_kicks(void);

/* Hold one connection, of this number, against the model. */
void model_check_connection(size_t number, struct connection *connection);

/* Require that every text that was taken, and every notice, has arrived. */
void model_check_told(void);

/* Begin anew. */
void model_clear(void);

#endif
