/* SPDX-License-Identifier: MIT */
/*
 * Lists under one lock: what is open and what is claimed, oldest first.  It
 * aborts where the daemon breaks a rule of directory.h.
 */

#include "unit/chatd/chat/later_directory.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/presence/directory.h"
#include "unit/unit.h"

#define NAME_BYTES 64

struct claim {
	struct claim *next;
	struct address address;
	bool is_guest;
	size_t size;
	char name[NAME_BYTES];
};

enum question_kind { QUESTION_CLAIM, QUESTION_RENAME, QUESTION_FIND };

struct question {
	struct question *next;
	enum question_kind kind;
	struct address asker;
	size_t size;
	char name[NAME_BYTES];
	enum claim_kind claim_kind;
	struct claim *claim; /* to be renamed; NULL if it was released */
	directory_claimed_cb *claimed;
	directory_found_cb *found;
	void *argument;
	bool is_decided;
	struct claim_answer answer;
	struct address address;
};

struct directory {
	pthread_mutex_t lock; /* guards everything below */
	pthread_cond_t changed;
	struct question *questions;
	size_t question_count;
	struct claim *claims;
	size_t claim_count;
	uint64_t version;
};

static void
require(bool condition)
{
	if (!condition)
		abort();
}

static struct slice
question_name(const struct question *question)
{
	return (struct slice){ question->name, question->size };
}

/* Return where the link to the claim of name is, or to the end. */
static struct claim **
find_link(struct directory *directory, struct slice name)
{
	struct claim **link = &directory->claims;

	while (*link != NULL && !slice_equals(claim_name(*link), name))
		link = &(*link)->next;
	return link;
}

static void
changed(struct directory *directory)
{
	directory->version++;
	pthread_cond_broadcast(&directory->changed);
}

/* Put a claim of what the question names in at link. */
static struct claim *
insert(struct directory *directory, struct claim **link,
    const struct question *question, bool is_guest)
{
	struct claim *claim = calloc(1, sizeof(*claim));

	require(claim != NULL);
	claim->address = question->asker;
	claim->is_guest = is_guest;
	claim->size = question->size;
	memcpy(claim->name, question->name, question->size);
	claim->next = *link;
	*link = claim;
	directory->claim_count++;
	changed(directory);
	return claim;
}

static void
remove_claim(struct directory *directory, struct claim *claim)
{
	struct claim **link = &directory->claims;

	while (*link != claim) {
		require(*link != NULL);
		link = &(*link)->next;
	}
	*link = claim->next;
	free(claim);
	directory->claim_count--;
	changed(directory);
}

/* ---- questions ----------------------------------------------------------- */

static struct question *
take_oldest(struct directory *directory)
{
	struct question *question = directory->questions;

	require(question != NULL);
	directory->questions = question->next;
	question->next = NULL;
	directory->question_count--;
	return question;
}

static void
append(struct directory *directory, struct question *question)
{
	struct question **link = &directory->questions;

	while (*link != NULL) {
		require(!address_equals((*link)->asker, question->asker));
		link = &(*link)->next;
	}
	*link = question;
	directory->question_count++;
	changed(directory);
}

static void
ask(struct directory *directory, struct question question, struct slice name)
{
	struct question *kept = malloc(sizeof(*kept));

	require(kept != NULL && name.size <= NAME_BYTES);
	*kept = question;
	kept->size = name.size;
	memcpy(kept->name, name.bytes, name.size);
	pthread_mutex_lock(&directory->lock);
	append(directory, kept);
	pthread_mutex_unlock(&directory->lock);
}

static void
decide(struct directory *directory, struct question *question)
{
	struct claim **link = find_link(directory, question_name(question));
	struct claim **place = &directory->claims;

	question->is_decided = true;
	if (question->kind == QUESTION_FIND) {
		if (*link != NULL)
			question->address = (*link)->address;
		return;
	}
	question->answer.outcome = *link == NULL ? CLAIM_GRANTED : CLAIM_IN_USE;
	if (*link != NULL)
		return;
	while (*place != NULL && *place != question->claim)
		place = &(*place)->next;
	question->answer.claim = insert(directory, place, question,
	    question->kind == QUESTION_CLAIM &&
		question->claim_kind == CLAIM_GUEST);
	if (question->claim != NULL)
		remove_claim(directory, question->claim);
	question->claim = NULL;
}

struct directory *
later_directory_new(void)
{
	struct directory *directory = calloc(1, sizeof(*directory));

	require(directory != NULL);
	pthread_mutex_init(&directory->lock, NULL);
	pthread_cond_init(&directory->changed, NULL);
	return directory;
}

