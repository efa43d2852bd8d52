/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ENGINE_H
#define CHATD_ENGINE_H

/*
 * Whoever decides in place of the directory who gets a name: an engine, which
 * may have to ask elsewhere, and what the directory and an engine say to each
 * other.
 *
 * An engine is a constant value and the state that goes with it.  Without one
 * the directory decides by itself, at once.  With one, it looks into its own
 * copy first: a name that is in use there is refused at once, and any other is
 * kept pending, which refuses it to everybody else here, until the engine has
 * decided.
 *
 * The engine has a thread, and a mailbox in which that thread receives what it
 * is asked and told; both are mail.  It answers each question once.  What it
 * says has an order, and that order decides: what the engine grants or has the
 * directory learn takes the name from a claim that is still pending.  So if it
 * lets a user of another node be learned whose name somebody here has asked
 * for, it will refuse that claim, or have forgotten the other user before it
 * grants it.
 *
 * Nothing here takes a name from a user of this node: see directory_learn().
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "chatd/core/mail.h"
#include "chatd/presence/directory.h"
#include "chatd/presence/hash_table.h"
#include "common/slice.h"

struct mailbox;

/*
 * How many questions can be open at once, those of connections that have ended
 * included; what is asked above that fails as for want of memory.  A connection
 * has one at most, so this is for engines that are slow while connections come
 * and go.
 */
#define DIRECTORY_QUESTIONS_MAX 65536

/* ---- what an engine is asked --------------------------------------------- */

enum engine_request {
	ENGINE_CLAIM,  /* asker wants name: directory_decide() */
	ENGINE_RENAME, /* asker wants name for old_name: directory_decide() */
	/*
	 * Where does name lead to: directory_found().  That is also the asker
	 * of a claim from when it was granted, whom the directory finds only
	 * when they have heard of it.
	 */
	ENGINE_FIND,
};

/* The engine's from when it is asked until it answers. */
struct engine_question {
	struct mail mail; /* the engine sets how it is received */
	enum engine_request request;
	enum claim_kind kind; /* what asker is, or is to be, with name */
	struct address asker; /* its connection may have ended */
	struct slice name;
	struct slice old_name;
	/* The directory's: */
	struct directory *directory;
	directory_claimed_cb *claimed;
	directory_found_cb *found;
	void *argument;
	struct claim *claim; /* pending, then granted; NULL: there is none */
	struct claim *old;   /* NULL: none, or it has been given back */
	struct hash_entry in_unheard;
	bool has_replaced_old;
	bool takes_place;
	enum claim_outcome outcome;
	struct address address; /* that was found */
	char bytes[];           /* of both names */
};

/* ---- what an engine is told ---------------------------------------------- */

enum engine_event {
	ENGINE_RELEASED, /* the name is nobody's */
	ENGINE_RETIRED,  /* it is no user's, but must not be claimed yet */
	ENGINE_GIVEN_UP, /* it was retired, and may be claimed again */
};

/*
 * What has become of a name.  It concerns the engine only if the name is still
 * the one of that address: a name can be given back while a rename is open that
 * the engine grants.
 */
struct engine_news {
	enum engine_event event;
	struct slice name;      /* lies in the notice */
	struct address address; /* that had it; nowhere if it was given up */
};

/* ---- an engine ----------------------------------------------------------- */

struct engine {
	const char *name; /* for the log */

	/* Start the thread.  Return 0, or errno.  Main thread. */
	int (*start)(void *state);

	/* Take a question, which cannot be refused.  Any thread. */
	void (*ask)(void *state, struct engine_question *question);

	/*
	 * Take a notice, to be read by directory_read_notice(), which cannot be
	 * refused and takes no memory: it was the claim.  What one thread asks
	 * after it has told something must be received after that.  Any thread,
	 * under a lock of the directory: post it, and call nothing else.
	 */
	void (*tell)(void *state, struct mail *notice);

	/*
	 * End the thread, which answers nothing more.  The workers may still
	 * run, and ask and tell.  Main thread.
	 */
	void (*stop)(void *state);

