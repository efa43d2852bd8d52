/* SPDX-License-Identifier: MIT */
/*
 * Files that include one another are on a stack, and the innermost one is read
 * first.
 */

#include "chatd/config/file.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/config/draft.h"
#include "chatd/config/file_text.h"
#include "chatd/config/parser.h"

/* A file counts each time that it is included: nesting cannot multiply. */
#define INCLUDES_MAX 100

/* A file that is being read. */
struct config_file {
	struct config_text text;
	struct config_scanner scanner;
	struct config_file *outer; /* includes this one; NULL: the first file */
};

struct config_file_reader {
	struct config_draft *draft; /* borrowed */
	struct config_file *file;   /* owned, as are all outer ones */
	unsigned int file_count;    /* opened so far */
	bool is_stopped;            /* what is left to read makes no sense */
};

/*
 * Return the path of a file, which the caller frees: a relative one begins in
 * the directory of the file that includes it.  outer is NULL for the first
 * file. Return NULL if there is no memory.
 */
static char *
config_file_resolve(const struct config_file *outer, const char *path)
{
	const char *begin = outer != NULL ? outer->text.path : "";
	const char *slash = path[0] != '/' ? strrchr(begin, '/') : NULL;
	int size = slash != NULL ? (int)(slash - begin) + 1 : 0;
	char *resolved;

	if (asprintf(&resolved, "%.*s%s", size, begin, path) == -1)
		return NULL;
	return resolved;
}

/* Say whether the file is one of those that are being read already. */
static bool
config_file_includes_itself(const struct config_file *file)
{
	const struct config_file *outer = file->outer;

	while (outer != NULL && (outer->text.device != file->text.device ||
				    outer->text.inode != file->text.inode))
		outer = outer->outer;
	return outer != NULL;
}

/* Go back to the file that includes the one that is being read. */
static void
config_file_close(struct config_file_reader *reader)
{
	struct config_file *file = reader->file;

	reader->file = file->outer;
	config_text_clear(&file->text);
	free(file);
}

/* Have the file at path read next, or note what is wrong with it. */
static void
config_file_open(
    struct config_file_reader *reader, const char *prefix, const char *path)
{
	struct config_draft *draft = reader->draft;
	struct config_file *file = calloc(1, sizeof(*file));

	if (file == NULL) {
		draft->is_out_of_memory = true;
		return;
	}
	file->text.path = config_file_resolve(reader->file, path);
	file->outer = reader->file;
	reader->file = file;
	if (file->text.path == NULL) {
		draft->is_out_of_memory = true;
	} else if (!config_text_read(&file->text, draft, prefix)) {
		config_file_close(reader);
	} else if (config_file_includes_itself(file)) {
		config_draft_fail(draft, "%sthe file includes itself", prefix);
		config_file_close(reader);
	} else if (reader->file_count++ > INCLUDES_MAX) {
		config_draft_fail(draft, "%smore than %d files are included",
		    prefix, INCLUDES_MAX);
		reader->is_stopped = true;
	} else {
		file->scanner.next = file->text.bytes;
		file->scanner.line = 1;
	}
}

void
config_file_load(struct config_draft *draft, const char *path)
{
	struct config_file_reader reader = { .draft = draft };
	struct config_parser parser = { .draft = draft, .listener = -1 };
	char prefix[CONFIG_WHERE_BYTES];

	config_file_open(&reader, "", path);
	while (reader.file != NULL && !reader.is_stopped &&
	       !draft->is_out_of_memory) {
		parser.path = reader.file->text.path;
		parser.scanner = &reader.file->scanner;
		switch (config_parser_read(&parser)) {
		case CONFIG_PARSER_DONE:
			config_file_close(&reader);
			break;
		case CONFIG_PARSER_INCLUDE:
			config_parser_where(&parser, "include: ", prefix);
			config_file_open(&reader, prefix, parser.name);
			break;
		case CONFIG_PARSER_FAILED:
			reader.is_stopped = true;
			break;
		}
	}
	while (reader.file != NULL)
		config_file_close(&reader);
}
