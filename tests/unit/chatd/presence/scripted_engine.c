/* SPDX-License-Identifier: MIT */
/* What the engine hears is kept as text, in the order in which it came. */

#include "unit/chatd/presence/scripted_engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "chatd/event/mailbox.h"
#include "unit/unit.h"

/* ---- what the directory calls -------------------------------------------- */

static void
scripted_note(
    struct scripted_engine *engine, const char *what, struct slice name)
{
	size_t used = strlen(engine->said);

	snprintf(engine->said + used, sizeof(engine->said) - used, "%s %.*s; ",
	    what, (int)name.size, name.bytes);
}

static void
scripted_asked_cb(void *state, struct engine_question *question)
{
	static const char *const words[] = {
		[ENGINE_CLAIM] = "claim",
		[ENGINE_RENAME] = "rename",
		[ENGINE_FIND] = "find",
	};
	struct scripted_engine *engine = state;

	ck_assert_uint_lt(engine->question_count, SCRIPTED_QUESTIONS_MAX);
	engine->questions[engine->question_count++] = question;
	scripted_note(engine, words[question->request], question->name);
}

static void
scripted_told_cb(void *state, struct mail *notice)
{
	static const char *const words[] = {
		[ENGINE_RELEASED] = "released",
		[ENGINE_RETIRED] = "retired",
		[ENGINE_GIVEN_UP] = "given-up",
	};
	struct scripted_engine *engine = state;
	struct engine_news news = directory_read_notice(notice);

	scripted_note(engine, words[news.event], news.name);
	directory_free_notice(engine->directory, notice);
}

static const struct engine scripted = {
	.name = "scripted",
	.ask = scripted_asked_cb,
	.tell = scripted_told_cb,
};

/* ---- answers ------------------------------------------------------------- */

static void
scripted_claimed_cb(struct claim_answer answer, struct slice name,
    struct address address, void *argument)
{
	struct scripted_engine *engine = argument;

	(void)name;
	(void)address;
	engine->answer = answer;
	engine->answer_count++;
}

static void
scripted_found_cb(struct address asker, struct address address, void *argument)
{
	struct scripted_engine *engine = argument;

	(void)asker;
	engine->found = address;
	engine->answer_count++;
}

/* ---- what the test calls ------------------------------------------------- */

void
scripted_engine_init(struct scripted_engine *engine, uint64_t max_clients)
{
	*engine = (struct scripted_engine){ .base = event_base_new() };
	engine->mailboxes[0] = mailbox_new(engine->base, NULL);
	engine->directory = directory_new(max_clients);
	directory_set_engine(
	    engine->directory, &scripted, engine, engine->mailboxes);
}

void
scripted_engine_clear(struct scripted_engine *engine)
{
	scripted_receive(engine);
	for (size_t i = 0; i < engine->question_count; i++)
		directory_abandon(engine->directory, engine->questions[i]);
	directory_free(engine->directory);
	mailbox_free(engine->mailboxes[0]);
	event_base_free(engine->base);
}

struct address
scripted_address(uint32_t number)
{
	return number == 0 ? (struct address){ 0 } : address_make(0, number, 1);
}

enum claim_outcome
scripted_claim(struct scripted_engine *engine, const char *name,
    enum claim_kind kind, uint32_t number)
{
	return directory_claim(engine->directory, slice_of(name), kind,
	    scripted_address(number), scripted_claimed_cb, engine)
	    .outcome;
}

struct claim *
scripted_log_in(
    struct scripted_engine *engine, const char *name, uint32_t number)
{
	ck_assert_int_eq(
	    scripted_claim(engine, name, CLAIM_USER, number), CLAIM_LATER);
	scripted_decide(engine, CLAIM_GRANTED);
	scripted_receive(engine);
	ck_assert_int_eq(engine->answer.outcome, CLAIM_GRANTED);
	engine->said[0] = '\0';
	return engine->answer.claim;
}

enum claim_outcome
scripted_rename(
    struct scripted_engine *engine, struct claim *claim, const char *name)
{
	return directory_rename(engine->directory, claim, slice_of(name),
	    scripted_claimed_cb, engine)
	    .outcome;
}

enum directory_asked
scripted_ask(struct scripted_engine *engine, const char *name)
{
	return directory_ask(engine->directory, slice_of(name),
	    scripted_address(1), scripted_found_cb, engine);
}

void
scripted_decide(struct scripted_engine *engine, enum claim_outcome outcome)
{
	struct engine_question *question = engine->questions[0];

	ck_assert_uint_gt(engine->question_count, 0);
	engine->question_count--;
	memmove(engine->questions, engine->questions + 1,
	    engine->question_count * sizeof(*engine->questions));
	if (question->request == ENGINE_FIND)
		directory_found(
		    engine->directory, question, scripted_address(7));
	else
		directory_decide(engine->directory, question, outcome);
}

void
scripted_receive(struct scripted_engine *engine)
{
	mailbox_receive(engine->mailboxes[0]);
}

void
scripted_expect(struct scripted_engine *engine, const char *want)
{
	ck_assert_str_eq(engine->said, want);
	engine->said[0] = '\0';
}

void
scripted_expect_list(struct scripted_engine *engine, const char *want)
{
	const struct slice nobody = { 0 };
	uint64_t version;
	size_t size;
	char *list = directory_list(
	    engine->directory, nobody, ',', &size, &version);

	ck_assert_ptr_nonnull(list);
	ck_assert_msg(size == strlen(want) && memcmp(list, want, size) == 0,
	    "the list is \"%.*s\", not \"%s\"", (int)size, list, want);
	free(list);
}

void
scripted_expect_at(
    struct scripted_engine *engine, const char *name, uint32_t number)
{
	ck_assert_uint_eq(
	    directory_find(engine->directory, slice_of(name)).value,
	    scripted_address(number).value);
}

enum claim_outcome
scripted_learn(
    struct scripted_engine *engine, const char *name, uint32_t number)
{
	return directory_learn(engine->directory, slice_of(name), CLAIM_USER,
	    scripted_address(number));
}

enum claim_outcome
scripted_move(struct scripted_engine *engine, const char *name, uint32_t number,
    const char *to)
{
	return directory_move(engine->directory, slice_of(name),
	    scripted_address(number), slice_of(to));
}

bool
scripted_forget(
    struct scripted_engine *engine, const char *name, uint32_t number)
{
	return directory_forget(
	    engine->directory, slice_of(name), scripted_address(number));
}
