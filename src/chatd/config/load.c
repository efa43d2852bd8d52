/* SPDX-License-Identifier: MIT */
/*
 * Loading makes a draft (draft.c) from the defaults, the file (file.c) and the
 * command line, has it checked (check.c), and publishes it if nothing is wrong
 * with it.
 */

#include "chatd/config/load.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "chatd/config/check.h"
#include "chatd/config/config.h"
#include "chatd/config/draft.h"
#include "chatd/config/file.h"
#include "common/text.h"

/* Apply one -o of the command line. */
static void
config_override_apply(
    struct config_draft *draft, const struct config_override *override)
{
	char name[128], value[256], where[512];

	text_escape(
	    override->option, strlen(override->option), name, sizeof(name));
	text_escape(
	    override->value, strlen(override->value), value, sizeof(value));
	snprintf(where, sizeof(where), "-o %s=%s", name, value);
	config_draft_set_by_name(
	    draft, override->option, where, override->value);
}

struct config *
config_load(const char *path, const struct config_override *overrides,
    size_t override_count, const struct config_errors *errors)
{
	struct config_draft draft;
	struct config *config;
	bool is_out_of_memory;

	config_draft_init(&draft);
	if (path != NULL)
		config_file_load(&draft, path);
	for (size_t i = 0; i < override_count; i++)
		config_override_apply(&draft, &overrides[i]);
	config_check(&draft);
	config = config_draft_publish(&draft, path, errors);
	is_out_of_memory = draft.is_out_of_memory;
	config_draft_clear(&draft);
	if (config == NULL)
		errno = is_out_of_memory ? ENOMEM : EINVAL;
	return config;
}
