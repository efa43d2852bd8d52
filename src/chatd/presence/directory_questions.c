/* SPDX-License-Identifier: MIT */
/*
 * What the directory asks an engine, from the question to the answer.
 *
 * A question is mail that goes there and back, so whatever it needs is taken
 * before anything is promised.  Its claim waits in its shard meanwhile.
 *
 * A name that is granted is in the list at once, in the order of the engine,
 * but leads nowhere until its owner has heard of that: nobody is sent a text
 * before they know that they are there.  Where a text for them goes in that
 * moment, the engine is asked (ENGINE_FIND), and its answer is mail as well,
 * behind theirs.
 */

#include <stdlib.h>

#include "chatd/event/mailbox.h"
#include "chatd/presence/directory_private.h"

/* ---- questions ----------------------------------------------------------- */

/* Return a question, or NULL if there are too many or there is no memory. */
static struct engine_question *
question_new(struct directory *directory, const struct engine_question *model)
{
	struct engine_question *question;

	if (!places_take(&directory->questions))
		return NULL;
	question = malloc(
	    sizeof(*question) + model->name.size + model->old_name.size);
	if (question == NULL) {
		places_give(&directory->questions);
		return NULL;
	}
	*question = *model;
	question->directory = directory;
	question->name.bytes = question->bytes;
	question->old_name.bytes = slice_write(question->bytes, model->name);
	slice_write(question->bytes + model->name.size, model->old_name);
	return question;
}

static void
question_free(struct engine_question *question)
{
	places_give(&question->directory->questions);
	free(question);
}

/* Say whether it asks for the name that the asker has, in other capitals. */
static bool
question_is_respelling(const struct engine_question *question)
{
	return question->request == ENGINE_RENAME &&
	       question->directory->folds_names &&
	       name_looks_like(question->old_name, question->name);
}

static void
question_ask(struct engine_question *question)
{
	struct directory *directory = question->directory;

	directory->engine->ask(directory->engine_state, question);
}

/* ---- answers ------------------------------------------------------------- */

/* Free what the question has kept from others. */
static void
question_withdraw(struct directory *directory, struct engine_question *question)
{
	if (question->claim == NULL)
		return;
	/* In this order whoever asks meanwhile hears that the name is in use,
	 * and not that there is no place. */
	if (question->takes_place)
		places_give(&directory->places);
	directory_remove(directory, question->claim);
	claim_free(directory, question->claim);
	question->claim = NULL;
}

/* The same, for what the engine has granted in vain. */
static void
question_return(struct directory *directory, struct engine_question *question)
{
	directory_give_back(
	    directory, question->claim, ENGINE_RELEASED, question->asker);
	question->claim = NULL;
	if (question->takes_place)
		places_give(&directory->places);
}

/* Put the claim, which is in its shard, into the list of users. */
static enum claim_outcome
question_enroll(struct directory *directory, struct engine_question *question)
{
	struct roster_entry *entry = &question->claim->entry;
	struct claim *old;

	if (question->request == ENGINE_CLAIM) {
		if (roster_add(directory->roster, entry) != 0)
			return CLAIM_OUT_OF_MEMORY;
		directory_unheard_begin(question, question->claim);
		return CLAIM_GRANTED;
	}
	old = directory_commit_rename(question);
	if (old == NULL)
		return CLAIM_IN_USE; /* nobody is there to hear this */
	roster_replace(directory->roster, &old->entry, entry);
	directory_note_past(directory, old, question->asker, false);
	directory_remove(directory, old);
	return CLAIM_GRANTED;
}

/*
 * Have the new claim in the place of the old one, whose name it has.  If the
 * owner has left, the engine hears what has become of that name from them.
 */
static enum claim_outcome
question_respell(struct directory *directory, struct engine_question *question)
{
	struct claim *old = directory_commit_rename(question);

	if (old == NULL) {
		question_withdraw(directory, question);
		return CLAIM_IN_USE;
	}
	question->claim->flags = (struct claim_flags){ .is_guest = false };
	directory_respell(directory, old, question->claim);
	roster_replace(directory->roster, &old->entry, &question->claim->entry);
	return CLAIM_GRANTED;
}

/* Carry out what the engine has granted, if that can be done. */
static enum claim_outcome
question_grant(struct directory *directory, struct engine_question *question)
{
	struct address address = { 0 };
	enum claim_outcome outcome;

	if (question_is_respelling(question))
		return question_respell(directory, question);
	if (question->request == ENGINE_RENAME)
		address = question->asker;
	outcome = directory_enter(directory, question->claim, address);
	if (outcome == CLAIM_GRANTED)
		outcome = question_enroll(directory, question);
	if (outcome != CLAIM_GRANTED)
		question_return(directory, question);
	return outcome;
}

