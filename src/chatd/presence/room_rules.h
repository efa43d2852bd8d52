/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ROOM_RULES_H
#define CHATD_ROOM_RULES_H

/*
 * What holds in a room, whichever protocol its members speak.
 *
 * Whoever enters a room without members makes its rules, and they end with the
 * last member, even if something else holds the room itself for longer; unless
 * the room is kept (room_keeping.h): then they hold for whoever comes next,
 * too. The lobby has none.  Any thread; each room has a lock of its own, which
 * is held while a topic is copied, and never while anybody is told anything.
 * Whether a room is moderated, or bans anybody, is known without it, because
 * each line said there asks.
 *
 * Only the operators of a room can make its rules grow, by a request for each
 * name.  There are ROOM_MASKS_MAX bans, exceptions and standing invitations at
 * most, and one more is refused; and ROOM_INVITED_MAX invitations for once, of
 * which the oldest lapses for one more.  With names of 64 bytes and a topic of
 * ROOM_TOPIC_MAX_BYTES that is less than 20 KiB for each of the
 * limits->rooms_total_max rooms; with the longest names that limits->name_max
 * can allow it is 50 KiB.  A kept room has the names of room_keeping.h besides:
 * 4.5 KiB, or 17 KiB.
 */

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/presence/name_list.h"
#include "chatd/presence/room_keeping.h"
#include "chatd/presence/room_mask_list.h"
#include "chatd/presence/room_topic.h"
#include "common/name.h"
#include "common/slice.h"

#define ROOM_KEY_MAX_BYTES 32

#define ROOM_INVITED_MAX 32

/* Enough for all masks, with a separator after each. */
#define ROOM_MASKS_MAX_BYTES (ROOM_MASKS_MAX * (ROOM_MASK_ENTRY_MAX_BYTES + 1))

/* Bits of the flags of a room. */
#define ROOM_CLOSED     1u  /* nobody enters uninvited */
#define ROOM_MODERATED  2u  /* only operators and voices speak */
#define ROOM_KEPT       4u  /* the rules outlive the members */
#define ROOM_FREE_TOPIC 8u  /* every member may change the topic */
#define ROOM_SECRET     16u /* those who are not in it do not see it */
#define ROOM_OPEN       32u /* those who are not in it may speak there */

/* And one that is in no modes, and follows from the bans: there are some. */
#define ROOM_BANS_SOMEBODY 0x80000000u

/* What operators decide, and what goes to other machines and to the disk. */
#define ROOM_DECIDED                                                           \
	(ROOM_CLOSED | ROOM_MODERATED | ROOM_FREE_TOPIC | ROOM_SECRET |        \
	    ROOM_OPEN)

/* What may be asked of a room all at once. */
struct room_modes {
	unsigned int flags;
	uint32_t limit; /* of its members; 0: none */
	size_t key_size;
	char key[ROOM_KEY_MAX_BYTES]; /* that who enters must know; or empty */
};

struct room_rules {
	pthread_mutex_t lock; /* guards what follows */
	size_t members;       /* that have entered and not left */
	struct room_modes modes;
	struct room_topic topic;
	struct name_list bans;        /* and what is beside: room_mask_list.h */
	struct name_list invited;     /* of those who may enter, once */
	struct room_keeping *keeping; /* borrowed; NULL: it is not kept */
	bool is_unsent; /* other machines have still to hear of a change */
	/* As in modes, and ROOM_BANS_SOMEBODY; for all to read. */
	atomic_uint flags;
};

/* Somebody who wants to enter. */
struct room_entrant {
	struct room_person person;
	struct slice key;     /* that they know; empty if they know none */
	struct slice account; /* which their name is of, as they have shown; or
				 empty */
	size_t *looked_r;     /* how many bytes of masks they are compared with
				 is added to that; NULL: nobody asks */
};

/* What becomes of somebody who wants to enter. */
enum room_admission {
	ROOM_ENTERED,
	ROOM_FOUNDED, /* and there is nobody else */
	ROOM_BANS_VISITOR,
	ROOM_IS_CLOSED,
	ROOM_WANTS_KEY, /* another one, at least */
	ROOM_IS_FULL,   /* its limit is reached */
	/* These are not for the rules to say. */
	ROOM_TOO_MANY_ROOMS, /* it would be one more than there may be */
	ROOM_OUT_OF_MEMORY,
};

