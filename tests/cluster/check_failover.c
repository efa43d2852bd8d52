/* SPDX-License-Identifier: MIT */
/*
 * Where sentinels make another server of Redis the master, the one before may
 * serve whoever still asks it: because it was stopped and goes on, because
 * nobody has told it yet, or because it was cut off together with a node.  A
 * name has one owner, and what senders are told is true, all the same.
 *
 * CHECKER_SECONDS is how long to go on, once each fault has come.
 */

#include "cluster/cables.h"
#include "cluster/claimants.h"
#include "cluster/cluster_fixture.h"
#include "cluster/company.h"
#include "cluster/faults.h"
#include "cluster/ledger.h"
#include "cluster/ownership.h"
#include "cluster/writers.h"
#include "common/test_cases.h"
#include "common/test_support.h"

#define NODES 3

/* In a short form the names have the first of these, and the texts the next. */
#define SHARE_OF_NAMES 2
#define SHARE_OF_TEXTS 1

static const enum fault all_faults[] = {
	FAULT_SPLIT,
	FAULT_MASTER_STOPPED,
	FAULT_MASTER_KILLED,
	FAULT_MASTER_REPLACED,
	FAULT_NODE_KILLED,
	FAULT_NODE_STOPPED,
};
#define ALL_FAULTS (sizeof(all_faults) / sizeof(all_faults[0]))

static void
begin_faults(unsigned int first, unsigned int count)
{
	uint64_t seconds = faults_more_seconds();

	if (seconds > 0)
		faults_begin(all_faults, ALL_FAULTS, NODES, seconds);
	else
		faults_begin(all_faults + first, count, NODES, 0);
}

START_TEST(a_name_has_one_owner_whatever_happens_to_the_master)
{
	bool is_long = faults_more_seconds() > 0;

	faults_begin_part(_i);
	cables_begin(1);
	cluster_begin_with_group(NODES);
	claimants_begin(is_long ? 200 : 60, is_long ? 20 : 8, NODES);
	begin_faults(0, SHARE_OF_NAMES);
	while (faults_go_on(ownership_count()))
		company_go_on();
	company_end();
	claimants_print();
}
END_TEST

START_TEST(what_senders_are_told_is_true_whatever_happens_to_the_master)
{
	faults_begin_part(_i);
	cables_begin(1);
	cluster_begin_with_group(NODES);
	writers_begin(faults_more_seconds() > 0 ? 64 : 24, NODES);
	begin_faults(SHARE_OF_NAMES, SHARE_OF_TEXTS);
	while (faults_go_on(ledger_delivered() / 20))
		company_go_on();
	writers_end();
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	cables_require();
	test_cases_set_timeout(tests, 240 + (double)faults_more_seconds());
	test_cases_add_loop(tests,
	    a_name_has_one_owner_whatever_happens_to_the_master, 0,
	    faults_parts());
	test_cases_add_loop(tests,
	    what_senders_are_told_is_true_whatever_happens_to_the_master, 0,
	    faults_parts());
}