	/*
	 * Free state, with directory_abandon() all questions that are open, and
	 * with directory_free_notice() what has been told.  No worker runs.
	 * Main thread.
	 */
	void (*free)(void *state);
};

/*
 * Let engine, which has state, decide from now on; nobody may have asked for a
 * name yet.  mailboxes are those of the workers, by the number that addresses
 * of askers have, where answers go.  All is borrowed, the mailboxes from when
 * the first question is asked to directory_free().
 */
void directory_set_engine(struct directory *directory,
    const struct engine *engine, void *state, struct mailbox *const *mailboxes);

/* ---- what the engine's thread calls -------------------------------------- */

/*
 * Decide a claim or a rename.  CLAIM_GRANTED puts the claim into the list of
 * users, at the end, or where the old one was; any other outcome but
 * CLAIM_LATER removes it.  Then the question goes to the worker of its asker,
 * which calls back; until then a new claim leads nowhere.
 *
 * A claim that is granted and cannot be, for want of memory, because a user of
 * this node or a reservation has the name, or because the asker of a rename has
 * given the old one back, is refused after all, and the engine told that the
 * name is released.
 */
void directory_decide(struct directory *directory,
    struct engine_question *question, enum claim_outcome outcome);

/*
 * Say whether name is granted to the user of this node at address, who may not
 * have heard of it yet: what is sent there from now on comes after that.
 */
bool directory_has_granted(
    struct directory *directory, struct slice name, struct address address);

/* Answer where a name leads to, or nowhere, if it is nobody's. */
void directory_found(struct directory *directory,
    struct engine_question *question, struct address address);

/*
 * Forget a question that will not be answered, and what was pending for it.
 * Also for the thread that takes the place of the engine's when it has ended.
 */
void directory_abandon(
    struct directory *directory, struct engine_question *question);

/* Read a notice; the name is valid until directory_free_notice(). */
struct engine_news directory_read_notice(const struct mail *notice);

/* Free a notice, by this and not by free(). */
void directory_free_notice(struct directory *directory, struct mail *notice);

/*
 * Let name, a user's of another node, lead to address, and put it at the end of
 * the list of users.  It does not count towards max_clients.  Return
 * CLAIM_GRANTED; or, when nothing has changed, CLAIM_OUT_OF_MEMORY, or
 * CLAIM_IN_USE if a user has the name, whom directory_find() finds, or if it is
 * reserved here.
 */
enum claim_outcome directory_learn(struct directory *directory,
    struct slice name, enum claim_kind kind, struct address address);

/*
 * Exchange name, which was learned for address, for to in the same place of the
 * list; a guest becomes a user.  Return as directory_learn() does, and
 * CLAIM_IN_USE also if there is no such name.
 */
enum claim_outcome directory_move(struct directory *directory,
    struct slice name, struct address address, struct slice to);

/*
 * Forget name, which was learned for address.  Return false if there is no such
 * name.
 */
bool directory_forget(
    struct directory *directory, struct slice name, struct address address);

/* Forget all users of other nodes. */
void directory_forget_all(struct directory *directory);

/*
 * Put the list of users in the order of what place says of their names, the
 * lowest first; those of which it says the same stay as they were, such as
 * those that it does not know, at the end.  place may be called for a name that
 * is just given back.  Nobody can log in or out, and no list is made, for as
 * long as roster_sort() says; all of it takes 0.02 s with 100,000 names, and
 * 0.3 s with a million.  Return 0, or -1 with errno, as that does.
 */
typedef uint64_t directory_place_cb(struct slice name, void *argument);
int directory_sort(
    struct directory *directory, directory_place_cb *place, void *argument);

/*
 * Call visit for each name that this node has: those of users who have not
 * heard yet that they have it, those of all others in the order of the list,
 * and those that are retired, which lead nowhere.  Claims that are pending are
 * not among them.  A name that goes from one to the next meanwhile may come
 * twice. visit runs under a lock: it must be quick, and call nothing of the
 * directory.
 */
typedef void directory_visit_cb(struct slice name, enum claim_kind kind,
    struct address address, void *argument);
void directory_walk_local(
    struct directory *directory, directory_visit_cb *visit, void *argument);

#endif
