/* SPDX-License-Identifier: MIT */
/*
 * What workers ask and tell, in the order in which it came.
 *
 * An errand is asked for in its turn; what was asked for when the connection
 * was lost is asked for again, in the same order, which does no harm to what
 * the engine has carried out already.  A claim is granted when the log has it.
 */

#include "chatd/cluster/engine/names_private.h"

#include "chatd/cluster/engine/errand.h"
#include "chatd/presence/engine.h"
#include "common/log.h"

/* ---- questions ----------------------------------------------------------- */

/*
 * Answer where the one is whose name this is, as the engine says.  What the log
 * has yet to bring is waited for: the claim of a user of this node, because
 * nobody hears anything before they hear that they are there; or the node of
 * another one.
 */
static void
errand_note_found(struct errand *errand, const struct redis_reply *reply)
{
	struct slice name = errand->question->name;
	struct address address = { 0 };
	struct name_owner owner;

	if (names_answers(reply, "FOUND") &&
	    name_owner_read(name, redis_reply_element(reply, 1)->text, &name,
		&owner) == 0 &&
	    owner.kind != NAME_KEPT) {
		address = errand_locate(errand, &owner);
		if (address.value == 0) {
			errand->again_ns = names_now() + NAMES_LOOK_NS;
			return;
		}
	}
	errand_answer(errand, address);
}

/* The engine has refused a claim, or has to be asked again. */
static void
errand_note_refusal(struct errand *errand, const struct redis_reply *reply)
{
	if (names_answers(reply, "GRANTED"))
		return;
	if (names_answers(reply, "SETTLING"))
		errand->again_ns = names_now() +
				   names_read_number(
				       redis_reply_element(reply, 1)->text) *
				       CLOCK_NS_PER_MS +
				   1;
	else if (names_answers(reply, "FULL"))
		errand_decide(errand, CLAIM_FULL);
	else if (names_answers(reply, "IN_USE") ||
		 names_answers(reply, "NOT_YOURS"))
		errand_decide(errand, CLAIM_IN_USE);
	else
		errand->again_ns = names_now() + NAMES_LOOK_NS;
}

static void
errand_asked_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	struct errand *errand = argument;
	struct names *names = errand->names;

	(void)connection;
	errand->is_sent = false;
	if (reply != NULL && names_answers(reply, "FENCED")) {
		errand_end(errand);
		(void)names_is_fenced(names, reply);
		return;
	}
	if (reply != NULL && errand->question != NULL) {
		if (errand->question->request == ENGINE_FIND)
			errand_note_found(errand, reply);
		else if (!errand->is_ours)
			errand_note_refusal(errand, reply);
	}
	errand_end(errand);
}

static int
errand_ask_claim(struct errand *errand)
{
	const struct engine_question *question = errand->question;
	struct names *names = errand->names;
	struct names_word address, most;
	const struct slice arguments[] = {
		question->name,
		question->kind == CLAIM_GUEST ? (struct slice)SLICE("guest")
					      : (struct slice)SLICE("user"),
		names_number(&address, question->asker.value),
		names_number(&most, names->options.max_clients),
		SLICE("0"),
	};

	return names_script(
	    names, SCRIPT_CLAIM, 5, arguments, errand_asked_cb, errand);
}

static int
errand_ask_rename(struct errand *errand)
{
	const struct engine_question *question = errand->question;
	struct names *names = errand->names;
	struct names_word address, most;
	const struct slice arguments[] = {
		question->old_name,
		question->name,
		names_number(&address, question->asker.value),
		names_number(&most, names->options.max_clients),
	};

	return names_script(
	    names, SCRIPT_RENAME, 4, arguments, errand_asked_cb, errand);
}

static int
errand_ask(struct errand *errand)
{
	switch (errand->question->request) {
	case ENGINE_CLAIM:
		return errand_ask_claim(errand);
	case ENGINE_RENAME:
		return errand_ask_rename(errand);
	case ENGINE_FIND:
		break;
	}
	return names_script(errand->names, SCRIPT_ASK, 1,
	    &errand->question->name, errand_asked_cb, errand);
}

/* ---- notices ------------------------------------------------------------- */

static void
errand_told_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	struct errand *errand = argument;
	struct names *names = errand->names;

	(void)connection;
	errand->is_sent = false;
	/* It may be void by now, as what was told by a life that is over. */
	if (reply != NULL)
		errand_drop_notice(errand);
	errand_end(errand);
	(void)names_is_fenced(names, reply);
}

static int
errand_tell(struct errand *errand)
{
	struct engine_news news = directory_read_notice(errand->notice);
	struct names_word address;
	const struct slice arguments[] = {
		news.name,
		names_number(&address, news.address.value),
	};

	return names_script(errand->names,
	    news.event == ENGINE_RETIRED ? SCRIPT_RETIRE : SCRIPT_RELEASE, 2,
	    arguments, errand_told_cb, errand);
}

static int
errand_give_back(struct errand *errand)
{
	struct names_word address;
	const struct slice arguments[] = {
		{ errand->name, errand->name_size },
		names_number(&address, errand->address.value),
	};

	return names_script(errand->names, SCRIPT_RELEASE, 2, arguments,
	    errand_told_cb, errand);
}

