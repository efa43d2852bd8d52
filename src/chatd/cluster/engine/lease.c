/* SPDX-License-Identifier: MIT */
/*
 * Everything is a comparison of now with one of a few times; so a process that
 * was stopped finds out as soon as it asks.
 */

#include "chatd/cluster/engine/lease.h"

#include "common/clock.h"

#define LEASE_NS        (LEASE_MS * CLOCK_NS_PER_MS)
#define LEASE_RENEWS_NS (LEASE_RENEWS_MS * CLOCK_NS_PER_MS)
#define LEASE_LOOKS_NS  (LEASE_LOOKS_MS * CLOCK_NS_PER_MS)
#define LEASE_GRANTS_NS (LEASE_GRANTS_MS * CLOCK_NS_PER_MS)
#define LEASE_HOLDS_NS  (LEASE_HOLDS_MS * CLOCK_NS_PER_MS)

void
lease_enter(struct lease *lease, uint64_t asked_ns, uint64_t now_ns)
{
	lease->renewed_ns = asked_ns;
	lease->asked_ns = asked_ns;
	lease->look_ns = 0;
	lease->settled_ns = now_ns;
	lease->is_asking = false;
}

void
lease_ask(struct lease *lease, uint64_t now_ns)
{
	if (lease->look_ns != 0 && now_ns >= lease->look_ns)
		lease->looked_ns = now_ns;
	lease->asked_ns = now_ns;
	lease->look_ns = 0;
	lease->is_asking = true;
}

void
lease_renew(struct lease *lease, bool had_lease, uint64_t now_ns)
{
	lease->is_asking = false;
	lease->renewed_ns = lease->asked_ns;
	/* It was too late, or else the engine's clock has jumped. */
	if (!had_lease)
		lease->settled_ns = now_ns;
}

void
lease_look(struct lease *lease, uint64_t look_ns)
{
	lease->look_ns = look_ns;
}

void
lease_lose(struct lease *lease)
{
	lease->is_asking = false;
	lease->settled_ns = 0;
}

void
lease_refuse(struct lease *lease, uint64_t began_ns)
{
	if (lease->renewed_ns != 0)
		lease->refused_ns = began_ns;
}

void
lease_end(struct lease *lease)
{
	lease->renewed_ns = lease->refused_ns = 0;
	lease->is_asking = false;
}

/* Whether there is a life on a connection that is there. */
static bool
lease_is_connected(const struct lease *lease)
{
	return lease->settled_ns != 0 && lease->renewed_ns != 0;
}

static uint64_t
later(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/*
 * When the next renewal is to be asked for.  To look before one may bury is too
 * early.
 */
static uint64_t
lease_asks_ns(const struct lease *lease)
{
	uint64_t usual = lease->asked_ns + LEASE_RENEWS_NS;
	uint64_t look;

	if (lease->look_ns == 0)
		return usual;
	look = later(lease->look_ns, lease->settled_ns + LEASE_NS);
	look = later(look, lease->looked_ns + LEASE_LOOKS_NS);
	return look < usual ? look : usual;
}

bool
lease_may_ask(const struct lease *lease, uint64_t now_ns)
{
	return lease_is_connected(lease) && !lease->is_asking &&
	       now_ns >= lease_asks_ns(lease);
}

bool
lease_may_grant(const struct lease *lease, uint64_t now_ns)
{
	return lease->renewed_ns != 0 &&
	       now_ns < lease->renewed_ns + LEASE_GRANTS_NS;
}

uint64_t
lease_ends_ns(const struct lease *lease)
{
	uint64_t last = lease->renewed_ns;

	if (last == 0)
		return 0;
	if (lease->refused_ns > last)
		last = lease->refused_ns;
	return last + LEASE_HOLDS_NS;
}

bool
lease_holds(const struct lease *lease, uint64_t now_ns)
{
	return now_ns < lease_ends_ns(lease);
}

bool
lease_may_bury(const struct lease *lease, uint64_t now_ns)
{
	return lease_is_connected(lease) && lease_may_grant(lease, now_ns) &&
	       now_ns >= lease->settled_ns + LEASE_NS;
}

uint64_t
lease_due_ns(const struct lease *lease, uint64_t now_ns)
{
	bool is_connected = lease_is_connected(lease);
	const uint64_t times[] = {
		is_connected && !lease->is_asking ? lease_asks_ns(lease) : 0,
		is_connected ? lease->settled_ns + LEASE_NS : 0,
		lease->renewed_ns != 0 ? lease->renewed_ns + LEASE_GRANTS_NS
				       : 0,
		lease_ends_ns(lease),
	};
	uint64_t due = 0;

	for (unsigned int i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		if (times[i] > now_ns && (due == 0 || times[i] < due))
			due = times[i];
	}
	return due;
}
