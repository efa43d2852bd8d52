/* SPDX-License-Identifier: MIT */
#ifndef CHATD_HOLDS_H
#define CHATD_HOLDS_H

/*
 * How workers have each other hold and release senders, where the receiver is
 * on another worker: see congestion.h.  Worker's thread only.
 */

struct chat;
struct message;

/* Do what another worker asks for, a MESSAGE_HOLD or a MESSAGE_RELEASE. */
void holds_receive(struct chat *chat, const struct message *message);

#endif
