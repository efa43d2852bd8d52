/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CLOSE_REASON_H
#define CHATD_CLOSE_REASON_H

/*
 * Why a connection ends, and what follows from it.  Constant; any thread.
 */

#include <stdbool.h>

#include "common/log.h"

enum close_reason {
	CLOSE_END_OF_INPUT,
	CLOSE_RESET,
	CLOSE_QUIT,
	CLOSE_FULL,
	CLOSE_HANDSHAKE,
	CLOSE_BAD_MESSAGE,
	CLOSE_WRONG_PROTOCOL,
	CLOSE_NOT_FILED,
	CLOSE_LOGIN_TIMEOUT,
	CLOSE_SEND_TIMEOUT,
	CLOSE_QUEUES_FULL,
	CLOSE_KICKED,
	CLOSE_BANNED,
	CLOSE_REPLACED,
	CLOSE_GONE,
	CLOSE_SILENT,
	CLOSE_KILLED,
	CLOSE_OUT_OF_MEMORY,
	CLOSE_CLUSTER_LOST,
	CLOSE_SHUTDOWN,
	CLOSE_REASONS
};

struct close_rule {
	const char *words;    /* for the log */
	const char *told;     /* to those who shared a room with its user */
	enum log_level level; /* INFO is for users; others get DEBUG */
	bool resets;          /* the peer is at fault: no orderly end */
	bool keeps_name;      /* nobody gets the name for name_grace */
	int counter;          /* enum stats_counter that counts it, or -1 */
};

/* Return what follows from this reason. */
const struct close_rule *close_rule(enum close_reason reason);

#endif
