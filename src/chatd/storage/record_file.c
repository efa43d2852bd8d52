/* SPDX-License-Identifier: MIT */
/*
 * Whoever starts chatd reads what stands in the log, so every failure is said
 * there, with the option and the line.
 */

#include "chatd/storage/record_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "chatd/storage/exit_status.h"
#include "common/log.h"
#include "common/text.h"

#define RECORD_FILE_PATH_SHOWN_BYTES 256

/* Make the file, which is not there.  Return 0, or -1 with errno set. */
static int
record_file_make(const struct replaced_file *file,
    const struct record_file_kind *kind, const char *path)
{
	char *text = malloc(record_text_frame_size(kind->head));
	char *end;
	int result;

	if (text == NULL)
		return -1;
	end = record_text_end(record_text_begin(text, kind->head, 0), 0);
	result = replaced_file_replace(file, text, (size_t)(end - text));
	free(text);
	if (result == 0)
		log_notice("%s %s: made, and empty", kind->option, path);
	return result;
}

/* Read the file, or make it.  Return EX_OK, or the exit status. */
static int
record_file_read(const struct replaced_file *file,
    const struct record_file_kind *kind, const char *path, void *argument)
{
	struct record_text_error error;
	struct slice text;
	char *bytes = replaced_file_read(file, kind->size_max, &text.size);
	int result;

	if (bytes == NULL && errno == ENOENT &&
	    record_file_make(file, kind, path) == 0)
		return EX_OK;
	if (bytes == NULL) {
		int status = errno == EFBIG ? EX_CONFIG
					    : storage_exit_status(errno);

		log_errno("%s %s", kind->option, path);
		return status;
	}
	text.bytes = bytes;
	result = kind->read(text, argument, &error);
	free(bytes);
	if (result == 0)
		return EX_OK;
	log_error("%s %s:%zu: %s", kind->option, path, error.line, error.words);
	return error.words == record_text_out_of_memory() ? EX_OSERR
							  : EX_CONFIG;
}

int
record_file_start(struct replaced_file *file_r,
    const struct record_file_kind *kind, const char *path, void *argument)
{
	char shown[RECORD_FILE_PATH_SHOWN_BYTES];
	int status;

	text_escape(path, strlen(path), shown, sizeof(shown));
	if (replaced_file_open(file_r, path) == 0)
		return record_file_read(file_r, kind, shown, argument);
	status = storage_exit_status(errno);
	if (errno == EWOULDBLOCK)
		log_error("%s %s: another chatd uses it", kind->option, shown);
	else
		log_errno("%s %s", kind->option, shown);
	return status;
}
