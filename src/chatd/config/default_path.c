/* SPDX-License-Identifier: MIT */
/*
 * A second chatd on a machine is told where its accounts are, and has no file
 * in common with the first one then.
 */

#include "chatd/config/default_path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/accounts/accounts.h"
#include "chatd/config/config.h"
#include "chatd/config/draft.h"

static const char default_path_auto[] = "auto";

/* Return the path of name in the folder of file, or NULL. */
static char *
default_path_beside(const char *file, const char *name)
{
	const char *slash = strrchr(file, '/');
	size_t folder = slash == NULL ? 0 : (size_t)(slash - file) + 1;
	size_t size = folder + strlen(name) + 1;
	char *path = malloc(size);

	if (path != NULL)
		snprintf(path, size, "%.*s%s", (int)folder, file, name);
	return path;
}

static void
default_path_choose(struct config_draft *draft, char **path, const char *name)
{
	const struct config *config = draft->config;
	char *chosen;

	if (strcmp(*path, default_path_auto) != 0)
		return;
	chosen = config->accounts == ACCOUNTS_USE_FILE
		     ? default_path_beside(config->accounts_file, name)
		     : strdup("");
	if (chosen == NULL) {
		draft->is_out_of_memory = true;
		return;
	}
	free(*path);
	*path = chosen;
}

void
config_draft_choose_paths(struct config_draft *draft)
{
	default_path_choose(draft, &draft->config->bans_file, "bans");
	default_path_choose(draft, &draft->config->rooms_file, "rooms");
}
