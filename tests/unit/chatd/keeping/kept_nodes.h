/* SPDX-License-Identifier: MIT */
#ifndef CHATD_KEPT_NODES_H
#define CHATD_KEPT_NODES_H

/*
 * The kept rooms of three nodes, and an engine between them that does what the
 * scripts do with a register.  Whatever is waited for is waited for with a
 * bound.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/keeping/kept_rooms.h"
#include "chatd/presence/room.h"
#include "chatd/storage/register.h"

#define KEPT_NODES 3

/* How many records the engine of these tests can have. */
#define KEPT_ENGINE_MAX 8

struct kept_node {
	struct register_door *door;
	struct rooms *rooms;
	struct kept_rooms *kept;
	char path[64];
};

struct kept_engine {
	uint64_t version;
	uint64_t made; /* changes, so far */
	uint64_t asked;
	struct {
		char key[64];
		char text[1024]; /* empty: there is none */
	} records[KEPT_ENGINE_MAX];
};

extern struct kept_node kept_nodes[KEPT_NODES];
extern struct kept_engine kept_engine;

/* Start all nodes, with empty files, and tell them that there is nothing. */
void kept_nodes_set_up(void);
void kept_nodes_tear_down(void);

/* Start a node whose files may be there, with this many rooms at most; or stop
 * it in good order. */
void kept_node_start(struct kept_node *node, uint64_t most);
void kept_node_stop(struct kept_node *node);

/* ---- the engine ---------------------------------------------------------- */

/* Return what the engine has of key; empty: nothing. */
const char *kept_engine_text(const char *key);

/* Let the engine have text, and tell all nodes. */
void kept_engine_put(const char *key, const char *text);

/* Tell node all that there is. */
void kept_engine_tell_all(struct kept_node *node);

/* Return what node asks for next, which is the caller's to decide. */
struct register_change *kept_node_await_asked(struct kept_node *node);

/* Decide change, which node has asked for, as the scripts do. */
void kept_engine_decide(struct kept_node *node, struct register_change *change);

/*
 * Decide whatever the nodes ask for, and tell those all records that have given
 * up, until is_done() says that it is.
 */
void kept_engine_serve(bool (*is_done)(void));

/* Wait until node has carried out all that the engine has told. */
void kept_node_await(struct kept_node *node);

/* ---- rooms --------------------------------------------------------------- */

/* Return the lines of the room on node, in memory that is overwritten by the
 * next but two; "" if it is not kept. */
const char *kept_node_text(struct kept_node *node, const char *room);

/* Wait until they are text. */
void kept_node_await_text(
    struct kept_node *node, const char *room, const char *text);

/* Have the room kept for owner; or given up, by anybody. */
enum kept_outcome kept_node_keep(
    struct kept_node *node, const char *room, const char *owner);
void kept_node_give_up(struct kept_node *node, const char *room);

/* Let the room have that topic, be closed, ban that name, or have that
 * operator. */
void kept_node_set_topic(
    struct kept_node *node, const char *room, const char *topic);
void kept_node_close(struct kept_node *node, const char *room);
void kept_node_ban(struct kept_node *node, const char *room, const char *name);
void kept_node_grant(
    struct kept_node *node, const char *room, const char *name);

/* Say whether all nodes and the engine have the same of den. */
bool kept_nodes_agree(void);

#endif
