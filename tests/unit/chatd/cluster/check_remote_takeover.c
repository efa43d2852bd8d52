/* SPDX-License-Identifier: MIT */
/* Takeovers across nodes, as both gateways see them. */

#include "chatd/cluster/gateway/remote_takeover.h"

#include "chatd/cluster/gateway/alias_table.h"
#include "chatd/cluster/gateway/gateway_private.h"
#include "chatd/cluster/gateway/inbound.h"
#include "chatd/cluster/links/link.h"
#include "chatd/cluster/gateway/neighbours.h"
#include "chatd/cluster/gateway/node.h"
#include "chatd/cluster/links/record.h"
#include "chatd/presence/directory.h"
#include "unit/chatd/cluster/gateway_fixture.h"
#include "unit/unit.h"

/* Of a third node, which was not asked. */
#define THIRD_LIFE 8

static struct gateway *gateway;
static struct node *node;
static const struct slice alice = SLICE("alice");
static struct address there, asker;

/* What the other node has heard last. */
static struct record heard;
static unsigned int heard_count;

static enum incoming_answer
hear_cb(const struct record *record, void *argument)
{
	(void)argument;
	heard = *record;
	heard_count++;
	return INCOMING_TAKEN;
}

static void
outcome_cb(uint64_t token, enum outgoing_outcome outcome,
    const struct record *record, void *argument)
{
	(void)token;
	(void)record;
	(void)outcome;
	(void)argument;
}

/* Let the other node hear what is sent to it. */
static void
hear(void)
{
	const struct link_options options = {
		.own_life = FIXTURE_OTHER_LIFE,
		.other_life = FIXTURE_OWN_LIFE,
		.window_bytes = LINK_WINDOW_BYTES,
		.ceiling_bytes = LINK_CEILING_BYTES,
		.take = hear_cb,
		.outcome = outcome_cb,
	};
	struct link *other = link_new(&options);
	struct slice bytes;

	ck_assert_ptr_nonnull(other);
	while (link_take_frame(node->link, 1, &bytes))
		link_receive(other, 1, bytes);
	link_end(other);
}

static void
begin(void)
{
	gateway = gateway_fixture_begin();
	gateway->options.timeout_ms = 5000;
	node = gateway_fixture_node();
	there = address_make(0, 5, 1);
	asker = address_make(0, 2, 3);
}

/* Let alice be on the other node, and somebody here ask for her name. */
static void
ask(bool is_owner)
{
	struct message message = {
		.kind = MESSAGE_TAKEOVER,
		.own = is_owner,
		.by = asker,
		.from = alice,
	};

	if (directory_find(gateway->directory, alice).value == 0)
		ck_assert(neighbours_user_comes(
		    gateway, FIXTURE_OTHER_LIFE, alice, CLAIM_USER, there));
	message.to = directory_find(gateway->directory, alice);
	ck_assert(remote_takeover_begin(gateway, &message));
}

static void
answer(struct node *by, uint64_t id, bool has_ended)
{
	const struct record record = {
		.kind = RECORD_LOOKED, .id = id, .own = has_ended
	};

	ck_assert_int_eq(inbound_take_cb(&record, by), INCOMING_TAKEN);
}

static void
free_name(void)
{
	neighbours_user_goes(gateway, FIXTURE_OTHER_LIFE, alice, there);
}

static void
expect_waiting(void)
{
	ck_assert_uint_eq(gateway_fixture_count(MESSAGE_ANSWERED), 0);
	ck_assert_uint_eq(gateway->takeovers.count, 1);
}

static void
expect_answer(enum router_outcome outcome)
{
	struct message message = gateway_fixture_last(MESSAGE_ANSWERED);

	ck_assert_uint_eq(gateway_fixture_count(MESSAGE_ANSWERED), 1);
	ck_assert_uint_eq(message.work, outcome);
	ck_assert(address_equals(message.to, asker));
	ck_assert_uint_eq(gateway->takeovers.count, 0);
	ck_assert_uint_eq(gateway->takeovers.strangers, 0);
	gateway_fixture_end();
}

