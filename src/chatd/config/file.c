/* SPDX-License-Identifier: MIT */
/*
 * The file, the files it includes, and reading them again.
 *
 * include() is ours, not libConfuse's: that one keeps a file open, and a place
 * on its stack taken, for each error in an included file, which a daemon that
 * reloads cannot afford.
 */

#include "chatd/config/file.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/config/draft.h"
#include "chatd/config/file_text.h"
#include "chatd/config/parser.h"
#include "common/text.h"

/* Counts files that are included again, so that nesting cannot multiply. */
#define INCLUDES_MAX 100

#define ESCAPED_BYTES 256

/* A file that is being read, and who included it. */
struct config_file_frame {
	const struct config_text *text;
	const struct config_file_frame *outer; /* NULL: the first file */
};

struct config_file_reader {
	struct config_parser parser;
	struct config_draft *draft;
	const struct config_file_frame *frame;
	unsigned int include_count;
};

/* Set while config_file_load() runs; see parser.c for why. */
static struct config_file_reader *config_file_reader;

/* Parse a file that has been read, as if it stood where cfg is. */
static int
config_file_parse(cfg_t *cfg, const char *path, const struct config_text *text)
{
	struct config_file_reader *reader = config_file_reader;
	struct config_file_frame frame = { text, reader->frame };
	char *outer_filename = cfg->filename;
	int outer_line = cfg->line;
	int result = CFG_FAIL;
	FILE *stream = NULL;

	if (text->size == 0)
		return CFG_SUCCESS;
	cfg->filename = strdup(path);
	if (cfg->filename != NULL)
		stream = fmemopen(text->bytes, text->size, "r");
	if (stream != NULL) {
		reader->frame = &frame;
		result = config_parser_read(&reader->parser, cfg, stream);
		reader->frame = frame.outer;
		fclose(stream);
	} else {
		reader->draft->is_out_of_memory = true;
	}
	free(cfg->filename);
	cfg->filename = outer_filename;
	cfg->line = outer_line;
	return result;
}

/* Say whether the file is being read already. */
static bool
config_file_is_open(const struct config_text *text)
{
	const struct config_file_frame *frame = config_file_reader->frame;

	for (; frame != NULL; frame = frame->outer) {
		if (frame->text->device == text->device &&
		    frame->text->inode == text->inode)
			return true;
	}
	return false;
}

static void
config_file_fail_text(
    const char *prefix, const char *path, const struct config_text_error *error)
{
	struct config_draft *draft = config_file_reader->draft;
	char escaped[ESCAPED_BYTES];

	text_escape(path, strlen(path), escaped, sizeof(escaped));
	if (error->line == 0)
		config_draft_fail(
		    draft, "%s%s: %s", prefix, escaped, error->reason);
	else
		config_draft_fail(draft, "%s%s:%u: %s", prefix, escaped,
		    error->line, error->reason);
}

/*
 * Return the path of an included file, for the caller to free: a relative one
 * begins where the file that includes it lies.
 */
static char *
config_file_resolve(const char *includer, const char *path)
{
	const char *slash = strrchr(includer, '/');
	int directory_size = 0;
	size_t size;
	char *resolved;

	if (path[0] != '/' && slash != NULL)
		directory_size = (int)(slash - includer) + 1;
	size = (size_t)directory_size + strlen(path) + 1;
	resolved = malloc(size);
	if (resolved != NULL)
		snprintf(
		    resolved, size, "%.*s%s", directory_size, includer, path);
	return resolved;
}

/* Read the file at path into cfg.  Return nonzero if reading cannot go on. */
static int
config_file_include(cfg_t *cfg, const char *where, const char *path)
{
	struct config_file_reader *reader = config_file_reader;
	struct config_text_error error;
	struct config_text text;
	char prefix[CONFIG_WHERE_BYTES + 2];
	int result = 0;

	snprintf(prefix, sizeof(prefix), "%s: ", where);
	if (config_text_read(path, &text, &error) == -1) {
		config_file_fail_text(prefix, path, &error);
		return 0;
	}
	if (config_file_is_open(&text)) {
		config_draft_fail(
		    reader->draft, "%s: the file includes itself", where);
	} else if (++reader->include_count > INCLUDES_MAX) {
		config_draft_fail(reader->draft,
		    "%s: more than %d files are included", where, INCLUDES_MAX);
		reader->parser.has_complained = true;
		result = CFG_FAIL;
	} else {
		result = config_file_parse(cfg, path, &text);
	}
	config_text_clear(&text);
	return result;
}

static int
config_file_include_cb(cfg_t *cfg, cfg_opt_t *opt, int argc, const char **argv)
{
	struct config_draft *draft = config_file_reader->draft;
	char where[CONFIG_WHERE_BYTES];
	char *path;
	int result;

	config_parser_where(cfg, opt->name, where, sizeof(where));
	if (argc != 1) {
		config_draft_fail(draft,
		    "%s: found %d names, want one file in parentheses", where,
		    argc);
		return 0;
	}
	path = config_file_resolve(cfg->filename, argv[0]);
	if (path == NULL) {
		draft->is_out_of_memory = true;
		return -1;
	}
	result = config_file_include(cfg, where, path);
	free(path);
	return result;
}

/* Read the text once, into a draft that is fresh. */
static void
config_file_pass(struct config_file_reader *reader, const char *path,
    const struct config_text *text)
{
	cfg_t *cfg;

	config_draft_clear(reader->draft);
	config_draft_init(reader->draft);
	reader->include_count = 0;
	cfg = config_parser_open(&reader->parser, config_file_include_cb);
	if (cfg == NULL) {
		reader->draft->is_out_of_memory = true;
		return;
	}
	config_file_parse(cfg, path, text);
	config_parser_close(&reader->parser, cfg);
}

void
config_file_load(struct config_draft *draft, const char *path)
{
	struct config_file_reader reader = { .draft = draft,
		.parser = { .draft = draft } };
	struct config_text_error error;
	struct config_text text;

	config_file_reader = &reader;
	if (config_text_read(path, &text, &error) == -1) {
		config_file_fail_text("", path, &error);
	} else {
		do {
			config_file_pass(&reader, path, &text);
		} while (
		    reader.parser.has_new_stranger && !draft->is_out_of_memory);
		config_text_clear(&text);
	}
	config_parser_clear(&reader.parser);
	config_file_reader = NULL;
}
