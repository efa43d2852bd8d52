/* SPDX-License-Identifier: MIT */
/*
 * Kept rooms of a cluster whose thread has no memory.  This program stands in
 * for the C library's allocator, to let one call of that thread fail.  It is
 * left out of builds with a sanitizer, which brings an allocator of its own.
 */

#include "chatd/keeping/kept_register.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/chatd/keeping/kept_nodes.h"
#include "unit/unit.h"

#define DEN "room den\nowner alice\n"

/* More calls than a round of the thread makes. */
#define CALLS_MAX 60

static struct kept_node *const first = &kept_nodes[0];

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static pthread_t spared; /* the thread of the test */
static atomic_uint calls_left;
static atomic_bool has_failed;

static bool
fails_now(void)
{
	if (atomic_load(&calls_left) == 0 ||
	    pthread_equal(pthread_self(), spared) ||
	    atomic_fetch_sub(&calls_left, 1) > 1)
		return false;
	atomic_store(&has_failed, true);
	errno = ENOMEM;
	return true;
}

void *
malloc(size_t size)
{
	return fails_now() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
	return fails_now() ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *old, size_t size)
{
	return fails_now() ? NULL : __libc_realloc(old, size);
}

static void
set_up(void)
{
	spared = pthread_self();
	kept_nodes_set_up();
	for (int i = 1; i < KEPT_NODES; i++)
		kept_node_stop(&kept_nodes[i]);
}

/* What the engine and the node are to have of den. */
static char wanted[256];

static bool
is_wanted(void)
{
	return strcmp(kept_engine_text("den"), wanted) == 0 &&
	       kept_nodes_agree();
}

/*
 * Have den change here and elsewhere, with the call of this number failing.
 * Return whether one failed.
 */
static bool
change_without(unsigned int call)
{
	char topic[32];

	atomic_store(&has_failed, false);
	snprintf(topic, sizeof(topic), "tea %u", call);
	snprintf(wanted, sizeof(wanted), DEN "limit %u\n", call);
	atomic_store(&calls_left, call);
	kept_engine_put("den", wanted);
	kept_engine_serve(is_wanted);
	kept_node_set_topic(first, "den", topic);
	snprintf(
	    wanted, sizeof(wanted), DEN "limit %u\ntopic %s\n", call, topic);
	kept_engine_serve(is_wanted);
	atomic_store(&calls_left, 0);
	/* Begin the next time with a room that is new here. */
	wanted[0] = '\0';
	kept_engine_put("den", wanted);
	kept_engine_serve(is_wanted);
	return atomic_load(&has_failed);
}

START_TEST(nothing_is_lost_for_want_of_memory)
{
	unsigned int call = 1;

	while (change_without(call))
		ck_assert_uint_lt(++call, CALLS_MAX);
	ck_assert_uint_gt(call, 6);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_fixture(tests, set_up, kept_nodes_tear_down);
	test_cases_set_timeout(tests, 120);
	test_cases_add(tests, nothing_is_lost_for_want_of_memory);
}
