/* SPDX-License-Identifier: MIT */
#include "cluster/name_log_fixture.h"

#include <stdlib.h>

#include "cluster/name_witness.h"
#include "common/test_support.h"

struct name_log *copied;
static struct name_witness witness;

void
name_log_fixture_begin(void)
{
	copied = name_log_new(name_witness_events(), &witness, 42, true);
	ck_assert_ptr_nonnull(copied);
}

void
name_log_fixture_end(void)
{
	name_log_free(copied);
	name_witness_clear(&witness);
}

bool
take(const char *id, const char *field, const char *value)
{
	struct name_entry entry;

	test_require(name_entry_read(slice_of(id), slice_of(field),
			 slice_of(value), &entry) == 0,
	    "%s %s %s", id, field, value);
	return name_log_take(copied, &entry);
}

void
add_node(const char *life, const char *value)
{
	struct node_record node;

	test_require(
	    node_record_read(slice_of(life), slice_of(value), &node) == 0, "%s",
	    value);
	test_require(name_log_add_node(copied, &node), "%s", value);
}

void
add_name(const char *name, const char *value)
{
	struct name_owner owner;
	struct slice written;

	test_require(name_owner_read(slice_of(name), slice_of(value), &written,
			 &owner) == 0,
	    "%s", value);
	test_require(name_log_add_name(copied, written, &owner), "%s", name);
}

void
expect_some(const char *news)
{
	char *told = name_witness_take_news(&witness);

	test_require_equal(told, news);
	free(told);
}

void
expect(const char *news)
{
	name_log_tell_some(copied, SIZE_MAX);
	expect_some(news);
}

void
follow(void)
{
	name_log_begin(copied, 10);
	add_node("1", "1 100 n1");
	add_node("2", "1 100 n2");
	test_require(name_log_end(copied, 10), "behind");
	expect("+1 +2");
}
