/* SPDX-License-Identifier: MIT */
#ifndef CHATD_NEWCOMER_H
#define CHATD_NEWCOMER_H

/*
 * An accepted socket that is on its way to become a connection: the main thread
 * has let it in, and hands it to a worker.
 */

#include <sys/socket.h>

#include <stdint.h>

#include "chatd/core/name_source.h"

struct protocol;
struct tls_context;

/* Whether a listener's connections are encrypted. */
enum tls_use {
	TLS_USE_NO,
	TLS_USE_YES,
	TLS_USE_AUTO, /* if the client's first byte begins a handshake */
};

struct newcomer {
	int fd;          /* connected, non-blocking; owned */
	uint64_t number; /* what the log calls the connection */
	uint32_t place;  /* among those of its address; see sources.h */
	const struct protocol *protocol;
	enum tls_use tls_use;
	enum name_source name_source;
	struct tls_context *tls; /* owned reference; NULL with TLS_USE_NO */
	struct sockaddr_storage peer;
};

#endif
