/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SCRIPTED_ENGINE_H
#define CHATD_SCRIPTED_ENGINE_H

/*
 * A directory with an engine that does what a test says, and one worker, whose
 * mail is received when the test says so.  All of it is the test's thread.
 */

#include "chatd/presence/directory.h"
#include "chatd/presence/engine.h"

#define SCRIPTED_QUESTIONS_MAX 8

struct scripted_engine {
	struct directory *directory;
	struct event_base *base;
	struct mailbox *mailboxes[1];
	struct engine_question *questions[SCRIPTED_QUESTIONS_MAX];
	size_t question_count;
	char said[400]; /* to the engine, "claim alice; released alice; " */
	/* How the last question was answered; the count says how often. */
	struct claim_answer answer;
	struct address found;
	size_t answer_count;
};

/* Make engine, and a directory for this many users. */
void scripted_engine_init(struct scripted_engine *engine, uint64_t max_clients);

/* Free it, after all questions that are open have been abandoned. */
void scripted_engine_clear(struct scripted_engine *engine);

/* Return the address of the user with this number, from 1. */
struct address scripted_address(uint32_t number);

/* Claim name for that user; return what the directory answers at once. */
enum claim_outcome scripted_claim(struct scripted_engine *engine,
    const char *name, enum claim_kind kind, uint32_t number);

/* Claim name, and have that granted.  Return the claim. */
struct claim *scripted_log_in(
    struct scripted_engine *engine, const char *name, uint32_t number);

/* Ask for name in exchange for claim. */
enum claim_outcome scripted_rename(
    struct scripted_engine *engine, struct claim *claim, const char *name);

/* Ask where name leads to, for the user 1. */
enum directory_asked scripted_ask(
    struct scripted_engine *engine, const char *name);

/* Decide the oldest question that is open; the asker does not hear it yet. */
void scripted_decide(
    struct scripted_engine *engine, enum claim_outcome outcome);

/* Have the worker receive its mail. */
void scripted_receive(struct scripted_engine *engine);

/* Require that the engine has heard just this since this was last asked. */
void scripted_expect(struct scripted_engine *engine, const char *want);

/* Require that the list of users is this, with commas. */
void scripted_expect_list(struct scripted_engine *engine, const char *want);

/* Require that name leads to the user with this number; 0: nowhere. */
void scripted_expect_at(
    struct scripted_engine *engine, const char *name, uint32_t number);

/* Learn, move and forget the user of another node who has this number. */
enum claim_outcome scripted_learn(
    struct scripted_engine *engine, const char *name, uint32_t number);
enum claim_outcome scripted_move(struct scripted_engine *engine,
    const char *name, uint32_t number, const char *to);
bool scripted_forget(
    struct scripted_engine *engine, const char *name, uint32_t number);

#endif
