/* SPDX-License-Identifier: MIT */
#ifndef CHATD_INHERITED_SOCKETS_H
#define CHATD_INHERITED_SOCKETS_H

/*
 * Listening sockets that the service manager opened and passed on
 * (sd_listen_fds(3)), so that a restart of chatd refuses no connection.
 *
 * A socket belongs to the listener of its name (FileDescriptorName= in
 * systemd.socket(5)); one without a name of its own belongs to the main
 * listener.  A listener may have several, and is then not bound to its address
 * and port.  Main thread, before there are others.
 */

#include <stddef.h>

struct inherited_socket {
	char *name; /* owned; the listener's */
	int fd;     /* owned, non-blocking, close-on-exec; -1: was claimed */
};

struct inherited_sockets {
	struct inherited_socket *sockets; /* owned; NULL where count is 0 */
	size_t count;
};

/*
 * Take over what was passed on, once; nothing is passed on to programs that
 * this one starts.  Return 0, also where nothing was passed on or chatd was
 * built without libsystemd; or -1 with *error_r set to a constant sentence, and
 * nothing taken.
 */
int inherited_sockets_take(
    struct inherited_sockets *sockets_r, const char **error_r);

/*
 * Hand a socket of the listener called name to the caller, who owns it from now
 * on.  Return its descriptor, another one at each call, or -1 if there is none
 * left.
 */
int inherited_sockets_claim(
    struct inherited_sockets *sockets, const char *name);

/* Close what nobody claimed, and free everything. */
void inherited_sockets_clear(struct inherited_sockets *sockets);

#endif
