/* SPDX-License-Identifier: MIT */
#ifndef CHATD_PROXIES_H
#define CHATD_PROXIES_H

/*
 * The machines that pass connections on, and say by a header whose they are
 * (proxy_header.h).  A newcomer from such a machine has to begin with one, and
 * is nobody until it has come: it is neither counted nor let in.
 *
 * A header has PROXIES_TIMEOUT_MS to come, whatever arrives meanwhile, and
 * PROXIES_WAITING_MAX newcomers may wait for theirs, which takes 2 MiB; all of
 * that is in the hands of machines that the operator trusts.  Main thread only.
 */

#include <sys/socket.h>

#include <stdbool.h>

struct acceptor_newcomer;
struct event_base;
struct proxies;

#define PROXIES_TIMEOUT_MS  5000
#define PROXIES_WAITING_MAX 1024

/* What becomes of a newcomer who waits. */
struct proxies_owner {
	/*
	 * The header has come: newcomer is the one who was to wait, with the
	 * address that the header says.  The function takes newcomer->fd.
	 */
	void (*found)(const struct acceptor_newcomer *newcomer, void *argument);

	/* There was none in time, or none that is understood; fd is closed
	 * when the function returns. */
	void (*refused)(
	    const struct acceptor_newcomer *newcomer, void *argument);
};

/* Return proxies, of which there are none, or NULL if there is no memory. */
struct proxies *proxies_new(void);

/* Close those who wait, and free proxies; NULL is allowed. */
void proxies_free(struct proxies *proxies);

/*
 * Get ready to take the machines of these networks, with which nothing is wrong
 * (access_list.h), for proxies.  Return 0, or -1 if there is no memory.
 */
int proxies_prepare(struct proxies *proxies, const char *networks);

/* Do so; newcomers who wait for their header go on waiting. */
void proxies_commit(struct proxies *proxies);

/* Say whether a peer at address is one of them. */
bool proxies_have(
    const struct proxies *proxies, const struct sockaddr *address);

/*
 * Take newcomer->fd, and call one of the functions of owner, which is borrowed,
 * with argument, unless proxies_forget() is called before.  Return 0; or -1 if
 * too many wait or there is no memory, and nothing is taken.
 */
int proxies_wait(struct proxies *proxies, struct event_base *base,
    const struct acceptor_newcomer *newcomer, const struct proxies_owner *owner,
    void *argument);

/* Close those who wait with this argument, and call nobody. */
void proxies_forget(struct proxies *proxies, const void *argument);

#endif
