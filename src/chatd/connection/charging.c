/* SPDX-License-Identifier: MIT */
/*
 * No protocol may handle input while others are told what one connection has
 * said, so a connection whose debt is repaid goes on in the next turn.
 */

#include "chatd/connection/charging.h"

#include "chatd/connection/connection_private.h"
#include "chatd/core/rate.h"

void
charging_begin_turn(struct connection *c)
{
	struct reading *reading = &c->reading;

	reading->budget = reading->turn_bytes;
	reading->requests = RATE_REQUESTS_MAX;
	if (reading->turn_bytes < CHARGE_TURN_BYTES)
		reading->turn_bytes += CHARGE_RECEIVER_BYTES;
}

void
charging_slow_down(struct connection *c)
{
	c->reading.turn_bytes = CHARGE_RECEIVER_BYTES;
	c->reading.budget = 0;
}

void
charging_end_turn(struct connection *c)
{
	if (c->reading.budget == 0 && reading_is_on(&c->reading) &&
	    c->phase != CONNECTION_CLOSED)
		reading_stop(&c->set->queue, &c->reading, READING_TURN);
}

void
connection_charge(struct connection *c, size_t bytes)
{
	charging_spend(c, bytes);
}

void
connection_owe(struct connection *c, size_t bytes)
{
	struct reading *reading = &c->reading;

	if (bytes > UINT32_MAX - reading->debt)
		bytes = UINT32_MAX - reading->debt;
	reading->debt += (uint32_t)bytes;
	/* Whoever is written to next may have to wait for what was said. */
	c->last_receiver = (struct address){ 0 };
	if (reading->debt > CHARGE_DEBT_BYTES && c->phase == CONNECTION_OPEN)
		reading_stop(&c->set->queue, reading, READING_DEBT);
}

void
connection_repay(struct connection *c, size_t bytes)
{
	struct reading *reading = &c->reading;

	reading->debt = reading->debt > bytes ? reading->debt - (uint32_t)bytes
					      : 0;
	if (reading->debt <= CHARGE_DEBT_BYTES / 2)
		reading_go_on_next_turn(&c->set->queue, reading, READING_DEBT);
}

bool
connection_owes(const struct connection *c)
{
	return c->reading.debt > 0;
}
