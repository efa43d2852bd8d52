/* SPDX-License-Identifier: MIT */
#include "chatd/chat/login_refusals.h"

#include "chatd/connection/connection.h"
#include "chatd/connection/connection_log.h"
#include "chatd/connection/connections.h"
#include "chatd/core/stats.h"
#include "chatd/event/loop.h"
#include "common/text.h"

/* A name that is cut in the line still says who it may be. */
#define LOGIN_REFUSALS_NAME_BYTES 128

static const struct {
	enum stats_counter counter;
	const char *words;
} login_refusal_rows[LOGIN_REFUSALS] = {
	[LOGIN_REFUSAL_IN_USE] = { STAT_LOGINS_IN_USE, "the name is in use" },
	[LOGIN_REFUSAL_FULL] = { STAT_LOGINS_FULL,
	    "there are max_clients users already" },
	[LOGIN_REFUSAL_UNANSWERED] = { STAT_LOGINS_UNANSWERED,
	    "the cluster has not answered within cluster_timeout" },
	[LOGIN_REFUSAL_BANNED] = { STAT_LOGINS_BANNED,
	    "the operator has banned them" },
	[LOGIN_REFUSAL_BAD_NAME] = { STAT_LOGINS_BAD_NAME,
	    "that cannot be a name" },
	[LOGIN_REFUSAL_NOT_SHOWN] = { STAT_LOGINS_NOT_SHOWN,
	    "name_from gives them another name, or none" },
	[LOGIN_REFUSAL_WRONG_PASSWORD] = { STAT_PASSWORDS_WRONG,
	    "the password is wrong" },
	[LOGIN_REFUSAL_PASSWORD_LATER] = { STAT_PASSWORDS_LATER,
	    "the password is not checked for now" },
};

void
login_refusals_note(struct login_refusals *refusals,
    struct connection *connection, enum login_refusal refusal,
    struct slice name)
{
	char shown[LOGIN_REFUSALS_NAME_BYTES], others[LOG_RATE_OTHERS_BYTES];
	struct loop *loop = connection_set(connection)->loop;
	uint64_t suppressed;

	connection_count_stat(connection, login_refusal_rows[refusal].counter);
	if (!log_rate_allows(
		&refusals->rates[refusal], loop_turn_ns(loop), &suppressed))
		return;
	connection_log(connection, LOG_LEVEL_NOTICE, "refused %s: %s%s",
	    text_escape(name.bytes, name.size, shown, sizeof(shown)),
	    login_refusal_rows[refusal].words,
	    log_rate_say_others(suppressed, others));
}
