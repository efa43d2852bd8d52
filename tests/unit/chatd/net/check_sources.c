/* SPDX-License-Identifier: MIT */
/* What one address may do, and what a million of them cannot. */

#include "chatd/net/sources.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>

#include "chatd/net/access_list.h"
#include "chatd/net/source_table.h"
#include "common/clock.h"

#include "unit/unit.h"

#define MILLION 1000000

/* One login a second, and four at once. */
#define LOGINS                                                                 \
	{                                                                      \
		.logins_per_minute = 60, .logins_burst = 4                     \
	}

#define TWO_CONNECTIONS                                                        \
	{                                                                      \
		.connections = 2, .logins_burst = 1                            \
	}

static struct sources *sources;
static uint64_t now_ns = 1000 * CLOCK_NS_PER_S;

static void
start(struct source_limits limits, const char *exempt)
{
	sources = sources_new();
	ck_assert_ptr_nonnull(sources);
	ck_assert_int_eq(sources_prepare(sources, exempt), 0);
	sources_commit(sources, &limits);
}

static void
change(struct source_limits limits)
{
	ck_assert_int_eq(sources_prepare(sources, ""), 0);
	sources_commit(sources, &limits);
}

static void
wait_ms(uint64_t milliseconds)
{
	now_ns += milliseconds * CLOCK_NS_PER_MS;
}

/* Have somebody connect from a numeric address. */
static enum source_verdict
enter_at(const char *address, uint32_t *place_r)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	struct sockaddr_in in = { .sin_family = AF_INET };
	const struct sockaddr *peer = (const struct sockaddr *)&in;

	if (inet_pton(AF_INET, address, &in.sin_addr) != 1) {
		ck_assert_int_eq(
		    inet_pton(AF_INET6, address, &in6.sin6_addr), 1);
		peer = (const struct sockaddr *)&in6;
	}
	return sources_enter(sources, NULL, peer, now_ns, place_r);
}

static enum source_verdict
enter(const char *address)
{
	uint32_t place;

	return enter_at(address, &place);
}

/* Do the same from the address of this number, which is one of 10.0.0.0/8. */
static enum source_verdict
enter_number(uint32_t number, uint32_t *place_r)
{
	const struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(0x0a000000 + number) };

	return sources_enter(
	    sources, NULL, (const struct sockaddr *)&in, now_ns, place_r);
}

/* ---- connections --------------------------------------------------------- */

START_TEST(an_address_has_so_many_connections_and_no_more)
{
	uint32_t places[2], place;

	start((struct source_limits)TWO_CONNECTIONS, "");
	ck_assert_int_eq(enter_at("192.0.2.1", &places[0]), SOURCE_WELCOME);
	ck_assert_int_eq(enter_at("192.0.2.1", &places[1]), SOURCE_WELCOME);
	ck_assert_uint_ne(places[0], SOURCES_NO_PLACE);
	ck_assert_int_eq(enter_at("192.0.2.1", &place), SOURCE_CROWDED);
	ck_assert_uint_eq(place, SOURCES_NO_PLACE);
	ck_assert_int_eq(enter("192.0.2.2"), SOURCE_WELCOME);
	sources_leave(sources, SOURCES_NO_PLACE);
	ck_assert_int_eq(enter("192.0.2.1"), SOURCE_CROWDED);
	sources_leave(sources, places[0]);
	ck_assert_int_eq(enter("192.0.2.1"), SOURCE_WELCOME);
	ck_assert_int_eq(enter("192.0.2.1"), SOURCE_CROWDED);
	sources_free(sources);
}
END_TEST

START_TEST(a_network_of_ipv6_is_one_source)
{
	start((struct source_limits)TWO_CONNECTIONS, "");
	ck_assert_int_eq(enter("2001:db8:0:1::1"), SOURCE_WELCOME);
	ck_assert_int_eq(
	    enter("2001:db8:0:1:ffff:ffff:ffff:ffff"), SOURCE_WELCOME);
	ck_assert_int_eq(enter("2001:db8:0:1:8000::"), SOURCE_CROWDED);
	ck_assert_int_eq(enter("2001:db8:0:2::1"), SOURCE_WELCOME);
	sources_free(sources);
}
END_TEST

START_TEST(ipv4_is_one_source_however_it_comes)
{
	start((struct source_limits)TWO_CONNECTIONS, "");
	ck_assert_int_eq(enter("192.0.2.1"), SOURCE_WELCOME);
	ck_assert_int_eq(enter("::ffff:192.0.2.1"), SOURCE_WELCOME);
	ck_assert_int_eq(enter("192.0.2.1"), SOURCE_CROWDED);
	ck_assert_int_eq(enter("::ffff:192.0.2.1"), SOURCE_CROWDED);
	ck_assert_int_eq(enter("::ffff:192.0.2.2"), SOURCE_WELCOME);
	sources_free(sources);
}
END_TEST

