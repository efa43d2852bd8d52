/* SPDX-License-Identifier: MIT */
/*
 * Names that are one in all capitals.  The program has a mmap() of its own in
 * place of the C library's, to let it fail: claims lie in slabs.
 */

#include "chatd/presence/directory.h"

#include <sys/mman.h>
#include <sys/syscall.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/name.h"
#include "common/test_support.h"
#include "unit/unit.h"

static struct claim_answer
claim_name_of(struct directory *directory, const char *name)
{
	return directory_claim(directory, slice_of(name), CLAIM_USER,
	    address_make(1, 2, 3), NULL, NULL);
}

static struct claim_answer
rename_to(struct directory *directory, struct claim *claim, const char *name)
{
	return directory_rename(directory, claim, slice_of(name), NULL, NULL);
}

static struct address
find(struct directory *directory, const char *name)
{
	return directory_find(directory, slice_of(name));
}

static void
assert_list(struct directory *directory, const char *want)
{
	uint64_t version;
	size_t size;
	char *list = directory_list(
	    directory, slice_of("echo"), ',', &size, &version);

	ck_assert_ptr_nonnull(list);
	ck_assert_uint_eq(size, strlen(want));
	ck_assert(memcmp(list, want, size) == 0);
	free(list);
}

START_TEST(names_fold_if_they_are_to)
{
	struct directory *directory = directory_new(2);
	struct claim_answer alice, bob;

	directory_fold_names(directory);
	alice = claim_name_of(directory, "Alice");
	bob = claim_name_of(directory, "bob");
	ck_assert_int_eq(
	    claim_name_of(directory, "aLICE").outcome, CLAIM_IN_USE);
	ck_assert_int_eq(
	    rename_to(directory, bob.claim, "ALICE").outcome, CLAIM_IN_USE);
	ck_assert_uint_ne(find(directory, "alice").value, 0);
	/* There is no place left, and none is taken. */
	alice = rename_to(directory, alice.claim, "ALICE");
	ck_assert_int_eq(alice.outcome, CLAIM_GRANTED);
	assert_list(directory, "echo,ALICE,bob");
	ck_assert_uint_eq(directory_count(directory), 2);
	ck_assert_uint_ne(find(directory, "alice").value, 0);
	directory_release(directory, alice.claim);
	ck_assert_uint_eq(find(directory, "Alice").value, 0);
	ck_assert_uint_eq(find(directory, "ALICE").value, 0);
	directory_release(directory, bob.claim);
	directory_free(directory);
}
END_TEST

/* A name that nobody can have is nobody's, and is looked up all the same. */
START_TEST(names_fold_however_long_they_are)
{
	struct directory *directory = directory_new(1);
	char name[NAME_MAX_BYTES + 1];
	struct slice longest = { name, NAME_MAX_BYTES };
	struct slice longer = { name, sizeof(name) };
	struct claim_answer answer;

	directory_fold_names(directory);
	memset(name, 'x', sizeof(name));
	answer = directory_claim(
	    directory, longest, CLAIM_USER, address_make(1, 2, 3), NULL, NULL);
	ck_assert_int_eq(answer.outcome, CLAIM_GRANTED);
	name[0] = name[NAME_MAX_BYTES - 1] = 'X';
	ck_assert_uint_ne(directory_find(directory, longest).value, 0);
	ck_assert_uint_eq(directory_find(directory, longer).value, 0);
	directory_release(directory, answer.claim);
	directory_free(directory);
}
END_TEST

#if !TEST_SANITIZED

/* More claims than have room in the memory of one chunk of slots. */
#define SOME 2000

static bool maps_fail;

void *
mmap(
    void *address, size_t size, int protection, int flags, int fd, off_t offset)
{
	if (maps_fail) {
		errno = ENOMEM;
		return MAP_FAILED;
	}
	return (void *)syscall(
	    SYS_mmap, address, size, protection, flags, fd, offset);
}

/* Fill the memory that there is for claims of names as long as this. */
static void
fill_memory(struct directory *directory)
{
	char name[16];

	for (int i = 0; i < SOME; i++) {
		enum claim_outcome outcome;

		snprintf(name, sizeof(name), "x%05d", i);
		outcome = claim_name_of(directory, name).outcome;
		if (outcome == CLAIM_OUT_OF_MEMORY)
			return;
		ck_assert_int_eq(outcome, CLAIM_GRANTED);
	}
	ck_abort_msg("there is memory for any number of claims");
}

START_TEST(whoever_gets_no_other_capitals_keeps_theirs)
{
	struct directory *directory = directory_new(SOME);
	struct sighting seen;
	struct claim_answer bobby;
	uint64_t version;

	directory_fold_names(directory);
	bobby = claim_name_of(directory, "x_Bobby");
	bobby = rename_to(directory, bobby.claim, "xBobby");
	maps_fail = true;
	fill_memory(directory);
	version = directory_version(directory);
	seen = directory_look(directory, slice_of("xbobby"));
	ck_assert_int_eq(rename_to(directory, bobby.claim, "xBOBBY").outcome,
	    CLAIM_OUT_OF_MEMORY);
	ck_assert_uint_eq(directory_version(directory), version);
	ck_assert(directory_is_as_seen(directory, &seen));
	ck_assert(slice_is(claim_name(bobby.claim), "xBobby"));
	maps_fail = false;
	bobby = rename_to(directory, bobby.claim, "xBOBBY");
	ck_assert_int_eq(bobby.outcome, CLAIM_GRANTED);
	ck_assert(!directory_is_as_seen(directory, &seen));
	ck_assert_uint_ne(find(directory, "xbobby").value, 0);
	directory_free(directory);
}
END_TEST

#endif

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, names_fold_if_they_are_to);
	test_cases_add(tests, names_fold_however_long_they_are);
#if !TEST_SANITIZED
	test_cases_add(tests, whoever_gets_no_other_capitals_keeps_theirs);
#endif
}
