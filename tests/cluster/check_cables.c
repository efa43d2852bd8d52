/* SPDX-License-Identifier: MIT */
/*
 * No name has two owners where cables from nodes to the engine are cut.
 *
 * CHECKER_SECONDS is how long to go on after the first three.
 */

#include "cluster/cables.h"
#include "cluster/claimants.h"
#include "cluster/cluster_fixture.h"
#include "cluster/company.h"
#include "cluster/faults.h"
#include "cluster/ownership.h"
#include "common/test_support.h"

#define NODES 3

START_TEST(a_name_has_one_owner_where_a_cable_is_cut)
{
	const enum fault cuts[] = { FAULT_CABLE_CUT, FAULT_CABLE_CUT,
		FAULT_CABLE_CUT };

	faults_begin_part(_i);
	cables_begin(NODES);
	cluster_begin(NODES);
	claimants_begin(60, 8, NODES);
	faults_begin(cuts, 3, NODES, faults_more_seconds());
	while (faults_go_on(ownership_count()))
		company_go_on();
	company_end();
	claimants_print();
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	cables_require();
	test_cases_set_timeout(tests, 120 + (double)faults_more_seconds());
	test_cases_add_loop(tests, a_name_has_one_owner_where_a_cable_is_cut, 0,
	    faults_parts());
}
