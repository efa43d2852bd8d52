/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LOG_BUDGET_H
#define CHATD_LOG_BUDGET_H

/*
 * How many lines the connections of one worker may cause in the log.
 *
 * Users cause lines by what they do: logging in, being renamed, leaving.  In
 * ten seconds a connection has LOG_BUDGET_CONNECTION_LINES, besides the one
 * about its end, and all connections of a worker have LOG_BUDGET_WORKER_LINES,
 * and as many again for lines above info.  What is over is counted, and the
 * count is told in a line: about a connection with its next line or its end,
 * about a worker when its budget is fresh again.  Lines of debug are not
 * limited, since whoever asks for them wants all; and what chatd has to say
 * about itself does not come here at all, so no user can make it be left out.
 *
 * Owner thread only.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/event/deadline.h"
#include "common/log.h"
#include "common/log_rate.h"

struct loop;

#define LOG_BUDGET_CONNECTION_LINES 10
#define LOG_BUDGET_WORKER_LINES     1000

struct log_budget {
	struct loop *loop;
	unsigned int worker;
	struct log_rate info;       /* lines of info */
	struct log_rate above_info; /* more important ones */
	struct deadline_list list;
	struct deadline deadline; /* to tell; the only one on list */
};

/* Begin with a fresh budget for the worker of this number and its loop. */
void log_budget_init(
    struct log_budget *budget, struct loop *loop, unsigned int worker);

/* Say whether a line of this level may be written; if not, it is counted. */
bool log_budget_allows(struct log_budget *budget, enum log_level level);

/* Tell how many lines were left out, if there are any that nobody knows of. */
void log_budget_tell(struct log_budget *budget);

#endif
