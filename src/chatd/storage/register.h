/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REGISTER_H
#define CHATD_REGISTER_H

/*
 * The door between a store, such as the accounts, and the cluster that has what
 * is in it: a register.
 *
 * A register is a set of records that all nodes of a cluster have alike: a key,
 * and the text that the file has of it.  The engine orders the changes, and
 * every node has a copy in memory and in its file.  So a store does not change
 * anything by itself:
 *
 *  - it asks for a change (register_ask()) and says what it takes for granted:
 *    the text that is there now.  The engine makes the change if that is so.
 *  - it carries out what register_take() gives it, in that order, on its own
 *    thread: records as they are now, all records anew, and the answers to what
 *    it has asked for.  When it is told that a change was made, it has been
 *    given the record before that.
 *
 * Its copy has a version: that of the last piece of news that it has carried
 * out; 0 if it never was a cluster's.  Versions only grow, and the file has the
 * version in its first line (record_text.h): by that a cluster whose engine has
 * lost its memory knows which node has the newest copy.  Whoever changes the
 * file without a cluster writes no version into it.
 *
 * If the disk does not take a change, it holds all the same, because all other
 * nodes have it: whoever asked is told, and the next write makes good for it.
 * If there is no memory for a change, the store says so by register_give_up(),
 * and is given no more records until it is given all of them anew.
 *
 * What the engine says is not to be believed: the store reads each record as
 * it reads its file, sees whether the key is that of the record, and skips
 * what is wrong, with a line in the log at a bounded rate.  What is here sees
 * to the bounds: a register has options->most records at most, or
 * REGISTER_RECORDS_MAX while other nodes allow more, of record_bytes_max each;
 * and REGISTER_NEWS_BYTES_MAX of news wait for a store, or one larger piece.
 * What a store asks for costs those who wait for it; they are its to count.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/list.h"
#include "common/slice.h"

struct register_door;

/* The largest of accounts_max and the like. */
#define REGISTER_RECORDS_MAX 100000

/* A key is a name, or that and a word or two. */
#define REGISTER_KEY_BYTES_MAX 320

/* No register has larger records. */
#define REGISTER_RECORD_BYTES_MAX 65536

#define REGISTER_NEWS_BYTES_MAX 4194304

struct register_options {
	const char *name;   /* in the engine: "accounts"; borrowed for good */
	const char *option; /* that names the file, for the log; the same */
	uint64_t most;      /* records that this node lets there be */
	size_t record_bytes_max;
};

/* Make a door that is shut.  Return NULL with errno set.  Main thread. */
struct register_door *register_door_new(const struct register_options *options);

/*
 * Free door and what is in it; NULL is allowed.  Neither the store nor the
 * cluster may use it any more.  Main thread.
 */
void register_door_free(struct register_door *door);

/* ---- the store's side ---------------------------------------------------- */

/* How many records there are, and which version. */
struct register_state {
	uint64_t version;
	uint64_t count;
};

/* What the store does for the cluster, each on any thread, and at once. */
struct register_store {
	/* Have the store's thread call register_take() until it gives NULL. */
	void (*wake)(void *store);

	struct register_state (*look)(void *store);

	/*
	 * Return all records, in their order, each put by register_put(), in
	 * memory that the caller frees, with its size and the state that it is
	 * of; or NULL if there is no memory.
	 */
	char *(*write)(
	    void *store, size_t *size_r, struct register_state *state_r);
};

/* Let store, which is borrowed, be behind door.  Main thread, before the
 * threads run. */
void register_door_serve(struct register_door *door,
    const struct register_store *functions, void *store);

enum register_outcome {
	REGISTER_CHANGED,
	REGISTER_CONFLICT,  /* another text is there than was expected; the
			       store has been given it: it may look again */
	REGISTER_FULL,      /* there are as many records as may be */
	REGISTER_UNREACHED, /* the cluster cannot be reached: nothing is done */
	REGISTER_UNCERTAIN, /* it was asked, and has not answered in time: the
			       change was made, or will not be */
	REGISTER_FAILED,    /* there is no memory here, or the engine refuses:
			       nothing is done */
};

