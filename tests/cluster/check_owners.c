/* SPDX-License-Identifier: MIT */
/*
 * No name has two owners at a time, whatever happens to nodes and the engine.
 *
 * CHECKER_SECONDS is how long to go on, once each fault has come.
 */

#include "cluster/claimants.h"
#include "cluster/cluster_fixture.h"
#include "cluster/company.h"
#include "cluster/faults.h"
#include "cluster/ownership.h"
#include "common/test_cases.h"
#include "common/test_support.h"

#define NODES 3

/* Everything that can be done to a cluster by somebody who has no rights. */
static const enum fault all_faults[] = {
	FAULT_NODE_KILLED,
	FAULT_NODE_STOPPED,
	FAULT_ENGINE_STOPPED,
	FAULT_ENGINE_RESTARTED,
	FAULT_ENGINE_EMPTIED,
};
#define ALL_FAULTS (sizeof(all_faults) / sizeof(all_faults[0]))

/* The short form is for each day, and the long one for the whole truth. */
static void
begin_claimants(void)
{
	if (faults_more_seconds() > 0)
		claimants_begin(200, 20, NODES);
	else
		claimants_begin(60, 8, NODES);
}

/* Go on until all faults are over. */
static void
go_through(const enum fault *faults, unsigned int count, uint64_t seconds)
{
	faults_begin(faults, count, NODES, seconds);
	while (faults_go_on(ownership_count()))
		company_go_on();
	company_end();
	claimants_print();
}

START_TEST(a_name_has_one_owner_whatever_happens)
{
	faults_begin_part(_i);
	cluster_begin(NODES);
	begin_claimants();
	go_through(all_faults, ALL_FAULTS, faults_more_seconds());
}
END_TEST

START_TEST(a_name_has_one_owner_in_all_capitals)
{
	faults_begin_part(_i);
	for (unsigned int i = 0; i < NODES; i++)
		cluster_configure(i, "names_fold=yes");
	cluster_begin(NODES);
	begin_claimants();
	claimants_fold();
	go_through(all_faults, ALL_FAULTS, faults_more_seconds());
}
END_TEST

/* What it was about to do when it was stopped is not done any more. */
START_TEST(a_node_that_goes_on_in_the_midst_of_work_serves_nobody)
{
	const enum fault fault = FAULT_NODE_STOPPED;

	cluster_begin(NODES);
	claimants_begin(60, 40, NODES);
	claimants_hurry();
	go_through(&fault, 1, 10);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_set_timeout(tests, 120 + (double)faults_more_seconds());
	test_cases_add_loop(
	    tests, a_name_has_one_owner_whatever_happens, 0, faults_parts());
	test_cases_add_loop(
	    tests, a_name_has_one_owner_in_all_capitals, 0, faults_parts());
	test_cases_add(
	    tests, a_node_that_goes_on_in_the_midst_of_work_serves_nobody);
}
