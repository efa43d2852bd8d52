/* SPDX-License-Identifier: MIT */
/* Those who are refused again and again, and those who share their address. */

#include "chatd/net/sources.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "chatd/net/access_list.h"
#include "chatd/net/source_table.h"
#include "common/clock.h"

#include "unit/unit.h"

static const struct source_limits one_connection = { .connections = 1,
	.logins_burst = 1 };

static struct sources *sources;
static struct access_list *networks; /* NULL: all are allowed */
static uint64_t now_ns = 1000 * CLOCK_NS_PER_S;

static void
start(const char *exempt)
{
	sources = sources_new();
	ck_assert_ptr_nonnull(sources);
	ck_assert_int_eq(sources_prepare(sources, exempt), 0);
	sources_commit(sources, &one_connection);
}

static void
wait_ms(uint64_t milliseconds)
{
	now_ns += milliseconds * CLOCK_NS_PER_MS;
}

static enum source_verdict
enter_at(const char *address, uint32_t *place_r)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	ck_assert_int_eq(inet_pton(AF_INET6, address, &in6.sin6_addr), 1);
	return sources_enter(
	    sources, networks, (const struct sockaddr *)&in6, now_ns, place_r);
}

static enum source_verdict
enter(const char *address)
{
	uint32_t place;
	enum source_verdict verdict = enter_at(address, &place);

	if (verdict != SOURCE_WELCOME)
		ck_assert_uint_eq(place, SOURCES_NO_PLACE);
	return verdict;
}

static void
require_all(const char *address, int tries, enum source_verdict verdict)
{
	for (int i = 0; i < tries; i++)
		unit_require(
		    enter(address) == verdict, "try %d of %s", i, address);
}

START_TEST(an_offender_was_refused_so_often)
{
	start("");
	ck_assert_int_eq(enter("2001:db8::1"), SOURCE_WELCOME);
	require_all("2001:db8::1", SOURCES_REFUSALS, SOURCE_CROWDED);
	require_all("2001:db8::1", 5, SOURCE_OFFENDS);
	/* So are all of its network, and nobody else. */
	ck_assert_int_eq(enter("2001:db8::2"), SOURCE_OFFENDS);
	ck_assert_int_eq(enter("2001:db8:0:1::1"), SOURCE_WELCOME);
	sources_free(sources);
}
END_TEST

/* As a client does that tries again and again, but not without end. */
START_TEST(whoever_is_refused_once_a_second_is_no_offender)
{
	start("");
	ck_assert_int_eq(enter("2001:db8::1"), SOURCE_WELCOME);
	for (int i = 0; i < 1000; i++, wait_ms(1000))
		ck_assert_int_eq(enter("2001:db8::1"), SOURCE_CROWDED);
	sources_free(sources);
}
END_TEST

START_TEST(an_offender_who_goes_on_remains_one)
{
	uint32_t place;

	start("");
	ck_assert_int_eq(enter_at("2001:db8::1", &place), SOURCE_WELCOME);
	require_all("2001:db8::1", SOURCES_REFUSALS, SOURCE_CROWDED);
	/* There is room, but nobody has waited for it. */
	sources_leave(sources, place);
	for (int i = 0; i < 1000; i++, wait_ms(900))
		ck_assert_int_eq(enter("2001:db8::1"), SOURCE_OFFENDS);
	sources_free(sources);
}
END_TEST

/* Whatever came before, some seconds of quiet are enough. */
START_TEST(an_offender_who_is_quiet_is_none)
{
	uint32_t place;

	start("");
	ck_assert_int_eq(enter_at("2001:db8::1", &place), SOURCE_WELCOME);
	require_all("2001:db8::1", SOURCES_REFUSALS, SOURCE_CROWDED);
	require_all("2001:db8::1", 100000, SOURCE_OFFENDS);
	sources_leave(sources, place);
	wait_ms(SOURCES_REFUSALS * 1000 - 1);
	require_all("2001:db8::1", 100000, SOURCE_OFFENDS);
	wait_ms(SOURCES_REFUSALS * 1000);
	ck_assert_int_eq(enter("2001:db8::1"), SOURCE_WELCOME);
	sources_free(sources);
}
END_TEST

START_TEST(those_who_are_welcome_do_not_offend)
{
	uint32_t place;

	start("");
	for (int i = 0; i < 1000; i++) {
		ck_assert_int_eq(
		    enter_at("2001:db8::1", &place), SOURCE_WELCOME);
		sources_leave(sources, place);
	}
	require_all("2001:db8::1", 1, SOURCE_WELCOME);
	sources_free(sources);
}
END_TEST

/* Others of the same network need not be denied. */
START_TEST(denied_addresses_offend_for_themselves)
{
	networks = access_list_new("", "2001:db8::1 192.0.2.1");
	start("");
	require_all("2001:db8::1", SOURCES_REFUSALS, SOURCE_DENIED);
	require_all("2001:db8::1", 5, SOURCE_OFFENDS);
	ck_assert_int_eq(enter("2001:db8::2"), SOURCE_WELCOME);
	require_all("::ffff:192.0.2.1", SOURCES_REFUSALS, SOURCE_DENIED);
	require_all("::ffff:192.0.2.1", 5, SOURCE_OFFENDS);
	ck_assert_int_eq(enter("::ffff:192.0.2.2"), SOURCE_WELCOME);
	sources_free(sources);
	access_list_free(networks);
}
END_TEST

START_TEST(exempt_addresses_do_not_offend)
{
	networks = access_list_new("", "2001:db8::1");
	start("2001:db8::/32");
	require_all("2001:db8::1", 1000, SOURCE_DENIED);
	sources_free(sources);
	access_list_free(networks);
}
END_TEST

/* Of what is remembered of addresses, this is forgotten last. */
START_TEST(others_do_not_make_an_offender_forgotten)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	uint32_t place;

	start("");
	ck_assert_int_eq(enter_at("2001:db8::1", &place), SOURCE_WELCOME);
	require_all("2001:db8::1", SOURCES_REFUSALS, SOURCE_CROWDED);
	sources_leave(sources, place);
	for (uint32_t i = 0; i < 3 * SOURCE_TABLE_ENTRIES; i++) {
		in.sin_addr.s_addr = htonl(0x0a000000 + i);
		unit_require(
		    sources_enter(sources, NULL, (const struct sockaddr *)&in,
			now_ns, &place) == SOURCE_WELCOME,
		    "number %u is not let in", i);
		sources_leave(sources, place);
	}
	ck_assert_int_eq(enter("2001:db8::1"), SOURCE_OFFENDS);
	sources_free(sources);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, an_offender_was_refused_so_often);
	test_cases_add(tests, whoever_is_refused_once_a_second_is_no_offender);
	test_cases_add(tests, an_offender_who_goes_on_remains_one);
	test_cases_add(tests, an_offender_who_is_quiet_is_none);
	test_cases_add(tests, those_who_are_welcome_do_not_offend);
	test_cases_add(tests, denied_addresses_offend_for_themselves);
	test_cases_add(tests, exempt_addresses_do_not_offend);
	test_cases_add(tests, others_do_not_make_an_offender_forgotten);
}
