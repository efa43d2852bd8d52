/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LISTENER_H
#define CHATD_LISTENER_H

/*
 * The ports: bound, listening, and what becomes of those who knock.
 *
 * Main thread only.
 */

#include <sys/socket.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct admission;
struct config_listener;
struct event_base;
struct listeners;
struct protocol;

/*
 * Called for each accepted connection, which is non-blocking, and has been
 * counted by admission_enter() as admission_kind_of() says.  Return 0 and take
 * fd; or -1 if there is no memory, and leave it.
 */
typedef int listener_accepted_cb(int fd, const struct sockaddr *peer,
    socklen_t peer_size, const struct protocol *protocol, void *argument);

/* Return an empty set of listeners, or NULL with errno set. */
struct listeners *listeners_new(struct admission *admission);

/* Close all, and free the set; NULL is allowed. */
void listeners_free(struct listeners *listeners);

/*
 * Bind and listen on every address that config names.  Return 0; or -1 with
 * *error_r set to a sentence for the operator, valid until the next call.
 */
int listeners_open(struct listeners *listeners,
    const struct config_listener *config, const char **error_r);

/*
 * Listen on a socket that is bound and listening already, whatever address and
 * port config names.  The callee takes fd, also on failure.  Return as
 * listeners_open() does.
 */
int listeners_adopt(struct listeners *listeners,
    const struct config_listener *config, int fd, const char **error_r);

/*
 * Begin to accept, on base.  Return 0, or -1 if there is no memory.
 */
int listeners_start(struct listeners *listeners, struct event_base *base,
    listener_accepted_cb *accepted, void *argument);

/* Why a newcomer is turned away at the door. */
enum listener_refusal {
	LISTENER_LOGINS_PENDING, /* max_logins_pending is reached */
	LISTENER_GUESTS,         /* max_guests is reached */
	LISTENER_DESCRIPTORS,
	LISTENER_MEMORY,
	LISTENER_REFUSALS
};

/* Return how many were, for this reason. */
uint64_t listeners_turned_away(
    const struct listeners *listeners, enum listener_refusal refusal);

/* Close all ports; who is connected stays. */
void listeners_close(struct listeners *listeners);

/*
 * Write "hello on 127.0.0.1:5378, hello on [::1]:5378" for the start line to
 * buffer; what does not fit is cut.  Return buffer.
 */
const char *listeners_describe(
    const struct listeners *listeners, char *buffer, size_t size);

#endif
