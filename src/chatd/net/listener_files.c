/* SPDX-License-Identifier: MIT */
/*
 * A path is what makes a listener the same as before.  Its name, its protocol
 * and the access to it may change, and whoever is waiting to be accepted is.
 */

#include "chatd/net/listener_files.h"

#include <sys/socket.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "chatd/net/acceptor.h"
#include "chatd/net/listener_private.h"
#include "common/log.h"

/* A sentence about the longest path. */
#define LISTENER_FILES_REASON_BYTES 256

static bool
listener_is_unix(const struct listener *listener)
{
	return unix_path_of(listener->where) != NULL;
}

static struct listener *
listener_files_find(const struct listeners *set, const char *where)
{
	struct listener *at = set->first;

	while (at != NULL && strcmp(at->where, where) != 0)
		at = at->next;
	return at;
}

static bool
socket_access_equals(
    const struct socket_access *access, const struct socket_access *other)
{
	return access->mode == other->mode && access->group == other->group;
}

/* Say why, after something was tried with the socket of spec; return -1. */
static int
listener_files_fail(struct listeners *set, const struct listener_spec *spec,
    const char *what, const char **error_r)
{
	char reason[LISTENER_FILES_REASON_BYTES];

	snprintf(reason, sizeof(reason), "%s %s: %s", what, spec->address,
	    errno == ENOTSOCK ? "something other than a socket is there"
			      : strerror(errno));
	return listeners_fail(set, spec, reason, error_r);
}

static int
listener_files_open(struct listeners *set, const struct listener_spec *spec,
    const char **error_r)
{
	struct socket_file file;
	struct listener *listener;
	int fd = socket_file_listen(
	    unix_path_of(spec->address), &spec->access, SOMAXCONN, &file);

	if (fd < 0)
		return listener_files_fail(
		    set, spec, "cannot listen on", error_r);
	listener = listeners_add(set, fd, spec);
	if (listener == NULL) {
		/* The socket is closed, but nobody else has had the time to
		 * put another file there. */
		int saved_errno = errno;

		socket_file_remove(&file);
		errno = saved_errno;
		return listener_files_fail(
		    set, spec, "cannot listen on", error_r);
	}
	listener->file = file;
	listener->access = spec->access;
	listener->is_new = true;
	if (set->base == NULL ||
	    acceptor_start(listener->acceptor, set->base) == 0)
		return 0;
	errno = ENOMEM;
	return listener_files_fail(set, spec, "cannot listen on", error_r);
}

/* Find or open the listener of spec.  Return 0, or -1 after a sentence. */
static int
listener_files_want(struct listeners *set, const struct listener_spec *spec,
    const char **error_r)
{
	struct listener *listener = listener_files_find(set, spec->address);

	if (listener == NULL) {
		if (listener_files_open(set, spec, error_r) != 0)
			return -1;
		listener = listener_files_find(set, spec->address);
	}
	listener->is_wanted = true;
	listener->next_protocol = spec->protocol;
	listener->next_tls_use = spec->tls_use;
	listener->next_name_source = spec->name_source;
	listener->next_access = spec->access;
	if (listener->file.path[0] == '\0' ||
	    socket_access_equals(&listener->access, &listener->next_access) ||
	    socket_file_set_access(&listener->file, &spec->access) == 0)
		return 0;
	return listener_files_fail(
	    set, spec, "cannot change mode and group of", error_r);
}

int
listener_files_prepare(struct listeners *set, const struct listener_spec *specs,
    size_t count, const char **error_r)
{
	for (struct listener *at = set->first; at != NULL; at = at->next) {
		at->is_wanted = !listener_is_unix(at);
		at->next_protocol = at->protocol;
		at->next_tls_use = at->tls_use;
		at->next_name_source = at->name_source;
		at->next_access = at->access;
	}
	for (size_t i = 0; i < count; i++) {
		if (listener_files_want(set, &specs[i], error_r) != 0) {
			int saved_errno = errno;

			listener_files_abandon(set);
			errno = saved_errno;
			return -1;
		}
	}
	return 0;
}

void
listener_files_commit(struct listeners *set)
{
	struct listener **link = &set->first;

	while (*link != NULL) {
		struct listener *listener = *link;

		if (!listener->is_wanted) {
			listeners_remove(set, link);
			continue;
		}
		listener->is_new = false;
		listener->access = listener->next_access;
		listener_set_protocol(
		    listener, listener->next_protocol, listener->next_tls_use);
		listener->name_source = listener->next_name_source;
		link = &listener->next;
	}
}

void
listener_files_abandon(struct listeners *set)
{
	struct listener **link = &set->first;

	while (*link != NULL) {
		struct listener *listener = *link;

		if (listener->is_new) {
			listeners_remove(set, link);
			continue;
		}
		if (listener->file.path[0] != '\0' &&
		    !socket_access_equals(
			&listener->access, &listener->next_access) &&
		    socket_file_set_access(
			&listener->file, &listener->access) != 0)
			log_errno("cannot give %s its mode and group again",
			    listener->where);
		link = &listener->next;
	}
}
