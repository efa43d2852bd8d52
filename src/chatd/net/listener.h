/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LISTENER_H
#define CHATD_LISTENER_H

/*
 * The ports: which there are, and which newcomers get in at them.  Main thread
 * only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/net/newcomer.h"
#include "chatd/net/socket_file.h"

struct admission;
struct queue_total;
struct event_base;
struct listeners;
struct protocol;
struct proxies;
struct sources;
struct tls_context;

/* One port to listen on, and what is spoken there. */
struct listener_spec {
	const char *name;    /* the operator's, for errors; borrowed */
	const char *address; /* numeric, a host name, "*": every address, or
				"unix:" and a path; borrowed */
	uint16_t port;       /* 0: any free one */
	bool freebind;       /* the machine need not have the address */
	const struct protocol *protocol;
	enum tls_use tls_use; /* other than no: see listeners_set_tls() */
	enum name_source name_source;
	struct socket_access access; /* to the file of a unix socket */
	const char *allow; /* networks that may connect, and those that may */
	const char *deny;  /* not, as in access_list.h; borrowed */
};

/*
 * What a set of listeners answers to whoever started it: somebody was accepted,
 * and has been counted by admission_enter() as admission_kind_of() says, and by
 * sources_enter().  The number is still to be given.  Return 0 and take what
 * newcomer owns; or -1 if there is no memory, and leave it.
 */
typedef int listener_accepted_cb(struct newcomer *newcomer, void *argument);

/*
 * Return an empty set of listeners, or NULL with errno set.  Newcomers are
 * counted by admission, and turned away when queues are nearly full; both are
 * borrowed.
 */
struct listeners *listeners_new(
    struct admission *admission, const struct queue_total *queues);

/* Return what the set knows of where newcomers come from; it owns that. */
struct sources *listeners_sources(struct listeners *listeners);

/* Return the machines that pass newcomers on; it owns that, too. */
struct proxies *listeners_proxies(struct listeners *listeners);

/*
 * Close all ports, and free the set; NULL is allowed.  No connection may be
 * left that has a place among the sources.
 */
void listeners_free(struct listeners *listeners);

/*
 * Bind and listen on every address that spec names, which is no path.  Return
 * 0; or -1 with errno set and *error_r set to a sentence for the operator,
 * valid until the next call.
 */
int listeners_open(struct listeners *listeners,
    const struct listener_spec *spec, const char **error_r);

/*
 * Listen on a socket that is bound and listening already, whatever address and
 * port spec names.  The set takes fd, also on failure; the file of a unix
 * socket remains with whoever made it.  Return as listeners_open() does.
 */
int listeners_adopt(struct listeners *listeners,
    const struct listener_spec *spec, int fd, const char **error_r);

/*
 * Offer newcomers this from now on, of which the set takes a reference over;
 * NULL if there is no listener with TLS.
 */
void listeners_set_tls(struct listeners *listeners, struct tls_context *tls);

/* Return what newcomers are offered, or NULL; it is borrowed. */
struct tls_context *listeners_tls(const struct listeners *listeners);

/*
 * Begin to accept, on base, and call accepted with argument for each newcomer
 * who gets in.  Return 0, or -1 if there is no memory.
 */
int listeners_start(struct listeners *listeners, struct event_base *base,
    listener_accepted_cb *accepted, void *argument);

/* Why a newcomer is turned away at the door. */
enum listener_refusal {
	LISTENER_LOGINS_PENDING, /* max_logins_pending is reached */
	LISTENER_GUESTS,         /* max_guests is reached */
	LISTENER_QUEUES,         /* queue_total_max is nearly reached */
	LISTENER_DESCRIPTORS,    /* the process has none left */
	LISTENER_MEMORY,
	LISTENER_DENIED,              /* by allow and deny */
	LISTENER_BANNED,              /* by the operator */
	LISTENER_ADDRESS_CONNECTIONS, /* connections_per_address is reached */
	LISTENER_ADDRESS_LOGINS,      /* logins_per_address is */
	LISTENER_OFFENDER,            /* for one of these again and again */
	LISTENER_PROXY_HEADER,        /* no header, or none in time */
	LISTENER_REFUSALS
};

/* Return how many newcomers were turned away for this reason. */
uint64_t listeners_turned_away(
    const struct listeners *listeners, enum listener_refusal refusal);

/* Close all ports and remove their files; those who are connected stay. */
void listeners_close(struct listeners *listeners);

/*
 * Write "hello on 127.0.0.1:5378, hello with TLS on 0.0.0.0:5379", for the
 * start line, to buffer, and cut what does not fit.  Return buffer.
 */
const char *listeners_describe(
    const struct listeners *listeners, char *buffer, size_t size);

/*
 * Return where the first of them listens that other machines may reach,
 * "0.0.0.0:5378"; or NULL if only this one may.  It is valid until a listener
 * is closed.
 */
const char *listeners_find_open(const struct listeners *listeners);

/* The same, for the first that lets other machines in without TLS. */
const char *listeners_find_plain(const struct listeners *listeners);

/*
 * Return the port of the first of them that speaks protocol with TLS, and of
 * those with nothing else if there is one; 0 if there is none.
 */
uint16_t listeners_find_tls_port(
    const struct listeners *listeners, const struct protocol *protocol);

#endif
