/* SPDX-License-Identifier: MIT */
/*
 * A file is refused as a whole if it is not text or does not close what it
 * opens: nothing in such a file can be trusted.
 *
 * Every file takes as much memory as the longest one that is allowed: a pipe
 * does not say how long it is, and a file may grow while it is read.
 */

#include "chatd/config/file_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "chatd/config/draft.h"
#include "chatd/config/scanner.h"
#include "common/text.h"

/*
 * Read the file as far as one byte more than is allowed.  Return the number of
 * bytes, or -1 with errno set.
 */
static ssize_t
config_text_take(struct config_text *text)
{
	FILE *stream = fopen(text->path, "re");
	struct stat status;
	size_t size = 0;
	int error = 0;

	if (stream == NULL)
		return -1;
	text->bytes = malloc(CONFIG_TEXT_MAX_BYTES + 2);
	if (text->bytes == NULL || fstat(fileno(stream), &status) == -1) {
		error = errno;
	} else {
		text->device = status.st_dev;
		text->inode = status.st_ino;
		size = fread(text->bytes, 1, CONFIG_TEXT_MAX_BYTES + 1, stream);
		error = ferror(stream) ? errno : 0;
		text->bytes[size] = '\0';
	}
	fclose(stream);
	errno = error;
	return error == 0 ? (ssize_t)size : -1;
}

/* Return the line of the first fault, described in reason; 0 if there is none.
 */
static unsigned int
config_text_find_fault(
    const char *bytes, size_t size, char reason[CONFIG_WORD_BYTES])
{
	struct config_scanner scanner = { .next = bytes, .line = 1 };
	enum config_token token;
	unsigned int line = 1;

	for (size_t i = 0; i < size; i++) {
		unsigned char byte = (unsigned char)bytes[i];

		line += byte == '\n';
		if ((byte >= ' ' && byte != 0x7f) ||
		    memchr("\t\n\r", byte, 3) != NULL)
			continue;
		snprintf(reason, CONFIG_WORD_BYTES,
		    "found the byte 0x%02x, want text", byte);
		return line;
	}
	do
		token = config_scanner_next(&scanner, reason);
	while (token != CONFIG_TOKEN_END && token != CONFIG_TOKEN_BAD);
	return token == CONFIG_TOKEN_BAD ? scanner.line : 0;
}

bool
config_text_read(
    struct config_text *text, struct config_draft *draft, const char *prefix)
{
	char reason[CONFIG_WORD_BYTES], path[256], line_text[16] = "";
	ssize_t size = config_text_take(text);
	unsigned int line;

	if (size == -1 && errno == ENOMEM) {
		draft->is_out_of_memory = true;
		return false;
	}
	if (size == -1) {
		snprintf(reason, sizeof(reason), "%s", strerror(errno));
	} else if (size > CONFIG_TEXT_MAX_BYTES) {
		snprintf(
		    reason, sizeof(reason), "the file is larger than 1MiB");
	} else {
		line = config_text_find_fault(
		    text->bytes, (size_t)size, reason);
		if (line == 0)
			return true;
		snprintf(line_text, sizeof(line_text), ":%u", line);
	}
	text_escape(text->path, strlen(text->path), path, sizeof(path));
	config_draft_fail(draft, "%s%s%s: %s", prefix, path, line_text, reason);
	return false;
}

void
config_text_clear(struct config_text *text)
{
	free(text->path);
	free(text->bytes);
	*text = (struct config_text){ 0 };
}
