/* SPDX-License-Identifier: MIT */
#ifndef CHATD_RECORD_FILE_H
#define CHATD_RECORD_FILE_H

/*
 * A file of records (record_text.h) that is read when chatd starts and replaced
 * (replaced_file.h) when something changes.
 *
 * One that cannot be understood keeps chatd from starting: to go on without it
 * would undo what the operator has decided.
 */

#include <stddef.h>

#include "chatd/storage/record_text.h"
#include "chatd/storage/replaced_file.h"
#include "common/slice.h"

/* What kind of file it is. */
struct record_file_kind {
	const char *option; /* which names the file; for the log */
	struct slice head;  /* its first line */
	size_t size_max;    /* bytes; a larger one is refused */

	/* Read all of text, as record_text_read() does. */
	int (*read)(struct slice text, void *argument,
	    struct record_text_error *error_r);
};

/*
 * Open the file at path, as replaced_file_open() does, and read it, or make one
 * without records if there is none.  Return EX_OK, or the status that chatd is
 * to exit with (sysexits.h), after an error in the log; file_r is to be closed
 * in any case.  Main thread, before the workers run.
 */
int record_file_start(struct replaced_file *file_r,
    const struct record_file_kind *kind, const char *path, void *argument);

#endif
