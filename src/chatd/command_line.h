/* SPDX-License-Identifier: MIT */
#ifndef CHATD_COMMAND_LINE_H
#define CHATD_COMMAND_LINE_H

/*
 * What the operator typed, as chatd(8) has it.  Main thread, once.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/config/load.h"

struct command_line {
	const char *config_path;           /* borrowed */
	struct config_override *overrides; /* owned; their texts are argv's */
	size_t override_count;
	bool check_only;
};

/*
 * Parse the arguments of main() and fill *line_r, which is freed with
 * command_line_clear().  --help and --version are answered, and errors
 * reported, by ending the process with the exit status that belongs to them.
 */
void command_line_parse(int argc, char **argv, struct command_line *line_r);

/* Free what line owns. */
void command_line_clear(struct command_line *line);

#endif
