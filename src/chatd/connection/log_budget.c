/* SPDX-License-Identifier: MIT */
/*
 * A worker that has left lines out sets a deadline, so the count is told even
 * if nobody causes another line.
 */

#include "chatd/connection/log_budget.h"

#include <stddef.h>

#include "chatd/event/loop.h"
#include "common/container.h"

/* Tell how many lines of one kind were left out. */
static void
log_budget_tell_count(
    struct log_budget *budget, struct log_rate *rate, const char *kind)
{
	uint32_t count = rate->suppressed;

	rate->suppressed = 0;
	if (count > 0)
		log_warning("worker %u: %u more %sline%s about connections %s "
			    "left out",
		    budget->worker, count, kind, count == 1 ? "" : "s",
		    count == 1 ? "was" : "were");
}

void
log_budget_tell(struct log_budget *budget)
{
	deadline_clear(&budget->deadline);
	log_budget_tell_count(budget, &budget->info, "");
	log_budget_tell_count(budget, &budget->above_info, "important ");
}

static void
log_budget_due_cb(struct deadline *deadline)
{
	log_budget_tell(container_of(deadline, struct log_budget, deadline));
}

void
log_budget_init(
    struct log_budget *budget, struct loop *loop, unsigned int worker)
{
	*budget = (struct log_budget){ .loop = loop, .worker = worker };
	loop_add_deadlines(loop, &budget->list, log_budget_due_cb);
}

bool
log_budget_allows(struct log_budget *budget, enum log_level level)
{
	struct log_rate *rate = level > LOG_LEVEL_INFO ? &budget->above_info
						       : &budget->info;
	uint64_t now_ns;

	if (level < LOG_LEVEL_INFO)
		return true;
	now_ns = loop_turn_ns(budget->loop);
	/* The count is told before anything of the next interval is. */
	if (now_ns >= rate->next_ns && rate->suppressed > 0)
		log_budget_tell(budget);
	if (log_rate_allows_some(rate, LOG_BUDGET_WORKER_LINES, now_ns, NULL))
		return true;
	if (!deadline_is_set(&budget->deadline))
		loop_set_deadline(budget->loop, &budget->list,
		    &budget->deadline, LOG_RATE_INTERVAL_S * UINT64_C(1000));
	return false;
}
