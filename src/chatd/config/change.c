/* SPDX-License-Identifier: MIT */
/*
 * The copy is a draft as any other, so a change passes the same checks as a
 * file does, and want of memory is met in the same way.
 */

#include "chatd/config/change.h"

#include <stdio.h>
#include <string.h>

#include "chatd/config/check.h"
#include "chatd/config/config.h"
#include "chatd/config/draft.h"
#include "chatd/config/load.h"
#include "common/text.h"

struct config *
config_change(const struct config *running,
    const struct config_override *change, const struct config_errors *errors)
{
	struct config_draft draft;
	struct config *changed;
	char name[128], where[160];

	config_draft_init_from(&draft, running);
	text_escape(change->option, strlen(change->option), name, sizeof(name));
	snprintf(where, sizeof(where), "set %s", name);
	config_draft_set_by_name(&draft, change->option, where, change->value);
	config_check(&draft);
	changed = config_draft_publish(&draft, running->path, errors);
	config_draft_clear(&draft);
	return changed;
}
