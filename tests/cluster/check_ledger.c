/* SPDX-License-Identifier: MIT */
/*
 * SEND-OK and UNKNOWN are true, whatever happens to nodes and the engine: see
 * cluster/ledger.h.
 *
 * CHECKER_SECONDS is how long to go on, once each fault has come.
 */

#include "cluster/cluster_fixture.h"
#include "cluster/company.h"
#include "cluster/faults.h"
#include "cluster/ledger.h"
#include "cluster/writers.h"
#include "common/test_cases.h"
#include "common/test_support.h"

#define NODES 3

static const enum fault all_faults[] = {
	FAULT_NODE_KILLED,
	FAULT_NODE_STOPPED,
	FAULT_ENGINE_STOPPED,
	FAULT_ENGINE_RESTARTED,
	FAULT_ENGINE_EMPTIED,
};
#define ALL_FAULTS (sizeof(all_faults) / sizeof(all_faults[0]))

START_TEST(what_senders_are_told_is_true)
{
	uint64_t seconds = faults_more_seconds();

	faults_begin_part(_i);
	cluster_begin(NODES);
	writers_begin(seconds > 0 ? 64 : 24, NODES);
	faults_begin(all_faults, ALL_FAULTS, NODES, seconds);
	while (faults_go_on(ledger_delivered() / 20))
		company_go_on();
	writers_end();
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_set_timeout(tests, 180 + (double)faults_more_seconds());
	test_cases_add_loop(
	    tests, what_senders_are_told_is_true, 0, faults_parts());
}