START_TEST(unix_sockets_and_exempt_networks_are_not_counted)
{
	const struct sockaddr local = { .sa_family = AF_UNIX };
	struct access_list *nobody = access_list_new("192.0.2.1", "");
	uint32_t place = 1;

	start((struct source_limits)TWO_CONNECTIONS, "192.0.2.0/24");
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(
		    sources_enter(sources, nobody, &local, now_ns, &place),
		    SOURCE_WELCOME);
		ck_assert_uint_eq(place, SOURCES_NO_PLACE);
		ck_assert_int_eq(enter_at("192.0.2.1", &place), SOURCE_WELCOME);
		ck_assert_uint_eq(place, SOURCES_NO_PLACE);
	}
	ck_assert_int_eq(enter("198.51.100.1"), SOURCE_WELCOME);
	ck_assert_int_eq(enter("198.51.100.1"), SOURCE_WELCOME);
	ck_assert_int_eq(enter("198.51.100.1"), SOURCE_CROWDED);
	access_list_free(nobody);
	sources_free(sources);
}
END_TEST

START_TEST(denied_networks_take_no_place)
{
	const struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(0x0a000001) };
	const struct sockaddr *peer = (const struct sockaddr *)&in;
	struct access_list *list = access_list_new("", "10.0.0.0/8");
	uint32_t place;

	start((struct source_limits)TWO_CONNECTIONS, "");
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(
		    sources_enter(sources, list, peer, now_ns, &place),
		    SOURCE_DENIED);
	ck_assert_int_eq(
	    sources_enter(sources, NULL, peer, now_ns, &place), SOURCE_WELCOME);
	access_list_free(list);
	sources_free(sources);
}
END_TEST

START_TEST(a_limit_finds_those_who_are_there)
{
	start((struct source_limits){ .logins_burst = 1 }, "");
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(enter("192.0.2.1"), SOURCE_WELCOME);
	change((struct source_limits){ .connections = 5, .logins_burst = 1 });
	ck_assert_int_eq(enter("192.0.2.1"), SOURCE_CROWDED);
	change((struct source_limits){ .connections = 6, .logins_burst = 1 });
	ck_assert_int_eq(enter("192.0.2.1"), SOURCE_WELCOME);
	sources_free(sources);
}
END_TEST

static void *
leave_all(void *argument)
{
	const uint32_t *places = argument;

	for (int i = 0; i < 1000; i++)
		sources_leave(sources, places[i]);
	return NULL;
}

START_TEST(places_come_back_from_other_threads)
{
	static uint32_t places[4][1000];
	pthread_t threads[4];
	uint32_t place;

	start((struct source_limits){ .connections = 4000, .logins_burst = 1 },
	    "");
	for (int i = 0; i < 4000; i++)
		ck_assert_int_eq(
		    enter_at("192.0.2.1", &places[i / 1000][i % 1000]),
		    SOURCE_WELCOME);
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(
		    pthread_create(&threads[i], NULL, leave_all, places[i]), 0);
	for (int i = 0; i < 1000; i++, wait_ms(1000))
		if (enter_at("192.0.2.1", &place) == SOURCE_WELCOME)
			sources_leave(sources, place);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < 4000; i++)
		ck_assert_int_eq(enter("192.0.2.1"), SOURCE_WELCOME);
	ck_assert_int_eq(enter("192.0.2.1"), SOURCE_CROWDED);
	sources_free(sources);
}
END_TEST

/* ---- logins -------------------------------------------------------------- */

static int
count_welcome(const char *address, int tries)
{
	int welcome = 0;

	for (int i = 0; i < tries; i++)
		welcome += enter(address) == SOURCE_WELCOME;
	return welcome;
}

START_TEST(logins_come_in_a_burst_and_then_at_the_rate)
{
	start((struct source_limits)LOGINS, "");
	ck_assert_int_eq(count_welcome("192.0.2.1", 5), 4);
	ck_assert_int_eq(enter("192.0.2.1"), SOURCE_HASTY);
	ck_assert_int_eq(count_welcome("192.0.2.2", 5), 4);
	wait_ms(999);
	ck_assert_int_eq(count_welcome("192.0.2.1", 5), 0);
	wait_ms(1);
	ck_assert_int_eq(count_welcome("192.0.2.1", 5), 1);
	wait_ms(2500);
	ck_assert_int_eq(count_welcome("192.0.2.1", 5), 2);
	/* Saving up ends with the burst. */
	wait_ms(3600 * 1000);
	ck_assert_int_eq(count_welcome("192.0.2.1", 5), 4);
	sources_free(sources);
}
END_TEST

START_TEST(whoever_comes_at_the_rate_is_always_let_in)
{
	start((struct source_limits){ .logins_per_minute = 60,
		  .logins_burst = 1 },
	    "");
	for (int i = 0; i < 100; i++) {
		ck_assert_int_eq(enter("192.0.2.1"), SOURCE_WELCOME);
		wait_ms(1000);
	}
	sources_free(sources);
}
END_TEST