enum register_news_kind {
	REGISTER_RECORD, /* the record of key is text; empty: there is none */
	REGISTER_WHOLE,  /* all records are those in text, in this order */
	REGISTER_ANSWER, /* change has its outcome */
};

/* What a store is told. */
struct register_news {
	struct list place; /* the door's */
	enum register_news_kind kind;
	uint64_t version; /* of the copy, once this is carried out; a record
			     whose version is not above the store's is old */
	struct slice key; /* of a record */
	struct slice text;
	struct register_change *change; /* of an answer */
};

/* A change that a store asks for. */
struct register_change {
	struct list place; /* the door's, until the cluster takes it */
	struct register_news news;
	void *argument; /* the store's */
	struct slice key;
	struct slice expected; /* what is there; empty: nothing */
	struct slice text;     /* what is to be there; empty: nothing */
	enum register_outcome outcome;
	size_t size;
	char bytes[]; /* of the slices, which are overwritten when freed */
};

/* Return a change with copies of all that; or NULL if there is no memory. */
struct register_change *register_change_new(
    struct slice key, struct slice expected, struct slice text, void *argument);

/*
 * Ask for change, which is the door's until register_take() gives it back with
 * an outcome; it always will, and soon, if the cluster is gone.  Any thread.
 */
void register_ask(struct register_door *door, struct register_change *change);

/*
 * Return the next piece of news, or NULL if there is none.  It is the caller's,
 * who frees it; with an answer, that frees the change.  The store's thread.
 */
struct register_news *register_take(struct register_door *door);
void register_news_free(struct register_news *news);

/*
 * Have all records given anew, because one was not carried out; there are no
 * others before that.  The store's thread.
 */
void register_give_up(struct register_door *door);

/*
 * Return how many bytes a record takes among all, and put it there: return the
 * end of what was written.
 */
size_t register_put_size(struct slice key, struct slice text);
char *register_put(char *to, struct slice key, struct slice text);

/*
 * Take the first record off *all.  Return false if there is none, or what is
 * left is none.
 */
bool register_take_record(
    struct slice *all, struct slice *key_r, struct slice *text_r);

/* ---- the cluster's side -------------------------------------------------- */

/*
 * Open door: what is asked for from now on is to be taken by the cluster, whose
 * wake is called on any thread.  Main thread, before the threads run.
 */
void register_door_open(
    struct register_door *door, void (*wake)(void *cluster), void *cluster);

/*
 * Shut door for good: what was asked for and not taken, and what is asked for
 * from now on, is answered with REGISTER_UNREACHED.  Any thread.
 */
void register_door_shut(struct register_door *door);

const struct register_options *register_door_options(
    const struct register_door *door);

/* Ask the store: see struct register_store.  The cluster's thread. */
struct register_state register_door_look(const struct register_door *door);
char *register_door_write(const struct register_door *door, size_t *size_r,
    struct register_state *state_r);

/*
 * Return a change that is asked for, which is the cluster's until it is
 * answered; or NULL.  The cluster's thread.
 */
struct register_change *register_take_asked(struct register_door *door);

/* Give change back with its outcome. */
void register_answer(struct register_door *door, struct register_change *change,
    enum register_outcome outcome);

/*
 * Tell the store a record, or all records.  Return false if it has to be given
 * all records later, because there is no memory, or too much waits for it.
 */
bool register_tell_record(struct register_door *door, uint64_t version,
    struct slice key, struct slice text);
bool register_tell_whole(
    struct register_door *door, uint64_t version, struct slice all);

/* Say whether the store has given up since this was last asked. */
bool register_take_given_up(struct register_door *door);

#endif
