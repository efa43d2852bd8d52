/* SPDX-License-Identifier: MIT */
/*
 * A connection is asked for its flight with each text and each answer, so it
 * knows the place; it has no room for a pointer, because most have none.
 */

#include "chatd/routing/flights.h"

#include <stdlib.h>

#include "chatd/connection/connection.h"

#define FLIGHTS_FIRST 16

void
flights_init(struct flights *flights)
{
	*flights = (struct flights){ .used = 1 };
}

/* Free flight, which is at no place any more; NULL is allowed. */
static void
flights_free(struct flights *flights, struct flight *flight)
{
	if (flight == NULL)
		return;
	flights_refuse_kept(flights, flight);
	free(flight->returns);
	free(flight);
}

void
flights_clear(struct flights *flights)
{
	for (uint32_t i = 1; i < flights->used; i++)
		flights_free(flights, flights->places[i]);
	free(flights->places);
	free(flights->free);
	flights_init(flights);
}

/* Make room for one more place.  Return 0, or -1 (no memory). */
static int
flights_grow(struct flights *flights)
{
	uint32_t capacity = flights->capacity == 0 ? FLIGHTS_FIRST
						   : 2 * flights->capacity;
	struct flight **places;
	uint32_t *free_places;

	if (flights->free_count > 0 || flights->used < flights->capacity)
		return 0;
	free_places = realloc(flights->free, capacity * sizeof(*free_places));
	if (free_places == NULL)
		return -1;
	flights->free = free_places;
	places = realloc(flights->places, capacity * sizeof(struct flight *));
	if (places == NULL)
		return -1;
	flights->places = places;
	flights->capacity = capacity;
	return 0;
}

struct flight *
flights_begin(struct flights *flights, struct connection *sender,
    struct slice name, struct address to, router_sent_cb *answered)
{
	struct flight *flight;
	uint32_t place;

	if (flights_grow(flights) != 0)
		return NULL;
	flight = malloc(sizeof(*flight) + name.size);
	if (flight == NULL)
		return NULL;
	flight->sender = connection_address(sender);
	flight->to = to;
	flight->seen = (struct sighting){ .version = 0 };
	flight->answered = answered;
	flight->known = flight->taken = flight->kept = 0;
	flight->first = flight->count = 0;
	flight->bytes = 0;
	flight->is_held = flight->is_asking = false;
	flight->moves = 0;
	flight->returns = NULL;
	flight->name_size = name.size;
	slice_write(flight->name, name);
	place = flights->free_count > 0 ? flights->free[--flights->free_count]
					: flights->used++;
	flights->places[place] = flight;
	connection_set_flight(sender, place);
	return flight;
}

struct flight *
flights_of(const struct flights *flights, const struct connection *sender)
{
	uint32_t place = connection_flight(sender);

	return place != 0 ? flights->places[place] : NULL;
}

void
flights_end(struct flights *flights, struct connection *sender)
{
	uint32_t place = connection_flight(sender);

	if (place == 0)
		return;
	flights_free(flights, flights->places[place]);
	flights->places[place] = NULL;
	flights->free[flights->free_count++] = place;
	connection_set_flight(sender, 0);
}

struct flight *
flights_next(const struct flights *flights, uint32_t *place)
{
	while (++*place < flights->used) {
		if (flights->places[*place] != NULL)
			return flights->places[*place];
	}
	return NULL;
}

void
flight_add(struct flight *flight, size_t bytes, const struct stamp *stamp)
{
	flight->texts[flight_next_number(flight) % FLIGHT_TEXTS_MAX] =
	    (struct flight_text){ *stamp, (uint32_t)bytes };
	flight->bytes += bytes;
	flight->count++;
	flight->is_held = flight->count >= FLIGHT_TEXTS_MAX ||
			  flight->bytes >= FLIGHT_BYTES_MAX;
}

bool
flight_goes_on(struct flight *flight)
{
	if (!flight->is_held || flight->kept != 0 ||
	    flight->count > FLIGHT_TEXTS_MAX / 2 ||
	    flight->bytes > FLIGHT_BYTES_MAX / 2)
		return false;
	flight->is_held = false;
	return true;
}

/* Return the bits of count texts, from the oldest on. */
static uint64_t
flight_bits(uint32_t count)
{
	return count < FLIGHT_TEXTS_MAX ? (UINT64_C(1) << count) - 1
					: UINT64_MAX;
}

