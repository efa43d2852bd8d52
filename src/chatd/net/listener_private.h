/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LISTENER_PRIVATE_H
#define CHATD_LISTENER_PRIVATE_H

/*
 * The inside of the set of listeners, for the files that are named after it.
 * Main thread only.
 */

#include "chatd/net/listener.h"

#include "chatd/net/listening_socket.h"
#include "chatd/net/socket_file.h"
#include "common/log_rate.h"
#include "common/name.h"

struct acceptor;
struct access_list;
struct admission;
struct protocol;

/* "what on where", for the longest address. */
#define LISTENER_DESCRIPTION_BYTES (LISTENING_SOCKET_NAME_BYTES + 32)

/* A sentence about a host name of 255 bytes, and the listener's name. */
#define LISTENER_ERROR_BYTES 512

struct listener {
	struct listener *next;
	struct listeners *set;
	const struct protocol *protocol;
	enum tls_use tls_use;
	enum name_source name_source;
	struct acceptor *acceptor;
	char name[NAME_MAX_BYTES + 1]; /* the operator's */
	struct access_list *networks;  /* who may connect; NULL: everybody */
	char where[LISTENING_SOCKET_NAME_BYTES]; /* "127.0.0.1:5378" */
	bool is_open;                            /* to other machines */
	char description[LISTENER_DESCRIPTION_BYTES];

	/* Of a unix socket; the file has no path where somebody else made it,
	 * and access is then not ours to give. */
	struct socket_file file;
	struct socket_access access;

	/* What a change that is prepared makes of it. */
	bool is_new;    /* it is part of that change */
	bool is_wanted; /* it stays */
	const struct protocol *next_protocol;
	enum tls_use next_tls_use;
	enum name_source next_name_source;
	struct socket_access next_access;
	struct access_list *next_networks; /* NULL: those that it has */
};

struct listeners {
	struct listener *first;
	struct listener **last_link;
	struct admission *admission;
	const struct queue_total *queues;
	struct tls_context *tls; /* owned reference; NULL: there is none */
	struct sources *sources;
	struct proxies *proxies;
	uint64_t turned_away[LISTENER_REFUSALS];
	struct log_rate rates[LISTENER_REFUSALS]; /* of lines about that */
	struct event_base *base; /* NULL: they do not accept yet */
	listener_accepted_cb *accepted;
	void *argument;
	char error[LISTENER_ERROR_BYTES];
};

/*
 * Add the listener of spec at the listening socket fd, which is taken in any
 * case.  Return it, or NULL with errno set.
 */
struct listener *listeners_add(
    struct listeners *set, int fd, const struct listener_spec *spec);

/* Close the listener at link, with its file, and take it out of the set. */
void listeners_remove(struct listeners *set, struct listener **link);

/* Have newcomers spoken to in this protocol, and encrypted, from now on. */
void listener_set_protocol(struct listener *listener,
    const struct protocol *protocol, enum tls_use tls_use);

/* Set *error_r to "listener NAME: reason", leave errno alone, return -1. */
int listeners_fail(struct listeners *set, const struct listener_spec *spec,
    const char *reason, const char **error_r);

#endif
