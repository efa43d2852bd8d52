/* SPDX-License-Identifier: MIT */
/* What is asked is kept with bytes of its own, until it is answered. */

#include "chatd/routing/questions.h"

#include <stdlib.h>
#include <string.h>

#include "unit/unit.h"

/* Keep a question of asker, whose bytes are gone when this returns. */
static void
keep(struct questions *questions, uint64_t asker, const char *name,
    enum text_style style, const char *plain, const char *raw)
{
	char *bytes[] = { strdup(name), strdup(plain), strdup(raw) };
	const struct question question = {
		.asker = { asker },
		.name = slice_of(bytes[0]),
		.text = { style, 0, slice_of(bytes[1]), slice_of(bytes[2]) },
	};

	ck_assert_int_eq(questions_keep(questions, &question), 0);
	for (int i = 0; i < 3; i++) {
		memset(bytes[i], '?', strlen(bytes[i]));
		free(bytes[i]);
	}
}

static void
expect(struct question *question, const char *name, enum text_style style,
    const char *plain, const char *raw)
{
	ck_assert_ptr_nonnull(question);
	ck_assert(slice_is(question->name, name));
	ck_assert_int_eq(question->text.style, style);
	ck_assert(slice_is(question->text.plain, plain));
	ck_assert(slice_is(question->text.raw, raw));
	free(question);
}

START_TEST(a_text_is_kept_in_all_its_forms)
{
	struct questions questions;

	questions_init(&questions);
	keep(&questions, 1, "bob", TEXT_NOTICE, "hi", "\x02hi");
	keep(&questions, 2, "carol", TEXT_ACTION, "* alice waves", "");
	keep(&questions, 3, "bob", TEXT_QUERY, "", "VERSION");
	expect(questions_take(&questions, (struct address){ 2 }), "carol",
	    TEXT_ACTION, "* alice waves", "");
	expect(questions_take(&questions, (struct address){ 3 }), "bob",
	    TEXT_QUERY, "", "VERSION");
	expect(questions_take_oldest(&questions), "bob", TEXT_NOTICE, "hi",
	    "\x02hi");
	ck_assert_ptr_null(questions_take_oldest(&questions));
}
END_TEST

START_TEST(each_asker_has_their_own)
{
	struct questions questions;

	questions_init(&questions);
	keep(&questions, 1, "bob", TEXT_PLAIN, "hi", "");
	ck_assert_ptr_null(questions_take(&questions, (struct address){ 2 }));
	keep(&questions, 2, "bob", TEXT_PLAIN, "hey", "");
	expect(questions_take(&questions, (struct address){ 2 }), "bob",
	    TEXT_PLAIN, "hey", "");
	questions_clear(&questions);
	ck_assert_ptr_null(questions_take_oldest(&questions));
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_text_is_kept_in_all_its_forms);
	test_cases_add(tests, each_asker_has_their_own);
}