void
later_directory_free(struct directory *directory)
{
	require(directory->claims == NULL);
	while (directory->questions != NULL)
		free(take_oldest(directory));
	pthread_cond_destroy(&directory->changed);
	pthread_mutex_destroy(&directory->lock);
	free(directory);
}

void
later_directory_await_questions(struct directory *directory, size_t count)
{
	pthread_mutex_lock(&directory->lock);
	while (directory->question_count != count)
		pthread_cond_wait(&directory->changed, &directory->lock);
	pthread_mutex_unlock(&directory->lock);
}

struct address
later_directory_await_question(struct directory *directory)
{
	struct address asker;

	pthread_mutex_lock(&directory->lock);
	while (directory->questions == NULL)
		pthread_cond_wait(&directory->changed, &directory->lock);
	asker = directory->questions->asker;
	pthread_mutex_unlock(&directory->lock);
	return asker;
}

void
later_directory_postpone(struct directory *directory)
{
	pthread_mutex_lock(&directory->lock);
	append(directory, take_oldest(directory));
	pthread_mutex_unlock(&directory->lock);
}

void
later_directory_decide(struct directory *directory)
{
	pthread_mutex_lock(&directory->lock);
	decide(directory, directory->questions);
	pthread_mutex_unlock(&directory->lock);
}

void
later_directory_answer(struct directory *directory)
{
	struct question *question;

	pthread_mutex_lock(&directory->lock);
	question = take_oldest(directory);
	if (!question->is_decided)
		decide(directory, question);
	pthread_mutex_unlock(&directory->lock);
	if (question->kind == QUESTION_FIND)
		question->found(
		    question->asker, question->address, question->argument);
	else
		question->claimed(question->answer, question_name(question),
		    question->asker, question->argument);
	free(question);
}

void
later_directory_await_claims(struct directory *directory, size_t count)
{
	pthread_mutex_lock(&directory->lock);
	while (directory->claim_count != count)
		pthread_cond_wait(&directory->changed, &directory->lock);
	pthread_mutex_unlock(&directory->lock);
}

/* ---- directory.h --------------------------------------------------------- */

struct claim_answer
directory_claim(struct directory *directory, struct slice name,
    enum claim_kind kind, struct address address, directory_claimed_cb *claimed,
    void *argument)
{
	ask(directory,
	    (struct question){ .kind = QUESTION_CLAIM,
		.asker = address,
		.claim_kind = kind,
		.claimed = claimed,
		.argument = argument },
	    name);
	return (struct claim_answer){ .outcome = CLAIM_LATER };
}

struct claim_answer
directory_rename(struct directory *directory, struct claim *claim,
    struct slice name, directory_claimed_cb *claimed, void *argument)
{
	ask(directory,
	    (struct question){ .kind = QUESTION_RENAME,
		.asker = claim->address,
		.claim = claim,
		.claimed = claimed,
		.argument = argument },
	    name);
	return (struct claim_answer){ .outcome = CLAIM_LATER };
}

void
directory_release(struct directory *directory, struct claim *claim)
{
	pthread_mutex_lock(&directory->lock);
	for (struct question *question = directory->questions; question != NULL;
	     question = question->next) {
		if (question->claim == claim)
			question->claim = NULL;
	}
	remove_claim(directory, claim);
	pthread_mutex_unlock(&directory->lock);
}

enum directory_asked
directory_ask(struct directory *directory, struct slice name,
    struct address asker, directory_found_cb *found, void *argument)
{
	ask(directory,
	    (struct question){ .kind = QUESTION_FIND,
		.asker = asker,
		.found = found,
		.argument = argument },
	    name);
	return DIRECTORY_ASKED;
}

struct slice
claim_name(const struct claim *claim)
{
	return (struct slice){ claim->name, claim->size };
}

bool
claim_is_guest(const struct claim *claim)
{
	return claim->is_guest;
}

uint64_t
directory_version(const struct directory *directory)
{
	struct directory *owned = (struct directory *)(uintptr_t)directory;
	uint64_t version;

	pthread_mutex_lock(&owned->lock);
	version = owned->version;
	pthread_mutex_unlock(&owned->lock);
	return version;
}

char *
directory_list(struct directory *directory, struct slice first, char separator,
    size_t *size_r, uint64_t *version_r)
{
	char *list, *at;

	require(first.size == 0);
	pthread_mutex_lock(&directory->lock);
	list = at = malloc(directory->claim_count * (NAME_BYTES + 1) + 1);
	require(list != NULL);
	for (struct claim *claim = directory->claims; claim != NULL;
	     claim = claim->next) {
		if (at != list)
			*at++ = separator;
		at = slice_write(at, claim_name(claim));
	}
	*version_r = directory->version;
	pthread_mutex_unlock(&directory->lock);
	*size_r = (size_t)(at - list);
	return list;
}