static int
errand_carry_out(struct errand *errand)
{
	if (errand->notice != NULL)
		return errand_tell(errand);
	return errand->name_size > 0 ? errand_give_back(errand)
				     : errand_ask(errand);
}

/* ---- all of them --------------------------------------------------------- */

/* Say whether the engine can be asked anything in the name of this life. */
static bool
names_may_ask(const struct names *names)
{
	return names->is_entered && names->life != 0 && !names->is_leaving;
}

/* Ask for the errand if it is its turn.  Return false if none can be now. */
static bool
errand_send(struct errand *errand, uint64_t now_ns)
{
	if (errand->is_sent || errand_is_done(errand) || errand->is_ours ||
	    errand->again_ns > now_ns)
		return true;
	if (errand_carry_out(errand) != 0)
		return false;
	errand->is_sent = true;
	errand->again_ns = 0;
	return true;
}

void
names_errands_send(struct names *names)
{
	uint64_t now_ns = names_now();

	if (!names_may_ask(names))
		return;
	for (struct list *at = names->errands.next; at != &names->errands;
	     at = at->next) {
		if (!errand_send(errand_at(at), now_ns))
			return;
	}
}

void
names_ask(struct names *names, struct engine_question *question)
{
	struct errand *errand = errand_add(
	    names, (struct slice){ 0 }, (struct address){ 0 });

	if (errand == NULL) {
		log_error("a name is not asked for: out of memory");
		if (question->request == ENGINE_FIND)
			directory_found(names->options.directory, question,
			    (struct address){ 0 });
		else
			directory_decide(names->options.directory, question,
			    CLAIM_OUT_OF_MEMORY);
		return;
	}
	errand->question = question;
	if (names_may_ask(names))
		(void)errand_send(errand, names_now());
}

void
names_tell(struct names *names, struct mail *notice)
{
	struct errand *errand = errand_add(
	    names, (struct slice){ 0 }, (struct address){ 0 });

	if (errand == NULL) {
		log_error("the engine does not hear that a name is free: "
			  "out of memory");
		directory_free_notice(names->options.directory, notice);
		return;
	}
	errand->notice = notice;
	if (names_may_ask(names))
		(void)errand_send(errand, names_now());
}

void
names_errands_end_life(struct names *names)
{
	struct list *at = names->errands.next;

	while (at != &names->errands) {
		struct errand *errand = errand_at(at);

		at = at->next;
		errand->is_ours = false;
		errand_drop_notice(errand);
		errand_end(errand);
	}
}

/* ---- those that wait ----------------------------------------------------- */

/* Refuse a question that has waited for too long. */
static void
errand_look(struct errand *errand, uint64_t now_ns)
{
	uint64_t timeout_ns = errand->names->options.timeout_ms *
			      CLOCK_NS_PER_MS;

	if (errand->question == NULL)
		return;
	if (errand->is_ours) {
		if (!names_may_grant(errand->names))
			return;
		names_order_grant(errand->names, errand->question->name);
		errand_decide(errand, CLAIM_GRANTED);
	} else if (now_ns - errand->asked_ns >= timeout_ns) {
		if (errand->question->request == ENGINE_FIND)
			errand_answer(errand, (struct address){ 0 });
		else
			errand_decide(errand, CLAIM_UNANSWERED);
	}
}

void
names_errands_look(struct names *names)
{
	struct list *at = names->errands.next;
	uint64_t now_ns = names_now();

	while (at != &names->errands) {
		struct errand *errand = errand_at(at);

		at = at->next;
		errand_look(errand, now_ns);
		errand_end(errand);
	}
	names_errands_send(names);
}

/* ---- what the log has ---------------------------------------------------- */

/* Give back a name that nobody here waits for any more. */
static void
names_give_back(struct names *names, struct slice name, struct address address)
{
	if (errand_add(names, name, address) == NULL)
		log_error("a name that nobody has stays taken: out of memory");
	names_errands_send(names);
}

void
names_errands_freed(
    struct names *names, struct slice name, const struct name_owner *owner)
{
	/* Whoever gives a name up has it here no more when the engine hears. */
	if (address_equals(
		directory_find(names->options.directory, name), owner->address))
		names->events->ousted(owner->address, names->argument);
}

void
names_errands_moved(struct names *names, struct slice old_name,
    struct slice name, const struct name_owner *owner)
{
	/* Whoever was told meanwhile that they keep the old name does not. */
	if (errand_for(names, name, owner->address) == NULL)
		names_errands_freed(names, old_name, owner);
	names_errands_granted(names, name, owner);
}

void
names_errands_granted(
    struct names *names, struct slice name, const struct name_owner *owner)
{
	struct errand *errand = errand_for(names, name, owner->address);

	if (errand == NULL) {
		if (owner->kind != NAME_KEPT &&
		    !directory_has_granted(
			names->options.directory, name, owner->address))
			names_give_back(names, name, owner->address);
		return;
	}
	errand->is_ours = true;
	if (!names_may_grant(names))
		return;
	errand_decide(errand, CLAIM_GRANTED);
	errand_end(errand);
}

/* ---- making -------------------------------------------------------------- */

void
names_errands_init(struct names *names)
{
	list_init(&names->errands);
}

void
names_errands_clear(struct names *names)
{
	struct list *at;

	while ((at = list_first(&names->errands)) != NULL)
		errand_abandon(errand_at(at));
}
