/* SPDX-License-Identifier: MIT */
#ifndef CHATD_FLIGHTS_H
#define CHATD_FLIGHTS_H

/*
 * Texts on their way to users of other machines, whose senders have yet to hear
 * what became of them: a flight is those of one connection.
 *
 * All texts of a flight go to the same address, so they arrive in the order in
 * which they were sent.  Outcomes may come in any order; the sender gets them
 * in that of the texts.
 *
 * A sender who has so many texts under way, or so many bytes of them, waits
 * until half of them are answered.  64 texts fill a good part of a frame, so
 * more of them would save nothing; and 64 KiB is what a connection may have
 * under way elsewhere, too, in what was read of it and not handled.  One text
 * may be longer.  Whatever is answered, somebody has it in memory until then:
 * the worker or the gateway, whose own ceilings are below that of all senders.
 *
 * A text that nobody has taken may come back, because the name of its receiver
 * is somebody else's by now.  It is kept until all texts of the flight have
 * come back or have their outcomes, and then all that came back go to another
 * address together, in their order, twice at most.  Whoever is refused there,
 * too, hears that the name is nobody's: between the two it was.
 *
 * Owner thread only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/core/address.h"
#include "chatd/core/chat_text.h"
#include "chatd/core/stamp.h"
#include "chatd/presence/directory.h"
#include "chatd/routing/router.h"
#include "common/slice.h"

struct connection;

#define FLIGHT_TEXTS_MAX 64
#define FLIGHT_BYTES_MAX 65536

/* So often the texts of a flight may go elsewhere until one is delivered. */
#define FLIGHT_MOVES_MAX 2

/* What a worker keeps of texts that came back; what is more is refused. */
#define FLIGHTS_KEPT_BYTES_MAX (8u * 1024 * 1024)

/* A text that is under way. */
struct flight_text {
	struct stamp stamp;
	uint32_t size;
};

/* A text of a flight that came back. */
struct flight_return {
	char *bytes; /* owned: the plain form, and behind it the raw one */
	uint32_t plain_size;
	enum text_style style;
};

/* Those of one flight. */
struct flight_returns {
	struct flight_return texts[FLIGHT_TEXTS_MAX]; /* by number, modulo this
						       */
};

struct flight {
	struct address sender;
	struct address to;    /* where all of them go */
	struct sighting seen; /* of the receiver, last; at first: never */
	router_sent_cb *answered;
	/* A bit for each text, from the oldest that is not answered: */
	uint64_t known; /* its outcome has come */
	uint64_t taken; /* and it was delivered */
	uint64_t kept;  /* it came back */
	uint32_t first; /* the number of the oldest one */
	uint32_t count;
	size_t bytes;
	bool is_held;   /* it takes no more: it was full, or some came back */
	bool is_asking; /* where its receiver is */
	unsigned char moves; /* to other addresses, since one was delivered */
	struct flight_returns *returns; /* owned; NULL: nothing came back yet */
	struct flight_text texts[FLIGHT_TEXTS_MAX]; /* by number, modulo this */
	size_t name_size;
	char name[]; /* whom its sender writes to */
};

/* One worker's, each at a place that its connection knows; 0 is none. */
struct flights {
	struct flight **places;
	uint32_t *free; /* places that are free, free_count of them */
	uint32_t used;  /* places that were ever in use, with place 0 */
	uint32_t capacity;
	uint32_t free_count;
	size_t kept_bytes; /* of memory, for texts that came back */
};

/* Begin without flights. */
void flights_init(struct flights *flights);

/* Free all flights, whose senders are not asked any more. */
void flights_clear(struct flights *flights);

/*
 * Begin a flight of sender, which has none, to the user called name at to; the
 * caller adds a text at once.  Return NULL if there is no memory.
 */
struct flight *flights_begin(struct flights *flights, struct connection *sender,
    struct slice name, struct address to, router_sent_cb *answered);

/* Return the flight of sender, or NULL. */
struct flight *flights_of(
    const struct flights *flights, const struct connection *sender);

/* Free the flight of sender, if it has one. */
void flights_end(struct flights *flights, struct connection *sender);

/*
 * Return the next flight, where *place is 0 at first and is this function's to
 * change; or NULL after the last.  Those that were returned may end meanwhile.
 */
struct flight *flights_next(const struct flights *flights, uint32_t *place);

/*
 * Note a text of so many bytes, said when stamp says, which may be the one that
 * fills the flight.
 */
void flight_add(struct flight *flight, size_t bytes, const struct stamp *stamp);

/* Return the number of the text that is added next. */
static inline uint32_t
flight_next_number(const struct flight *flight)
{
	return flight->first + flight->count;
}

/* Say whether no more may be added, until flight_goes_on(). */
static inline bool
flight_is_held(const struct flight *flight)
{
	return flight->is_held;
}

/*
 * Say whether a flight that was held has room again, and keeps nothing that
 * came back; then hold it no more.
 */
bool flight_goes_on(struct flight *flight);

/*
 * Note what became of count texts, from the one of this number on.  What the
 * flight does not have under way is passed over.
 */
void flight_note(
    struct flight *flight, uint32_t number, uint32_t count, bool was_taken);

/* Say whether the outcome of the oldest text has come, if there is one. */
static inline bool
flight_is_known(const struct flight *flight)
{
	return (flight->known & 1) != 0;
}

/*
 * Take the oldest text off, whose outcome has come.  Return whether it was
 * delivered; its stamp goes to *stamp_r.
 */
bool flight_take(struct flight *flight, struct stamp *stamp_r);

/* ---- what comes back ----------------------------------------------------- */

/*
 * Keep a copy of text, the one of this number, which has come back, and hold
 * the flight.  It counts as refused instead where it may not go elsewhere any
 * more, or there is no memory for it.  What the flight does not have under way
 * is passed over.
 */
void flights_keep(struct flights *flights, struct flight *flight,
    uint32_t number, const struct chat_text *text);

/*
 * Say whether the flight keeps texts and none of the others is under way any
 * more: it is time to ask where they go.
 */
bool flight_has_landed(const struct flight *flight);

/*
 * Refuse all that the flight keeps; or only what a later text has overtaken,
 * which was delivered.
 */
void flights_refuse_kept(struct flights *flights, struct flight *flight);
void flights_refuse_overtaken(struct flights *flights, struct flight *flight);

/* A text that came back; its bytes are owned by whoever has it. */
struct returned_text {
	char *bytes;
	struct chat_text text; /* lies in bytes */
	uint32_t number;
	struct stamp stamp;
};

/*
 * Take out the oldest text that the flight keeps, which is under way again from
 * now on, and give it to the caller.  Return false if there is none.
 */
bool flights_take_kept(struct flights *flights, struct flight *flight,
    struct returned_text *text_r);

#endif
