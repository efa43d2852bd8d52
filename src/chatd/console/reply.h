/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONSOLE_REPLY_H
#define CHATD_CONSOLE_REPLY_H

/*
 * What a client of the console is told.  A reply is put together at once, or
 * later when somebody else has answered; until it is complete the client's next
 * request waits.  Main thread only.
 */

#include <stdint.h>

struct config;
struct console;
struct console_client;
struct console_host;
struct evbuffer;

/* Return the console that client is connected to, or the host of that. */
struct console *console_client_console(const struct console_client *client);
const struct console_host *console_client_host(
    const struct console_client *client);

/* Return the configuration in force, until something changes it. */
const struct config *console_client_config(const struct console_client *client);

/*
 * Log who has given an order, and what: "console: user 0 stops the server", for
 * a format that says what user 0 does.
 */
void console_log_order(const struct console_client *client, const char *format,
    ...) __attribute__((format(printf, 2, 3)));

/* Return the user of the machine who asks, or -1 if it is not known. */
long console_client_user(const struct console_client *client);

/*
 * Return the number of client.  Whoever replies later keeps that and not the
 * client, which may be gone by then.
 */
uint64_t console_client_number(const struct console_client *client);

/* Find the client of this number, or return NULL if it is gone. */
struct console_client *console_find_client(
    const struct console *console, uint64_t number);

/*
 * Have all connections looked at that a ban or a mute may concern, in place of
 * a client that is gone.
 */
void console_apply_sanctions(const struct console *console);

/* Append to the reply. */
void console_append(struct console_client *client, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Move everything that from holds to the end of the reply. */
void console_append_buffer(
    struct console_client *client, struct evbuffer *from);

/* Return the buffer of the reply, for functions that append to an evbuffer. */
struct evbuffer *console_reply_buffer(struct console_client *client);

/* Complete the reply: the client's next request may be handled. */
void console_reply_end(struct console_client *client);

/* Reply that the request is done, or that it is refused for a reason. */
void console_reply_ok(struct console_client *client);
void console_reply_error(struct console_client *client, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
