/* SPDX-License-Identifier: MIT */
/*
 * A file of its own, which has nothing else, so that a test can put another
 * engine into a daemon that is otherwise the real one.
 */

#include "chatd/server/engines.h"

#include <stddef.h>

int
engines_make(const struct config *config, struct directory *directory,
    const struct engine **engine_r, void **state_r)
{
	(void)config;
	(void)directory;
	*engine_r = NULL;
	*state_r = NULL;
	return 0;
}
