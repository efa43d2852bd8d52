/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TEST_CLIENT_H
#define CHATD_TEST_CLIENT_H

/*
 * A client as a test writes it: bytes out, exact bytes in.
 *
 * Each function fails the test with a message when what it waits for does not
 * come.  Silence is never waited for: ask for something whose answer must come
 * after whatever should not be there, and expect that answer.  Clients belong
 * to the test and are closed when it has passed.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sockaddr;
struct test_client;
struct test_daemon;

/* Connect to the daemon's first hello listener, or to the index-th one. */
struct test_client *test_client_connect(const struct test_daemon *daemon);
struct test_client *test_client_connect_to(
    const struct test_daemon *daemon, size_t index);

/* Connect to the daemon's first listener that speaks protocol. */
struct test_client *test_client_connect_protocol(
    const struct test_daemon *daemon, const char *protocol);

/* Connect to any stream socket, the daemon's console for one. */
struct test_client *test_client_connect_socket(
    const struct sockaddr *address, size_t size);

/* Connect anew to where client was connected; what it has read is gone. */
void test_client_connect_again(struct test_client *client);

/*
 * Connect to the daemon's index-th listener that speaks protocol, from the
 * address and port of another client; or, if other is NULL, from a port that a
 * second client may have as well.
 */
struct test_client *test_client_connect_beside(const struct test_daemon *daemon,
    const char *protocol, size_t index, const struct test_client *other);

/*
 * Connect from this address, any of 127.0.0.0/8, to the daemon's first listener
 * that speaks protocol, which must be at 127.0.0.1 or at every address.
 */
struct test_client *test_client_connect_from(const struct test_daemon *daemon,
    const char *protocol, const char *address);

/*
 * As test_client_connect_protocol() with a receive buffer that stays small, so
 * that a client that does not read is soon felt.
 */
struct test_client *test_client_connect_small(
    const struct test_daemon *daemon, const char *protocol);

/* Say whether a connection to the daemon's first hello listener is refused. */
bool test_client_is_refused(const struct test_daemon *daemon);

/* Connect and log in under name. */
struct test_client *test_client_login(
    const struct test_daemon *daemon, const char *name);

/* As above, as test_client_connect_small() connects. */
struct test_client *test_client_login_small(
    const struct test_daemon *daemon, const char *name);

/* Send all bytes; they leave at once and by themselves (TCP_NODELAY). */
void test_client_send(struct test_client *client, const char *text);
void test_client_send_bytes(
    struct test_client *client, const void *bytes, size_t size);

/* Send all bytes in pieces of random sizes from 1 to piece_max. */
void test_client_send_pieces(struct test_client *client, const void *bytes,
    size_t size, size_t piece_max);

/*
 * Send what the socket takes without waiting; return how many bytes it took.
 * If the other side has closed, all are taken: reading will tell.
 */
size_t test_client_try_send(
    struct test_client *client, const void *bytes, size_t size);

/*
 * Wait until the other side's kernel has all that was sent, whether anybody
 * there reads it or not.
 */
void test_client_wait_received(const struct test_client *client);

/* Expect that the next bytes are exactly these. */
void test_client_expect(struct test_client *client, const char *text);
void test_client_expect_bytes(
    struct test_client *client, const void *bytes, size_t size);

/* Send the request, then expect the reply. */
void test_client_ask(
    struct test_client *client, const char *request, const char *reply);

/*
 * Send the request this many times, some of them at once, and expect the reply
 * to each.
 */
void test_client_ask_many(struct test_client *client, const char *request,
    const char *reply, size_t count);

/*
 * Send the request again and again until this is the reply: for a change that
 * nothing announces.
 */
void test_client_ask_until(
    struct test_client *client, const char *request, const char *reply);

/*
 * As test_client_ask(), for a line that depends on what another node of a
 * cluster knows, which is a moment late: there it is asked for until it comes.
 */
void test_client_ask_known(
    struct test_client *client, const char *request, const char *reply);

/*
 * Expect text, and nothing else in its segments.  Return in how many TCP
 * segments it came since the last call that expected something, or count where
 * the kernel does not tell.
 */
unsigned int test_client_count_segments(
    struct test_client *client, const char *text, unsigned int count);

/* As above, and fail unless they are count. */
void test_client_expect_segments(
    struct test_client *client, const char *text, unsigned int count);

/*
 * As above, again and again for the same request, until the reply comes in
 * count segments; it may never come in fewer.  It may come in more: of two
 * segments a kernel in a hurry sends the last one twice.
 */
void test_client_ask_segments(struct test_client *client, const char *request,
    const char *reply, unsigned int count);

/*
 * Expect a line; return it without its "\n".  It is valid until the next call
 * for this client.
 */
const char *test_client_take_line(struct test_client *client);

/* Take lines, and pass over them, until one is this, without its "\n". */
void test_client_take_until(struct test_client *client, const char *expected);

/* As above, but return NULL when the connection has ended, in whatever way. */
const char *test_client_take_line_or_end(struct test_client *client);

/* Expect size bytes; return them.  They are valid as a line is. */
const char *test_client_take_bytes(struct test_client *client, size_t size);

/*
 * Read what is there and take a line, or return NULL if there is none yet.
 * To wait for several clients give their descriptors to test_poll().
 */
const char *test_client_poll_line(struct test_client *client);
int test_client_fd(const struct test_client *client);

/* Read up to the end; return how many bytes came, and tell how it ended. */
size_t test_client_drain(struct test_client *client, bool *reset_r);

/* Expect the end of the connection next, in order. */
void test_client_expect_end(struct test_client *client);

/* Expect a reset; what came before it is passed over. */
void test_client_expect_reset(struct test_client *client);

/* Shut down the sending side; close in order; close with a reset. */
void test_client_finish(struct test_client *client);
void test_client_close(struct test_client *client);
void test_client_abort(struct test_client *client);

/* Return "127.0.0.1:51234", as the daemon's log names this client. */
const char *test_client_name(const struct test_client *client);

#endif
