/* SPDX-License-Identifier: MIT */
/*
 * The rate is a bucket of tokens, kept as one time: each login costs a part of
 * a minute, and logins_ns is when all of them are paid for.  One is taken while
 * less than a burst is owed, so that the bucket is full where nothing is.  One
 * that is refused costs nothing.
 *
 * Refusals are kept in the same way: each is forgotten after a second.
 */

#include "chatd/net/sources.h"

#include <stdlib.h>

#include "chatd/net/access_list.h"
#include "chatd/net/source_table.h"
#include "common/clock.h"

#define SOURCES_MINUTE_NS (60 * CLOCK_NS_PER_S)

/* How long a refusal is remembered, after those before it are forgotten. */
#define SOURCES_REFUSAL_NS CLOCK_NS_PER_S

/* What one machine can have of IPv6. */
#define SOURCES_IPV6_BITS 64

struct sources {
	struct source_table *table;
	struct access_list *exempt; /* its allowed networks; NULL: none */
	struct access_list *next_exempt;
	struct source_limits limits;
	sources_is_banned_cb *is_banned; /* NULL: nobody is */
	void *ban_argument;
};

struct sources *
sources_new(void)
{
	struct sources *sources = calloc(1, sizeof(*sources));

	if (sources == NULL)
		return NULL;
	sources->table = source_table_new();
	if (sources->table != NULL)
		return sources;
	free(sources);
	return NULL;
}

void
sources_free(struct sources *sources)
{
	if (sources == NULL)
		return;
	source_table_free(sources->table);
	access_list_free(sources->exempt);
	access_list_free(sources->next_exempt);
	free(sources);
}

void
sources_set_bans(
    struct sources *sources, sources_is_banned_cb *is_banned, void *argument)
{
	sources->is_banned = is_banned;
	sources->ban_argument = argument;
}

int
sources_prepare(struct sources *sources, const char *exempt)
{
	struct access_list *list = access_list_new(exempt, "");

	if (list == NULL)
		return -1;
	access_list_free(sources->next_exempt);
	sources->next_exempt = list;
	return 0;
}

void
sources_commit(struct sources *sources, const struct source_limits *limits)
{
	access_list_free(sources->exempt);
	sources->exempt = sources->next_exempt;
	sources->next_exempt = NULL;
	sources->limits = *limits;
}

static bool
sources_is_exempt(
    const struct sources *sources, const struct network_address *address)
{
	return sources->exempt != NULL &&
	       access_list_find(sources->exempt, address) == ACCESS_ALLOWED;
}

/* Take a token of the source.  Return false if it has none left. */
static bool
sources_take_login(
    const struct sources *sources, struct source *source, uint64_t now_ns)
{
	const struct source_limits *limits = &sources->limits;
	uint64_t price_ns, most_ns;

	if (limits->logins_per_minute == 0)
		return true;
	price_ns = SOURCES_MINUTE_NS / limits->logins_per_minute;
	most_ns = now_ns + (limits->logins_burst - 1) * price_ns;
	/* What was owed under other limits is not more than these allow. */
	if (source->logins_ns > most_ns + price_ns)
		source->logins_ns = most_ns + price_ns;
	if (source->logins_ns > most_ns)
		return false;
	if (source->logins_ns < now_ns)
		source->logins_ns = now_ns;
	source->logins_ns += price_ns;
	return true;
}

static enum source_verdict
sources_count(struct sources *sources, struct source *source, uint64_t now_ns,
    uint32_t *place_r)
{
	uint64_t most = sources->limits.connections;

	if (most > 0 && atomic_load(&source->connections) >= most)
		return SOURCE_CROWDED;
	if (!sources_take_login(sources, source, now_ns))
		return SOURCE_HASTY;
	atomic_fetch_add(&source->connections, 1);
	*place_r = source_table_number(sources->table, source);
	return SOURCE_WELCOME;
}

static bool
sources_is_offender(const struct source *source, uint64_t now_ns)
{
	return source->refusals_ns >
	       now_ns + (SOURCES_REFUSALS - 1) * SOURCES_REFUSAL_NS;
}

static void
sources_note_refusal(struct source *source, uint64_t now_ns)
{
	uint64_t most_ns = now_ns +
			   (2 * SOURCES_REFUSALS - 1) * SOURCES_REFUSAL_NS;

	if (source->refusals_ns < now_ns)
		source->refusals_ns = now_ns;
	source->refusals_ns += SOURCES_REFUSAL_NS;
	if (source->refusals_ns > most_ns)
		source->refusals_ns = most_ns;
}

/* Say whether an address may come in at all. */
static enum source_verdict
sources_admit(const struct sources *sources, const struct access_list *networks,
    const struct network_address *address)
{
	if (networks != NULL && !access_list_admits(networks, address))
		return SOURCE_DENIED;
	if (sources->is_banned != NULL &&
	    sources->is_banned(address, sources->ban_argument))
		return SOURCE_BANNED;
	return SOURCE_WELCOME;
}

enum source_verdict
sources_enter(struct sources *sources, const struct access_list *networks,
    const struct sockaddr *peer, uint64_t now_ns, uint32_t *place_r)
{
	struct network_address address;
	enum source_verdict verdict = SOURCE_WELCOME;
	struct source *source;

	*place_r = SOURCES_NO_PLACE;
	if (!network_address_of(peer, &address))
		return verdict;
	verdict = sources_admit(sources, networks, &address);
	if (sources_is_exempt(sources, &address))
		return verdict;
	if (verdict == SOURCE_WELCOME && !network_address_is_ipv4(&address))
		network_address_cut(&address, SOURCES_IPV6_BITS);
	source = source_table_find(sources->table, &address, now_ns);
	if (source == NULL)
		return verdict;
	if (sources_is_offender(source, now_ns))
		verdict = SOURCE_OFFENDS;
	else if (verdict == SOURCE_WELCOME)
		verdict = sources_count(sources, source, now_ns, place_r);
	if (verdict != SOURCE_WELCOME)
		sources_note_refusal(source, now_ns);
	return verdict;
}

void
sources_turn_away(struct sources *sources, uint32_t place)
{
	uint64_t per_minute = sources->limits.logins_per_minute;
	struct source *source;

	if (place == SOURCES_NO_PLACE)
		return;
	source = source_table_at(sources->table, place);
	if (per_minute > 0)
		source->logins_ns -= SOURCES_MINUTE_NS / per_minute;
	sources_leave(sources, place);
}

void
sources_leave(struct sources *sources, uint32_t place)
{
	if (place != SOURCES_NO_PLACE)
		atomic_fetch_sub(
		    &source_table_at(sources->table, place)->connections, 1);
}
