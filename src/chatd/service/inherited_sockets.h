/* SPDX-License-Identifier: MIT */
#ifndef CHATD_INHERITED_SOCKETS_H
#define CHATD_INHERITED_SOCKETS_H

/*
 * Listening sockets that the service manager opened and passed on
 * (sd_listen_fds(3)), so that a restart of chatd refuses no connection.
 *
 * A socket belongs to the listener of its name (FileDescriptorName= in
 * systemd.socket(5)), and one without a name of its own to the main listener.
 * A listener may have several; its own address and port then count for nothing.
 * A unix socket belongs to the listener whose address is its path, whatever it
 * is called, because a unit gives all of its sockets one name.
 * Main thread, before there are others.
 */

#include <stddef.h>

struct inherited_socket {
	char *name; /* owned; the listener's, or "unix:" and the path */
	int fd;     /* owned, non-blocking, close-on-exec; -1: claimed */
};

struct inherited_sockets {
	struct inherited_socket *sockets; /* owned; NULL where count is 0 */
	size_t count;
};

/*
 * Take over what was passed on; this can be done once, and programs that this
 * one starts get none of it.  Return 0, also where nothing was passed on or
 * chatd was built without libsystemd; or take nothing and return -1 with
 * *error_r set to a constant sentence.
 */
int inherited_sockets_take(
    struct inherited_sockets *sockets_r, const char **error_r);

/*
 * Hand one socket that has this name to the caller, who owns it from now on.
 *  Return its descriptor, another one at each call, or -1 if none is
 * left.
 */
int inherited_sockets_claim(
    struct inherited_sockets *sockets, const char *name);

/* Close the sockets that nobody claimed, and free everything. */
void inherited_sockets_clear(struct inherited_sockets *sockets);

#endif
