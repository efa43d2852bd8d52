/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_SERVER_SOCKET_H
#define CHATD_CHATC_SERVER_SOCKET_H

#include <stdbool.h>

struct sockaddr;

/*
 * Set what a connected socket of chat needs: small pieces are sent at once, and
 * a dead link is noticed.  Without it, all goes on a little worse.
 */
void server_socket_set_up(int fd);

/* Say whether what goes to this address never leaves the machine. */
bool server_socket_is_private(const struct sockaddr *address);

#endif
