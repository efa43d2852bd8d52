/* SPDX-License-Identifier: MIT */
/*
 * One table: to add a reason, add its row.
 */

#include "chatd/connection/close_reason.h"

#include "chatd/core/stats.h"

/* clang-format off */
static const struct close_rule close_rules[] = {
	[CLOSE_END_OF_INPUT] = { "end of input",
	    "Connection closed",
	    LOG_LEVEL_INFO, false, false, -1 },
	[CLOSE_RESET] = { "connection lost",
	    "Connection lost",
	    LOG_LEVEL_INFO, false, false, -1 },
	[CLOSE_QUIT] = { "asked to leave",
	    "Quit",
	    LOG_LEVEL_INFO, false, false, -1 },
	[CLOSE_FULL] = { "turned away, the server is full",
	    "Turned away",
	    LOG_LEVEL_INFO, false, false, -1 },
	[CLOSE_HANDSHAKE] = { "error in the handshake",
	    "Error in the handshake",
	    LOG_LEVEL_INFO, false, false, -1 },
	[CLOSE_BAD_MESSAGE] = { "message that cannot be understood",
	    "Protocol error",
	    LOG_LEVEL_INFO, false, false, -1 },
	[CLOSE_WRONG_PROTOCOL] = { "speaks another protocol",
	    "Protocol error",
	    LOG_LEVEL_INFO, false, false, STAT_WRONG_PROTOCOL },
	[CLOSE_NOT_FILED] = { "text refused",
	    "Text refused",
	    LOG_LEVEL_INFO, false, false, -1 },
	[CLOSE_LOGIN_TIMEOUT] = { "did not log in in time",
	    "Login timeout",
	    LOG_LEVEL_INFO, false, false, STAT_LOGIN_TIMEOUTS },
	[CLOSE_SEND_TIMEOUT] = { "slow reader, too little read in send_timeout",
	    "Send timeout",
	    LOG_LEVEL_NOTICE, true, true, STAT_SLOW_READERS_CUT },
	[CLOSE_QUEUES_FULL] = { "slow reader, queue_total_max is reached",
	    "Reads too slowly",
	    LOG_LEVEL_NOTICE, true, true, STAT_QUEUES_CUT },
	[CLOSE_KICKED] = { "kicked by the operator",
	    "Kicked by the operator",
	    LOG_LEVEL_INFO, false, false, -1 },
	[CLOSE_BANNED] = { "banned by the operator",
	    "Banned by the operator",
	    LOG_LEVEL_INFO, false, false, STAT_USERS_BANNED },
	[CLOSE_REPLACED] = { "replaced, the owner of the name has come",
	    "The owner of the name has come",
	    LOG_LEVEL_INFO, false, false, STAT_USERS_REPLACED },
	[CLOSE_GONE] = { "gone without a word, and the name was asked for",
	    "Ping timeout",
	    LOG_LEVEL_INFO, true, false, STAT_USERS_GONE },
	[CLOSE_SILENT] = { "silent, and has not answered PING",
	    "Ping timeout",
	    LOG_LEVEL_INFO, false, false, -1 },
	[CLOSE_KILLED] = { "killed by an operator of the chat",
	    "Killed",
	    LOG_LEVEL_INFO, false, false, -1 },
	[CLOSE_OUT_OF_MEMORY] = { "out of memory",
	    "Out of memory",
	    LOG_LEVEL_ERROR, false, true, STAT_OUT_OF_MEMORY },
	[CLOSE_CLUSTER_LOST] = { "the rest of the cluster cannot be reached",
	    "The rest of the cluster cannot be reached",
	    LOG_LEVEL_INFO, false, false, STAT_USERS_FENCED },
	[CLOSE_SHUTDOWN] = { "the server stops",
	    "The server stops",
	    LOG_LEVEL_DEBUG, false, false, -1 },
};
/* clang-format on */

_Static_assert(sizeof(close_rules) / sizeof(close_rules[0]) == CLOSE_REASONS,
    "every reason has its row");

const struct close_rule *
close_rule(enum close_reason reason)
{
	return &close_rules[reason];
}