START_TEST(a_crowded_address_does_not_pay)
{
	struct source_limits limits = LOGINS;
	uint32_t place;

	limits.connections = 1;
	start(limits, "");
	ck_assert_int_eq(enter_at("192.0.2.1", &place), SOURCE_WELCOME);
	for (int i = 0; i < 10; i++)
		ck_assert_int_eq(enter("192.0.2.1"), SOURCE_CROWDED);
	for (int i = 0; i < 3; i++) {
		sources_leave(sources, place);
		ck_assert_int_eq(enter_at("192.0.2.1", &place), SOURCE_WELCOME);
	}
	sources_free(sources);
}
END_TEST

START_TEST(what_was_owed_is_no_more_than_the_limits_allow)
{
	start((struct source_limits){ .logins_per_minute = 1,
		  .logins_burst = 100 },
	    "");
	ck_assert_int_eq(count_welcome("192.0.2.1", 101), 100);
	change((struct source_limits)LOGINS);
	ck_assert_int_eq(count_welcome("192.0.2.1", 5), 0);
	wait_ms(1000);
	ck_assert_int_eq(count_welcome("192.0.2.1", 5), 1);
	change((struct source_limits){ .logins_burst = 1 });
	ck_assert_int_eq(count_welcome("192.0.2.1", 10), 10);
	sources_free(sources);
}
END_TEST

/* ---- a million addresses ------------------------------------------------- */

/*
 * An address that is there keeps its connections and what it owes, one that
 * comes back is let in, and the table does not grow.
 */
START_TEST(a_million_addresses_take_nothing_from_one)
{
	struct source_limits limits = LOGINS;
	uint32_t place, kept;

	limits.connections = 2;
	start(limits, "");
	ck_assert_int_eq(enter_at("192.0.2.1", &kept), SOURCE_WELCOME);
	ck_assert_int_eq(enter("192.0.2.1"), SOURCE_WELCOME);
	for (uint32_t i = 0; i < MILLION; i++) {
		now_ns += 1000;
		unit_require(enter_number(i, &place) == SOURCE_WELCOME,
		    "number %u is not let in", i);
		unit_require(place > 0 && place <= SOURCE_TABLE_ENTRIES,
		    "place %u", place);
		sources_leave(sources, place);
	}
	ck_assert_int_eq(enter("192.0.2.1"), SOURCE_CROWDED);
	sources_leave(sources, kept);
	ck_assert_int_eq(enter("192.0.2.1"), SOURCE_WELCOME);
	ck_assert_int_eq(enter("192.0.2.2"), SOURCE_WELCOME);
	sources_free(sources);
}
END_TEST

/* Whoever holds the whole table open keeps nobody out, and is held himself. */
START_TEST(a_table_full_of_connections_keeps_nobody_out)
{
	uint32_t place, first;

	start(
	    (struct source_limits){ .connections = 1, .logins_burst = 1 }, "");
	ck_assert_int_eq(enter_number(0, &first), SOURCE_WELCOME);
	for (uint32_t i = 1; i < SOURCE_TABLE_ENTRIES; i++) {
		unit_require(enter_number(i, &place) == SOURCE_WELCOME &&
				 place != SOURCES_NO_PLACE,
		    "number %u has no place", i);
	}
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(enter_at("192.0.2.1", &place), SOURCE_WELCOME);
		ck_assert_uint_eq(place, SOURCES_NO_PLACE);
	}
	ck_assert_int_eq(enter_number(0, &place), SOURCE_CROWDED);
	ck_assert_int_eq(
	    enter_number(SOURCE_TABLE_ENTRIES - 1, &place), SOURCE_CROWDED);
	/* A place that comes free is found, if not at once. */
	sources_leave(sources, first);
	for (int i = 0; i < SOURCE_TABLE_ENTRIES / SOURCE_TABLE_LOOKS; i++)
		if (enter_at("192.0.2.2", &place) == SOURCE_WELCOME &&
		    place != SOURCES_NO_PLACE)
			break;
	ck_assert_uint_eq(place, first);
	ck_assert_int_eq(enter("192.0.2.2"), SOURCE_CROWDED);
	sources_free(sources);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, an_address_has_so_many_connections_and_no_more);
	test_cases_add(tests, a_network_of_ipv6_is_one_source);
	test_cases_add(tests, ipv4_is_one_source_however_it_comes);
	test_cases_add(tests, unix_sockets_and_exempt_networks_are_not_counted);
	test_cases_add(tests, denied_networks_take_no_place);
	test_cases_add(tests, a_limit_finds_those_who_are_there);
	test_cases_add(tests, places_come_back_from_other_threads);
	test_cases_add(tests, logins_come_in_a_burst_and_then_at_the_rate);
	test_cases_add(tests, whoever_comes_at_the_rate_is_always_let_in);
	test_cases_add(tests, a_crowded_address_does_not_pay);
	test_cases_add(tests, what_was_owed_is_no_more_than_the_limits_allow);
	test_cases_add(tests, a_million_addresses_take_nothing_from_one);
	test_cases_add(tests, a_table_full_of_connections_keeps_nobody_out);
}
