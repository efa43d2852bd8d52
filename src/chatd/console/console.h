/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONTROL_H
#define CHATD_CONTROL_H

/*
 * The operator's console: a unix socket, one request a line (chatctl(8)).
 *
 * A reply is "OK" or "ERROR reason", then lines, then an empty line.  Who may
 * connect is decided by the socket's mode and checked by the peer's
 * credentials.  Main thread only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/line.h"

struct control;
struct control_client;
struct evbuffer;
struct server;

/*
 * Open the console of server at path; its directory must exist.  Return NULL
 * after a line in the log if it cannot be opened.
 */
struct control *control_new(struct server *server, const char *path);

/* Begin to accept.  Return 0, or -1 (no memory). */
int control_start(struct control *control);

/*
 * Close the console, and all who are connected to it; NULL is allowed.  The
 * workers must have been stopped.
 */
void control_free(struct control *control);

/* ---- for the commands ---------------------------------------------------- */

/* The server that this console is of. */
struct server *control_server(const struct control *control);

/*
 * A client is known by its number, because an answer may come when it is gone.
 * Return it, or NULL.
 */
uint64_t control_client_number(const struct control_client *client);
struct control_client *control_find_client(
    struct control *control, uint64_t number);

/* The console that client is connected to, and the server of that. */
struct control *control_client_control(const struct control_client *client);
struct server *control_client_server(const struct control_client *client);

/* Append to the reply; all that from holds is moved. */
void control_append(struct control_client *client, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void control_append_buffer(
    struct control_client *client, struct evbuffer *from);

/* What the reply is appended to, for those who write to an evbuffer. */
struct evbuffer *control_client_output(struct control_client *client);

/* The reply is complete; the client's next request may be handled. */
void control_reply_end(struct control_client *client);

/* A whole reply: done, or refused for this reason. */
void control_reply_ok(struct control_client *client);
void control_reply_error(struct control_client *client, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
