/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BACKLOG_H
#define CHATD_BACKLOG_H

/*
 * What a connection has waiting in buffers that its worker lends it: output
 * that the socket did not take, or that is too long for a page, and input that
 * is no whole request yet.  The buffers go back as soon as they are empty.
 *
 * No function here closes a connection: what fails is returned to the caller,
 * and what fails later is left for the flush at the end of the turn.  Owner
 * thread only.
 */

#include <stdbool.h>
#include <stddef.h>

struct connection;
struct evbuffer;

/* Return how many bytes of output are not yet the kernel's. */
size_t backlog_queued_bytes(const struct connection *connection);

/*
 * Return how many bytes of memory wait for the connection or from it, and would
 * be free without it: of what it shares with others only a part.
 */
size_t backlog_own_bytes(const struct connection *connection);

/*
 * Borrow buffers if the connection has none; only then may its output be asked
 * for.  Return false if there is no memory.
 */
bool backlog_borrow(struct connection *connection);
struct evbuffer *backlog_output(const struct connection *connection);

/* Keep size bytes of input.  Return 0, or -1 if there is no memory. */
int backlog_keep_input(
    struct connection *connection, const char *bytes, size_t size);

/* Return how many bytes of input are kept. */
size_t backlog_input_bytes(const struct connection *connection);

/* Copy kept input to the front of the worker's read buffer; return its size. */
size_t backlog_take_input(struct connection *connection);

/*
 * Lift kept input out of the buffers to handle it where it lies, until it is
 * put back; meanwhile the connection may end.  Return it, or NULL if there is
 * no memory; *size_r is its size.
 */
const char *backlog_lift_input(struct connection *connection, size_t *size_r);

/*
 * Put back what was lifted, except for the first used bytes.  Return 0, or -1
 * if there is no memory.
 */
int backlog_put_back_input(struct connection *connection, size_t used);

/* Give the buffers back if nothing is in them. */
void backlog_return_empty(struct connection *connection);

/* Say whether the transport has all that waited, and owes none of it. */
bool backlog_is_written(const struct connection *connection);

/* Give page and buffers back, with what is in them. */
void backlog_drop(struct connection *connection);

/* Count size more bytes of output that the kernel has taken. */
void backlog_count_sent(struct connection *connection, size_t size);

/*
 * Output begins to wait for the socket: queue the connection to be written when
 * it takes something again (writing.h).  From now on the peer has to take
 * something.  Return 0, or -1 if there is no memory.
 */
int backlog_begin(struct connection *connection);

/*
 * Queue it again when its socket takes something: not all is written, and it is
 * not in the queue.
 */
int backlog_await_socket(struct connection *connection);

/* Wait for the socket no more, if it does. */
void backlog_end(struct connection *connection);

/*
 * Note what the peer has acknowledged, and say whether that has been nothing
 * for send_timeout; or, for one that keeps others waiting, next to nothing.  To
 * be asked while output waits; the answer is as exact as the time between two
 * questions.  Each costs one system call.
 */
bool backlog_is_stalled(struct connection *connection);

/*
 * Have the kernel give the peer up as the limits say: for a connection whose
 * limits are new.
 */
void backlog_apply_limits(struct connection *connection);

#endif
