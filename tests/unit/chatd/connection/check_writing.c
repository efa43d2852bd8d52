/* SPDX-License-Identifier: MIT */
/*
 * Whose turn it is to write when many sockets take output again.  The clock and
 * the socket are stand-ins: a slice is over when the test says so, and a socket
 * takes what the test says.
 */

#include "chatd/connection/writing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>
#include <event2/event.h>

#include "chatd/connection/backlog.h"
#include "chatd/connection/congestion.h"
#include "chatd/connection/connection_private.h"
#include "chatd/connection/output.h"
#include "chatd/event/loop.h"
#include "chatd/net/transport.h"
#include "unit/unit.h"

#define SOCKETS 3

/* Nothing goes out until the batches of the turn are posted. */
static bool is_posted;

/* The fence has passed. */
static bool is_fenced;

static struct loop loop;
static struct connections set;
static struct connection *connections[SOCKETS];
static struct lent_buffers lent[SOCKETS];
static struct evbuffer *outputs[SOCKETS];

static int slice_left;         /* writes */
static ssize_t takes[SOCKETS]; /* bytes; negative: an error number */
static char seen[64];

static void
note(const char *step, int fd)
{
	const char word[] = { step[0], (char)('0' + fd), '\0' };

	ck_assert_uint_lt(strlen(seen) + 2, sizeof(seen));
	strcat(seen, word);
}

/* ---- stand-ins ----------------------------------------------------------- */

ssize_t
transport_send_buffer(int fd, struct tls_session *tls, struct evbuffer *output)
{
	size_t size = evbuffer_get_length(output);

	ck_assert_ptr_null(tls);
	ck_assert(is_posted);
	note("w", fd);
	if (takes[fd] < 0) {
		errno = (int)-takes[fd];
		return -1;
	}
	if (size > (size_t)takes[fd])
		size = (size_t)takes[fd];
	if (size > TRANSPORT_SEND_BYTES)
		size = TRANSPORT_SEND_BYTES;
	evbuffer_drain(output, size);
	return (ssize_t)size;
}

bool
output_is_allowed(struct connection *c)
{
	if (is_fenced)
		note("x", connection_fd(c));
	return !is_fenced;
}

int
backlog_await_socket(struct connection *c)
{
	note("a", connection_fd(c));
	return 0;
}

void
backlog_end(struct connection *c)
{
	c->is_backlogged = false;
}

struct evbuffer *
backlog_output(const struct connection *c)
{
	return outputs[connection_fd(c)];
}

void
backlog_count_sent(struct connection *c, size_t size)
{
	c->bytes_out += size;
}

bool
backlog_is_written(const struct connection *c)
{
	return evbuffer_get_length(backlog_output(c)) == 0;
}

void
backlog_return_empty(struct connection *c)
{
	c->buffers = NULL;
}

void
congestion_note_sent(struct connection *c, size_t waiting)
{
	ck_assert_uint_eq(waiting, evbuffer_get_length(backlog_output(c)));
}

void
connection_close(struct connection *c, enum close_reason reason)
{
	ck_assert_int_eq(reason, CLOSE_RESET);
	note("c", connection_fd(c));
}

void
flush_queue_add(struct connection *c)
{
	note("f", connection_fd(c));
}

void
loop_begin_slice(struct loop *begun)
{
	ck_assert_ptr_eq(begun, &loop);
	slice_left = 2;
}

bool
loop_slice_is_over(struct loop *asked)
{
	(void)asked;
	return --slice_left == 0;
}

static void
before_write_cb(struct connections *connections_to_write)
{
	(void)connections_to_write;
	is_posted = true;
}

/* ---- tests --------------------------------------------------------------- */

/* Let each have size bytes to write, and its socket take all of them. */
static void
set_up(size_t size)
{
	static const struct connection_owner owner = {
		.before_write = before_write_cb,
	};
	char *bytes = calloc(1, size);

	ck_assert_ptr_nonnull(bytes);
	set.loop = &loop;
	set.owner = &owner;
	list_init(&set.writable);
	for (int i = 0; i < SOCKETS; i++) {
		outputs[i] = evbuffer_new();
		ck_assert_ptr_nonnull(outputs[i]);
		evbuffer_add(outputs[i], bytes, size);
		connections[i] = calloc(1, sizeof(*connections[i]));
		ck_assert_ptr_nonnull(connections[i]);
		connections[i]->set = &set;
		connections[i]->buffers = &lent[i];
		ck_assert_int_eq(event_assign(&connections[i]->reading.readable,
				     NULL, i, EV_READ, NULL, NULL),
		    0);
		takes[i] = (ssize_t)size;
		connections[i]->is_backlogged = true;
		lent[i].connection = connections[i];
	}
	free(bytes);
}

static void
tear_down(void)
{
	for (int i = 0; i < SOCKETS; i++) {
		evbuffer_free(outputs[i]);
		free(connections[i]);
	}
}

static void
be_writable(int fd)
{
	list_append(&set.writable, &lent[fd].place);
}

START_TEST(a_slice_ends_and_the_next_one_goes_on)
{
	set_up(10);
	ck_assert(!writing_is_due(&set));
	for (int i = 0; i < SOCKETS; i++)
		be_writable(i);
	writing_go_on(&set);
	ck_assert_str_eq(seen, "w0f0w1f1");
	ck_assert(writing_is_due(&set));
	writing_go_on(&set);
	ck_assert_str_eq(seen, "w0f0w1f1w2f2");
	ck_assert(!writing_is_due(&set));
	ck_assert_uint_eq(connections[2]->bytes_out, 10);
	tear_down();
}
END_TEST

START_TEST(whoever_has_more_than_a_piece_lets_others_write_first)
{
	set_up(TRANSPORT_SEND_BYTES + 1);
	be_writable(0);
	be_writable(1);
	writing_go_on(&set);
	writing_go_on(&set);
	ck_assert_str_eq(seen, "w0w1w0f0w1f1");
	tear_down();
}
END_TEST

START_TEST(a_socket_that_takes_a_part_is_waited_for)
{
	set_up(10);
	takes[1] = 4;
	be_writable(1);
	writing_go_on(&set);
	takes[1] = -EAGAIN;
	be_writable(1);
	writing_go_on(&set);
	ck_assert_str_eq(seen, "w1a1w1a1");
	ck_assert(connections[1]->is_backlogged);
	ck_assert_uint_eq(evbuffer_get_length(outputs[1]), 6);
	tear_down();
}
END_TEST

START_TEST(a_socket_that_fails_is_closed)
{
	set_up(10);
	takes[1] = -ECONNRESET;
	be_writable(1);
	be_writable(2);
	writing_go_on(&set);
	ck_assert_str_eq(seen, "w1c1w2f2");
	tear_down();
}
END_TEST

START_TEST(nothing_is_written_beyond_the_fence)
{
	set_up(10);
	is_fenced = true;
	be_writable(1);
	be_writable(2);
	writing_go_on(&set);
	ck_assert_str_eq(seen, "x1x2");
	ck_assert(!writing_is_due(&set));
	tear_down();
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_slice_ends_and_the_next_one_goes_on);
	test_cases_add(
	    tests, whoever_has_more_than_a_piece_lets_others_write_first);
	test_cases_add(tests, a_socket_that_takes_a_part_is_waited_for);
	test_cases_add(tests, a_socket_that_fails_is_closed);
	test_cases_add(tests, nothing_is_written_beyond_the_fence);
}