void
flight_note(
    struct flight *flight, uint32_t number, uint32_t count, bool was_taken)
{
	uint32_t offset = number - flight->first;
	uint64_t bits;

	if (offset >= flight->count || count > flight->count - offset)
		return;
	bits = flight_bits(count) << offset;
	flight->known |= bits;
	if (!was_taken)
		return;
	flight->taken |= bits;
	flight->moves = 0;
}

bool
flight_take(struct flight *flight, struct stamp *stamp_r)
{
	const struct flight_text *oldest =
	    &flight->texts[flight->first % FLIGHT_TEXTS_MAX];
	bool was_taken = (flight->taken & 1) != 0;

	*stamp_r = oldest->stamp;
	flight->bytes -= oldest->size;
	flight->known >>= 1;
	flight->taken >>= 1;
	flight->kept >>= 1;
	flight->first++;
	flight->count--;
	return was_taken;
}

/* ---- what comes back ----------------------------------------------------- */

/* Keep a copy of text at the place of this number.  Return 0, or -1. */
static int
flights_copy(struct flights *flights, struct flight *flight, uint32_t number,
    const struct chat_text *text)
{
	size_t size = chat_text_size(text);
	char *copy;

	if (flight->moves >= FLIGHT_MOVES_MAX ||
	    flights->kept_bytes + size > FLIGHTS_KEPT_BYTES_MAX)
		return -1;
	if (flight->returns == NULL)
		flight->returns = malloc(sizeof(*flight->returns));
	if (flight->returns == NULL)
		return -1;
	copy = malloc(size);
	if (copy == NULL)
		return -1;
	slice_write(slice_write(copy, text->plain), text->raw);
	flight->returns->texts[number % FLIGHT_TEXTS_MAX] =
	    (struct flight_return){ copy, (uint32_t)text->plain.size,
		    text->style };
	flights->kept_bytes += size;
	return 0;
}

void
flights_keep(struct flights *flights, struct flight *flight, uint32_t number,
    const struct chat_text *text)
{
	uint32_t offset = number - flight->first;
	uint64_t bit;

	if (offset >= flight->count)
		return;
	bit = UINT64_C(1) << offset;
	if (((flight->known | flight->kept) & bit) != 0)
		return;
	if (flights_copy(flights, flight, number, text) != 0) {
		flight_note(flight, number, 1, false);
		return;
	}
	flight->kept |= bit;
	flight->is_held = true;
}

bool
flight_has_landed(const struct flight *flight)
{
	return flight->kept != 0 && !flight->is_asking &&
	       (flight->known | flight->kept) == flight_bits(flight->count);
}

bool
flights_take_kept(struct flights *flights, struct flight *flight,
    struct returned_text *text_r)
{
	const struct flight_return *returned;
	const struct flight_text *text;
	uint32_t offset = 0, place;

	if (flight->kept == 0)
		return false;
	while ((flight->kept >> offset & 1) == 0)
		offset++;
	flight->kept &= ~(UINT64_C(1) << offset);
	place = (flight->first + offset) % FLIGHT_TEXTS_MAX;
	text = &flight->texts[place];
	returned = &flight->returns->texts[place];
	*text_r = (struct returned_text){
		.bytes = returned->bytes,
		.text = { .style = returned->style,
		    .plain = { returned->bytes, returned->plain_size },
		    .raw = { returned->bytes + returned->plain_size,
			text->size - returned->plain_size } },
		.number = flight->first + offset,
		.stamp = text->stamp,
	};
	flights->kept_bytes -= text->size;
	return true;
}

/* Refuse what flight keeps of the count oldest texts. */
static void
flights_refuse_oldest(
    struct flights *flights, struct flight *flight, uint32_t count)
{
	struct returned_text text;

	while ((flight->kept & flight_bits(count)) != 0 &&
	       flights_take_kept(flights, flight, &text)) {
		flight_note(flight, text.number, 1, false);
		free(text.bytes);
	}
}

void
flights_refuse_kept(struct flights *flights, struct flight *flight)
{
	flights_refuse_oldest(flights, flight, FLIGHT_TEXTS_MAX);
}

void
flights_refuse_overtaken(struct flights *flights, struct flight *flight)
{
	uint32_t count = 0;

	while (count < FLIGHT_TEXTS_MAX && flight->taken >> count != 0)
		count++;
	flights_refuse_oldest(flights, flight, count);
}