/* ---- on the node that asks ----------------------------------------------- */

START_TEST(the_node_of_the_holder_is_asked)
{
	begin();
	ask(_i != 0);
	hear();
	ck_assert_int_eq(heard.kind, RECORD_TAKEOVER);
	ck_assert(address_equals(heard.to, there));
	ck_assert_int_eq(heard.own, _i != 0);
	ck_assert_uint_eq(heard.id, 1);
	gateway_fixture_end();
}
END_TEST

START_TEST(an_asker_goes_on_when_the_node_and_the_log_have_answered)
{
	begin();
	ask(true);
	if (_i == 0)
		answer(node, 1, true);
	else
		free_name();
	expect_waiting();
	if (_i == 0)
		free_name();
	else
		answer(node, 1, true);
	expect_answer(ROUTER_SENT);
}
END_TEST

START_TEST(an_asker_is_refused_when_the_holder_stays)
{
	begin();
	ask(false);
	answer(node, 1, false);
	expect_answer(ROUTER_NO_SUCH_USER);
}
END_TEST

START_TEST(only_the_question_that_is_open_is_answered)
{
	begin();
	neighbours_come(gateway, THIRD_LIFE, (struct slice)SLICE("third"));
	ask(false);
	answer(node, 0, false);
	answer(node, 2, false);
	answer(node_find(&gateway->nodes, THIRD_LIFE), 1, false);
	expect_waiting();
	gateway_fixture_end();
}
END_TEST

START_TEST(an_asker_does_not_wait_for_ever)
{
	begin();
	ask(true);
	if (_i != 0)
		free_name();
	deadline_expire(&gateway->takeovers.waiting, deadline_ticks(4000));
	expect_waiting();
	deadline_expire(&gateway->takeovers.waiting, UINT64_MAX);
	expect_answer(_i == 0 ? ROUTER_NO_SUCH_USER : ROUTER_SENT);
}
END_TEST

START_TEST(an_asker_does_not_wait_for_a_node_that_is_gone)
{
	begin();
	ask(true);
	free_name();
	neighbours_go(gateway, FIXTURE_OTHER_LIFE);
	expect_answer(ROUTER_SENT);
}
END_TEST

START_TEST(a_holder_who_is_renamed_has_the_name_no_more)
{
	begin();
	ask(true);
	ck_assert(neighbours_user_renames(gateway, FIXTURE_OTHER_LIFE, alice,
	    there, (struct slice)SLICE("alina")));
	expect_waiting();
	answer(node, 1, true);
	expect_answer(ROUTER_SENT);
}
END_TEST

START_TEST(a_name_that_is_free_by_now_asks_nobody)
{
	const struct message message = {
		.kind = MESSAGE_TAKEOVER,
		.by = asker,
		.to = address_make(1, 0, 1),
		.from = alice,
	};

	begin();
	ck_assert(remote_takeover_begin(gateway, &message));
	ck_assert_uint_eq(gateway_fixture_count(MESSAGE_ANSWERED), 1);
	ck_assert_uint_eq(
	    gateway_fixture_last(MESSAGE_ANSWERED).work, ROUTER_SENT);
	hear();
	ck_assert_uint_eq(heard_count, 0);
	gateway_fixture_end();
}
END_TEST

/* The engine knows whose a name is before the log has told it here. */
START_TEST(a_holder_who_is_nowhere_is_looked_for_a_moment)
{
	const struct message message = {
		.kind = MESSAGE_TAKEOVER,
		.own = true,
		.by = address_make(0, 2, 3),
		.from = alice,
	};

	begin();
	ck_assert(remote_takeover_begin(gateway, &message));
	expect_waiting();
	if (_i != 0)
		ck_assert(neighbours_user_comes(
		    gateway, FIXTURE_OTHER_LIFE, alice, CLAIM_USER, there));
	deadline_expire(&gateway->takeovers.waiting, deadline_ticks(250));
	expect_answer(_i == 0 ? ROUTER_NO_SUCH_USER : ROUTER_SENT);
}
END_TEST

