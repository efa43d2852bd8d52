/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODEL_ACTOR_H
#define CHATD_MODEL_ACTOR_H

/*
 * What a client asks, entered into the model as it goes out.  The bytes wait in
 * the actor's peer until somebody flushes it, so that requests can share a
 * segment.
 */

#include <stdbool.h>

#include "model/world.h"

/* Begin a session by this wire, for which there is a listener (servers.h). */
void actor_connect(struct world *world, struct actor *actor,
    const struct wire *wire, unsigned int listener);

/*
 * Ask for a name, which text is, even if it is none that users may have.  A
 * guest has nothing to ask for, and lists the users instead.
 */
void actor_ask_name(struct world *world, struct actor *actor, const char *text);

/* Send a letter to a name, or say one; bad ones hold what no text may. */
void actor_send(struct world *world, struct actor *actor, struct name *to,
    uint32_t size, bool is_bad);
void actor_say(struct world *world, struct actor *actor, unsigned int room,
    uint32_t size, bool is_bad);

/* Join or leave a room, whether the actor is in it or not. */
void actor_join(struct world *world, struct actor *actor, unsigned int room);
void actor_leave(struct world *world, struct actor *actor, unsigned int room);

/*
 * Ask for all users, for those in a room, for nothing, for far too much, or for
 * the end.
 */
void actor_list(struct world *world, struct actor *actor);
void actor_list_room(
    struct world *world, struct actor *actor, unsigned int room);
void actor_ask_nonsense(struct world *world, struct actor *actor);
void actor_ask_too_much(struct world *world, struct actor *actor);
void actor_quit(struct world *world, struct actor *actor);

/*
 * The actor asks for nothing more, because it leaves or is thrown out.  is_cut
 * says that it need not get all its answers.
 */
void actor_begin_end(struct world *world, struct actor *actor, bool is_cut);

/* Its peer is closed: it is away. */
void actor_end(struct actor *actor);

/* Return the room of an actor that is in one at most. */
unsigned int actor_room(const struct actor *actor);

/* Return the request whose answer comes next, or NULL; it is answered. */
struct pending *actor_pending(struct actor *actor);
void actor_take_pending(struct actor *actor);

#endif