/* Tell the asker, on the thread of its worker. */
static void
question_receive_cb(struct mail *mail, void *receiver)
{
	struct engine_question *question = container_of(
	    mail, struct engine_question, mail);
	const struct claim_answer answer = { question->outcome,
		question->claim };

	(void)receiver;
	if (question->request == ENGINE_FIND) {
		question->found(
		    question->asker, question->address, question->argument);
		question_free(question);
		return;
	}
	if (question->request == ENGINE_RENAME || question->claim != NULL)
		directory_unheard_end(question);
	if (question->claim != NULL)
		directory_lead(
		    question->directory, question->claim, question->asker);
	question->claimed(
	    answer, question->name, question->asker, question->argument);
	/* Until now the asker has gone by its old name. */
	if (question->has_replaced_old)
		claim_free(question->directory, question->old);
	question_free(question);
}

static void
question_post(struct directory *directory, struct engine_question *question)
{
	unsigned int worker = address_worker(question->asker);

	question->mail = (struct mail){ .receive = question_receive_cb };
	mailbox_post(directory->mailboxes[worker], &question->mail);
}

void
directory_decide(struct directory *directory, struct engine_question *question,
    enum claim_outcome outcome)
{
	if (outcome == CLAIM_GRANTED)
		outcome = question_grant(directory, question);
	else
		question_withdraw(directory, question);
	question->outcome = outcome;
	question_post(directory, question);
}

void
directory_found(struct directory *directory, struct engine_question *question,
    struct address address)
{
	question->address = address;
	question_post(directory, question);
}

void
directory_abandon(struct directory *directory, struct engine_question *question)
{
	if (question->request == ENGINE_RENAME)
		directory_unheard_end(question);
	question_withdraw(directory, question);
	question_free(question);
}

/* ---- asking -------------------------------------------------------------- */

/* The name is kept from others already: the new claim waits outside. */
static enum claim_outcome
question_begin_respelling(struct engine_question *question)
{
	const struct claim_flags flags = { .is_displaced = true };

	question->claim = claim_new(question->directory,
	    question->old->in_table.hash, question->name, question->asker,
	    flags);
	return question->claim != NULL ? CLAIM_GRANTED : CLAIM_OUT_OF_MEMORY;
}

/* Keep the name of question from others.  Return how that went. */
static enum claim_outcome
question_begin(struct engine_question *question)
{
	const struct claim_flags flags = {
		.is_guest = question->kind == CLAIM_GUEST,
		.is_pending = true,
	};
	const struct address nowhere = { 0 };
	struct claim_answer answer;

	if (question_is_respelling(question))
		return question_begin_respelling(question);
	answer = directory_insert(question->directory, question->name, nowhere,
	    flags, question->takes_place);
	question->claim = answer.claim;
	return answer.outcome;
}

struct claim_answer
directory_ask_claim(struct directory *directory, struct slice name,
    enum claim_kind kind, struct address address, directory_claimed_cb *claimed,
    void *argument)
{
	struct claim_answer answer = { .outcome = CLAIM_OUT_OF_MEMORY };
	struct engine_question *question = question_new(
	    directory, &(struct engine_question){ .request = ENGINE_CLAIM,
			   .kind = kind,
			   .asker = address,
			   .name = name,
			   .claimed = claimed,
			   .argument = argument,
			   .takes_place = kind == CLAIM_USER });

	if (question == NULL)
		return answer;
	answer.outcome = question_begin(question);
	if (answer.outcome != CLAIM_GRANTED) {
		question_free(question);
		return answer;
	}
	answer.outcome = CLAIM_LATER;
	question_ask(question);
	return answer;
}

struct claim_answer
directory_ask_rename(struct directory *directory, struct claim *claim,
    struct slice name, directory_claimed_cb *claimed, void *argument)
{
	struct claim_answer answer = { .outcome = CLAIM_OUT_OF_MEMORY };
	struct engine_question *question = question_new(
	    directory, &(struct engine_question){ .request = ENGINE_RENAME,
			   .kind = CLAIM_USER,
			   .asker = claim_address(claim),
			   .name = name,
			   .old_name = claim_name(claim),
			   .claimed = claimed,
			   .argument = argument,
			   .old = claim,
			   .takes_place = claim_is_guest(claim) });

	if (question == NULL)
		return answer;
	answer.outcome = question_begin(question);
	if (answer.outcome != CLAIM_GRANTED) {
		question_free(question);
		return answer;
	}
	answer.outcome = CLAIM_LATER;
	directory_unheard_begin(question, claim);
	question_ask(question);
	return answer;
}

enum directory_asked
directory_ask(struct directory *directory, struct slice name,
    struct address asker, directory_found_cb *found, void *argument)
{
	struct engine_question *question;

	if (directory->engine == NULL)
		return DIRECTORY_NOBODY;
	question = question_new(
	    directory, &(struct engine_question){ .request = ENGINE_FIND,
			   .asker = asker,
			   .name = name,
			   .found = found,
			   .argument = argument });
	if (question == NULL)
		return DIRECTORY_OUT_OF_MEMORY;
	question_ask(question);
	return DIRECTORY_ASKED;
}
