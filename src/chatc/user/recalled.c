/* SPDX-License-Identifier: MIT */
/* An account without a home has no file, which surprises nobody. */

#include "chatc/user/recalled.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/history.h>

#include "chatc/codecs/buffer.h"
#include "chatc/user/line_history.h"
#include "chatc/words/user_command.h"

static struct buffer recalled_new; /* for the next run, each with "\n" */

void
recalled_open(void)
{
	char *path = line_history_path();

	using_history();
	stifle_history(LINE_HISTORY_LINES);
	if (path != NULL)
		line_history_load(path, add_history);
	free(path);
}

void
recalled_keep(const char *line)
{
	if (line[strspn(line, " \t")] == '\0' ||
	    user_command_is_secret(slice_of(line)))
		return;
	add_history(line);
	buffer_append_format(&recalled_new, "%s\n", line);
}

void
recalled_close(void)
{
	char *path = line_history_path();

	if (path != NULL && recalled_new.size > 0 &&
	    line_history_save(path, buffer_slice(&recalled_new)) == -1 &&
	    errno != ENOENT)
		warn("cannot keep what was typed in %s", path);
	free(path);
	buffer_clear(&recalled_new);
	clear_history();
}
