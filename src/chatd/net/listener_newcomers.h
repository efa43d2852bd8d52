/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LISTENER_NEWCOMERS_H
#define CHATD_LISTENER_NEWCOMERS_H

/*
 * The decision about whom a port lets in.  Main thread only.
 */

struct acceptor_owner;

/* Return what the acceptor of a listener, its argument, calls. */
const struct acceptor_owner *listener_newcomers_owner(void);

#endif
