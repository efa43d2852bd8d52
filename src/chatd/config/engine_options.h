/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ENGINE_OPTIONS_H
#define CHATD_ENGINE_OPTIONS_H

/*
 * What the options of the engine and of the cluster mean together.  Main
 * thread.
 */

#include <stdbool.h>

struct config_draft;

/* Bytes of the name of a cluster, and of a node; and of a master's. */
#define ENGINE_NAME_MAX_BYTES     64
#define ENGINE_SENTINEL_MAX_BYTES 255

enum engine_use {
	ENGINE_USE_MEMORY, /* this chatd is alone */
	ENGINE_USE_REDIS,  /* it is one of a cluster's */
};

/* What becomes of the users of a node that has lost the cluster. */
enum cluster_lost {
	CLUSTER_LOST_CLOSE,
};

/* Say whether a cluster, or a node of one, can be called name. */
bool engine_name_is_valid(const char *name);

/* Note in draft what is wrong between these options. */
void config_check_engine(struct config_draft *draft);

#endif
