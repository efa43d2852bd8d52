/* SPDX-License-Identifier: MIT */
/*
 * The log and the pages of a random engine, mixed in every order that a server
 * can bring about, with gaps and now and then without memory, end in the copy
 * that the engine has.
 */

#include "chatd/cluster/copies/name_log.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/memory/slabs.h"
#include "cluster/engine_model.h"
#include "cluster/name_witness.h"
#include "common/test_support.h"

#define ROUNDS 300
#define STEPS  300
#define PAGES  64

static struct engine_model model;
static struct name_witness witness;
static struct name_log *copied;

static size_t delivered; /* entries of the log */
static bool is_scanning;
static int scanned;                     /* names of the scan that were read */
static struct model_entry pages[PAGES]; /* that are on their way */
static size_t page_count;
static bool is_end_on_its_way;
static uint64_t end_sequence;
static size_t snapshots;

/* One allocation fails after this many; 0: none does. */
static unsigned int fails_after;

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_slabs_take(struct slabs *slabs, size_t size);
void *__wrap_slabs_take(struct slabs *slabs, size_t size);

void *
__wrap_calloc(size_t count, size_t size)
{
	if (fails_after > 0 && --fails_after == 0)
		return NULL;
	return __real_calloc(count, size);
}

void *
__wrap_slabs_take(struct slabs *slabs, size_t size)
{
	if (fails_after > 0 && --fails_after == 0)
		return NULL;
	return __real_slabs_take(slabs, size);
}

static void
begin_snapshot(void)
{
	struct node_record node;

	name_log_begin(copied, model.sequence);
	delivered = model.log_size;
	for (int i = 0; i < MODEL_LIVES; i++) {
		if (model.lives[i] == 0)
			continue;
		test_require(
		    node_record_read(slice_of(test_format("%llu",
					 (unsigned long long)model.lives[i])),
			slice_of(engine_model_node(&model, i)), &node) == 0,
		    "a node cannot be read");
		name_log_add_node(copied, &node);
	}
	is_scanning = true;
	scanned = 0;
	page_count = 0;
	is_end_on_its_way = false;
	snapshots++;
}

/* The engine reads some more names for the snapshot. */
static void
scan(void)
{
	if (!is_scanning)
		return;
	for (int left = 1 + (int)test_random(3);
	     left > 0 && scanned < MODEL_NAMES; left--)
		page_count += (size_t)engine_model_page(
		    &model, scanned++, &pages[page_count]);
	if (scanned == MODEL_NAMES) {
		is_scanning = false;
		is_end_on_its_way = true;
		end_sequence = model.sequence;
	}
}

/* What the engine has read arrives. */
static void
deliver_pages(void)
{
	struct name_owner owner;
	struct slice name;

	for (size_t i = 0; i < page_count; i++) {
		test_require(name_owner_read(slice_of(pages[i].field),
				 slice_of(pages[i].value), &name, &owner) == 0,
		    "%s", pages[i].value);
		name_log_add_name(copied, name, &owner);
	}
	page_count = 0;
	if (is_end_on_its_way)
		name_log_end(copied, end_sequence);
	is_end_on_its_way = false;
}

static void
deliver_entry(void)
{
	const struct model_entry *next = &model.log[delivered];
	struct name_entry entry;

	if (delivered >= model.log_size)
		return;
	delivered++;
	test_require(
	    name_entry_read(slice_of(test_format(
				"%llu-0", (unsigned long long)next->sequence)),
		slice_of(next->field), slice_of(next->value), &entry) == 0,
	    "%s %s", next->field, next->value);
	name_log_take(copied, &entry);
}

/* Whenever the copy has all, it is the same. */
static void
require_the_same(void)
{
	char *text;

	if (!name_log_is_right(copied) ||
	    name_log_sequence(copied) != model.sequence)
		return;
	text = name_witness_text(&witness);
	test_require_equal(text, engine_model_text(&model));
	free(text);
	test_require(
	    name_witness_is_in_order(&witness) || !name_log_is_in_order(copied),
	    "the names are out of order");
	/* Only later snapshots may find some in between. */
	test_require(snapshots > 1 || name_log_is_in_order(copied),
	    "the log says that names are out of order");
	if (!name_log_is_in_order(copied))
		name_log_put_in_order(copied, name_witness_sort(&witness));
}

static void
step(void)
{
	switch (test_random(9)) {
	case 0:
	case 1:
		engine_model_step(&model);
		break;
	case 2:
		scan();
		break;
	case 3:
		deliver_pages();
		break;
	case 4:
		if (name_log_is_behind(copied))
			begin_snapshot();
		break;
	case 5:
		/* Some of the log is lost, or all of the engine's memory. */
		if (test_random(40) == 0 && delivered + 1 < model.log_size)
			delivered++;
		if (test_random(80) == 0) {
			engine_model_forget(&model);
			begin_snapshot();
		}
		break;
	case 6:
		name_log_tell_some(copied, 1 + test_random(5));
		break;
	default:
		deliver_entry();
	}
	require_the_same();
}

/* Let everything arrive that is on its way. */
static void
settle(void)
{
	do {
		if (name_log_is_behind(copied))
			begin_snapshot();
		scan();
		deliver_pages();
		deliver_entry();
		name_log_tell_some(copied, SIZE_MAX);
	} while (!name_log_is_right(copied) ||
		 name_log_sequence(copied) != model.sequence);
	require_the_same();
}

START_TEST(all_ways_lead_to_the_same_copy)
{
	for (int round = 0; round < ROUNDS; round++) {
		memset(&model, 0, sizeof(model));
		snapshots = 0;
		delivered = 0;
		copied = name_log_new(
		    name_witness_events(), &witness, 42, true);
		ck_assert_ptr_nonnull(copied);
		if (test_random(2) == 0)
			fails_after = 1 + test_random(60);
		for (int i = 0; i < STEPS; i++)
			step();
		fails_after = 0;
		settle();
		name_log_free(copied);
		name_witness_clear(&witness);
	}
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, all_ways_lead_to_the_same_copy);
}