START_TEST(few_strangers_wait_and_more_owners)
{
	begin();
	for (int i = 0; i < REMOTE_TAKEOVERS_STRANGERS_MAX; i++)
		ask(false);
	ck_assert_uint_eq(gateway_fixture_count(MESSAGE_ANSWERED), 0);
	ask(false);
	ck_assert_uint_eq(gateway_fixture_count(MESSAGE_ANSWERED), 1);
	ck_assert_uint_eq(
	    gateway_fixture_last(MESSAGE_ANSWERED).work, ROUTER_NO_SUCH_USER);
	for (int i = REMOTE_TAKEOVERS_STRANGERS_MAX; i < REMOTE_TAKEOVERS_MAX;
	     i++)
		ask(true);
	ck_assert_uint_eq(gateway_fixture_count(MESSAGE_ANSWERED), 1);
	ask(true);
	ck_assert_uint_eq(gateway_fixture_count(MESSAGE_ANSWERED), 2);
	gateway_fixture_end();
}
END_TEST

/* ---- on the node that is asked ------------------------------------------- */

START_TEST(a_question_goes_to_the_worker_of_the_holder)
{
	struct record record = {
		.kind = RECORD_TAKEOVER,
		.own = _i != 0,
		.to = address_make(0, 9, 9),
		.id = 4711,
		.from = alice,
	};
	struct message message;

	begin();
	ck_assert_int_eq(inbound_take_cb(&record, node), INCOMING_TAKEN);
	message = gateway_fixture_last(MESSAGE_TAKEOVER);
	ck_assert(address_equals(message.to, record.to));
	ck_assert_int_eq(message.own, _i != 0);
	for (unsigned int worker = 1; worker < ADDRESS_WORKERS_MAX; worker++) {
		record.to = address_make(worker, 1, 1);
		ck_assert_int_eq(
		    inbound_take_cb(&record, node), INCOMING_REFUSED);
	}
	record.to = address_make(0, 9, 9);
	record.from = (struct slice)SLICE("no name");
	ck_assert_int_eq(inbound_take_cb(&record, node), INCOMING_REFUSED);
	ck_assert_uint_eq(gateway_fixture_count(MESSAGE_TAKEOVER), 1);
	gateway_fixture_end();
}
END_TEST

static void
look(uint64_t life)
{
	const char ticket[16] = { 0, 0, 0, 0, 0, 0, 0, (char)life, 0, 0, 0, 0,
		0, 0, 0x12, 0x67 };
	const struct message message = {
		.kind = MESSAGE_LOOKED,
		.own = true,
		.text = { ticket, sizeof(ticket) },
	};

	remote_takeover_answer(gateway, &message);
}

START_TEST(whoever_has_asked_is_answered)
{
	begin();
	look(FIXTURE_OTHER_LIFE);
	look(THIRD_LIFE);
	hear();
	ck_assert_uint_eq(heard_count, 1);
	ck_assert_int_eq(heard.kind, RECORD_LOOKED);
	ck_assert_uint_eq(heard.id, 4711);
	ck_assert(heard.own);
	gateway_fixture_end();
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, the_node_of_the_holder_is_asked, 0, 2);
	test_cases_add_loop(tests,
	    an_asker_goes_on_when_the_node_and_the_log_have_answered, 0, 2);
	test_cases_add(tests, an_asker_is_refused_when_the_holder_stays);
	test_cases_add(tests, only_the_question_that_is_open_is_answered);
	test_cases_add_loop(tests, an_asker_does_not_wait_for_ever, 0, 2);
	test_cases_add(tests, an_asker_does_not_wait_for_a_node_that_is_gone);
	test_cases_add(tests, a_holder_who_is_renamed_has_the_name_no_more);
	test_cases_add(tests, a_name_that_is_free_by_now_asks_nobody);
	test_cases_add_loop(
	    tests, a_holder_who_is_nowhere_is_looked_for_a_moment, 0, 2);
	test_cases_add(tests, few_strangers_wait_and_more_owners);
	test_cases_add_loop(
	    tests, a_question_goes_to_the_worker_of_the_holder, 0, 2);
	test_cases_add(tests, whoever_has_asked_is_answered);
}