/*
 * Begin without members, and without rules; in those that come, names may fold
 * (name_case.h).
 */
void room_rules_init(struct room_rules *rules, bool folds_names);

/* Free what rules still have. */
void room_rules_destroy(struct room_rules *rules);

/*
 * Count entrant as one more member if the rules let them in, and set *ranks_r
 * to the ranks that they have then: the first of the above that applies stands
 * against it.  Nothing does against one who is invited, and it was their
 * invitation then; nor against an operator of a kept room.
 */
enum room_admission room_rules_enter(struct room_rules *rules,
    const struct room_entrant *entrant, unsigned int *ranks_r);

/* Count one more member, whom another machine has let in. */
void room_rules_enter_elsewhere(struct room_rules *rules);

/* Count one less; the rules go with the last one, unless the room is kept. */
void room_rules_leave(struct room_rules *rules);

/*
 * Let topic, of ROOM_TOPIC_MAX_BYTES at most, be the topic, which the user
 * called by has set now, at time_s since 1970; an empty one takes it away.
 * Return 0, or -1 if there is no memory; nothing has changed then.
 */
int room_rules_set_topic(struct room_rules *rules, struct slice topic,
    struct slice by, uint64_t time_s);

/* Copy the topic, if there is one. */
void room_rules_copy_topic(
    struct room_rules *rules, struct room_topic_copy *copy_r);

/* Copy key, limit and flags. */
void room_rules_copy_modes(
    struct room_rules *rules, struct room_modes *modes_r);

/*
 * Let flags, which are bits, hold from now on, or hold no more.  This and what
 * follows return false if it was so before.
 */
bool room_rules_set_flags(
    struct room_rules *rules, unsigned int flags, bool holds);

/* Ask for key, of ROOM_KEY_MAX_BYTES at most, or for none if it is empty. */
bool room_rules_set_key(struct room_rules *rules, struct slice key);

/* Let there be limit members at most; 0 is any number.  Nobody has to leave. */
bool room_rules_set_limit(struct room_rules *rules, uint32_t limit);

/*
 * Let the user called name enter, once.  Return 0, or -1 if there is no memory.
 */
int room_rules_invite(struct room_rules *rules, struct slice name);

/* ---- rooms that are kept ------------------------------------------------- */

/*
 * Keep the room from now on: its owner, and who has which rank in it, is what
 * keeping says, which is borrowed until room_rules_unkeep().  Return false if
 * it is kept already.
 */
bool room_rules_keep(struct room_rules *rules, struct room_keeping *keeping);

/*
 * Keep the room no longer: the rules end with the last member, and now if there
 * is none.  If account is not empty, that is for the owner to ask, and nothing
 * happens to another one's room.  Return what kept it; or NULL.
 */
struct room_keeping *room_rules_unkeep(
    struct room_rules *rules, struct slice account);

/* Return the ranks that account has in the room if it is kept. */
unsigned int room_rules_ranks(struct room_rules *rules, struct slice account);

/* Do what the functions of room_keeping.h do, if the room is kept. */
int room_rules_grant(
    struct room_rules *rules, struct slice account, unsigned int rank);
bool room_rules_revoke(
    struct room_rules *rules, struct slice account, unsigned int rank);
bool room_rules_forget(struct room_rules *rules, struct slice account);
bool room_rules_set_owner(struct room_rules *rules, struct slice account);

/*
 * Say whether anything has been changed in the room, which is kept, by what is
 * above, since this was last asked.  To learn of other machines' changes
 * (room_record.h) does not count.
 */
bool room_rules_take_change(struct room_rules *rules);

/* Have all see which flags hold; under the lock. */
static inline void
room_rules_show_flags(struct room_rules *rules)
{
	unsigned int bans = room_mask_list_has_bans(&rules->bans)
				? ROOM_BANS_SOMEBODY
				: 0;

	atomic_store(&rules->flags, rules->modes.flags | bans);
}

/* ---- for the files that change rules with this one ----------------------- */

/*
 * Note, under the lock, what is to be sent, and written down if it is kept; and
 * have all see it.
 */
void room_rules_note_change(struct room_rules *rules);

/* Say whether all flags hold, which are bits. */
static inline bool
room_rules_have(const struct room_rules *rules, unsigned int flags)
{
	return (atomic_load_explicit(&rules->flags, memory_order_relaxed) &
		   flags) == flags;
}

#endif
