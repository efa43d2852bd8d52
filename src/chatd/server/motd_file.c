/* SPDX-License-Identifier: MIT */
/*
 * The file is read as far as one byte more than is allowed, whatever it says of
 * its size, because it may grow meanwhile.
 */

#include "chatd/server/motd_file.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "chatd/config/config.h"
#include "chatd/core/motd.h"
#include "chatd/protocols/irc/irc_formatting.h"
#include "common/slice.h"
#include "common/text.h"

/* Where a tab leads to. */
#define MOTD_TAB_COLUMNS 8

/* Bytes of a path in a message, and of a message. */
#define MOTD_SHOWN_BYTES   256
#define MOTD_MESSAGE_BYTES 512

/* A message in the making. */
struct motd_draft {
	char bytes[MOTD_FILE_MAX_BYTES];
	size_t size;
	unsigned int line; /* the one that is looked at, from 1; 0: none */
	char room[MOTD_FILE_MAX_BYTES]; /* that line without its codes */
};

/* The file as it is, and one byte more. */
struct motd_source {
	char bytes[MOTD_FILE_MAX_BYTES + 1];
	size_t size;
};

/* Read from fd.  Return what is wrong, or NULL. */
static const char *
motd_read_from(int fd, struct motd_source *source)
{
	struct stat status;
	ssize_t got = 1;

	if (fstat(fd, &status) != 0)
		return strerror(errno);
	if (!S_ISREG(status.st_mode))
		return "it is no file";
	while (got > 0 && source->size < sizeof(source->bytes)) {
		got = read(fd, source->bytes + source->size,
		    sizeof(source->bytes) - source->size);
		if (got == -1)
			return strerror(errno);
		source->size += (size_t)got;
	}
	return source->size > MOTD_FILE_MAX_BYTES ? "it is larger than 64KiB"
						  : NULL;
}

static const char *
motd_read(const char *path, struct motd_source *source)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	const char *fault;

	if (fd == -1)
		return strerror(errno);
	fault = motd_read_from(fd, source);
	close(fd);
	return fault;
}

/* Add a byte.  Return false if there is no room for it. */
static bool
motd_add(struct motd_draft *draft, char byte)
{
	if (draft->size == sizeof(draft->bytes))
		return false;
	draft->bytes[draft->size++] = byte;
	return true;
}

/* Add a line, with blanks in place of its tabs.  Return the same. */
static bool
motd_add_line(struct motd_draft *draft, struct slice line)
{
	size_t start = draft->size;
	bool has_room = true;

	for (size_t i = 0; i < line.size && has_room; i++) {
		if (line.bytes[i] != '\t') {
			has_room = motd_add(draft, line.bytes[i]);
			continue;
		}
		do
			has_room = motd_add(draft, ' ');
		while (
		    has_room && (draft->size - start) % MOTD_TAB_COLUMNS != 0);
	}
	return has_room && motd_add(draft, '\n');
}

/* Take all lines of source.  Return what is wrong with one, or NULL. */
static const char *
motd_take(struct motd_draft *draft, const struct motd_source *source)
{
	struct slice rest = { source->bytes, source->size };

	while (rest.size > 0) {
		struct slice line = slice_take_until(&rest, '\n');
		struct slice plain;

		(void)slice_take_prefix(&rest, "\n");
		if (line.size > 0 && line.bytes[line.size - 1] == '\r')
			line.size--;
		if (++draft->line > MOTD_FILE_MAX_LINES)
			return "it has more than 1000 lines";
		plain = irc_formatting_strip(line, draft->room);
		if (!text_is_utf8(line.bytes, line.size))
			return "found bytes that are not UTF-8";
		if (!text_is_valid(plain.bytes, plain.size))
			return "found a control character, want text";
		if (!motd_add_line(draft, line))
			return "with blanks for its tabs, it is larger than "
			       "64KiB";
	}
	return NULL;
}

/* Report what is wrong with the file at path, and where. */
static void
motd_report(const char *path, unsigned int line, const char *fault,
    const struct config_errors *errors)
{
	char shown[MOTD_SHOWN_BYTES], message[MOTD_MESSAGE_BYTES];
	char place[16] = "";

	if (line > 0)
		snprintf(place, sizeof(place), ":%u", line);
	snprintf(message, sizeof(message), "motd_file: %s%s: %s",
	    text_escape(path, strlen(path), shown, sizeof(shown)), place,
	    fault);
	errors->report(message, errors->argument);
}

/* Return the message in draft; NULL if it is empty, or there is no memory. */
static struct motd *
motd_make(const struct motd_draft *draft)
{
	char *bytes = malloc(draft->size);

	if (bytes == NULL)
		return NULL;
	memcpy(bytes, draft->bytes, draft->size);
	return motd_new(bytes, draft->size);
}

int
motd_file_load(const struct config *config, const struct config_errors *errors,
    struct motd **motd_r)
{
	const char *path = config->motd_file, *fault;
	struct motd_source *source;
	struct motd_draft *draft;
	int status = EX_OK;

	*motd_r = NULL;
	if (path[0] == '\0')
		return EX_OK;
	source = calloc(1, sizeof(*source));
	draft = calloc(1, sizeof(*draft));
	fault = source == NULL || draft == NULL ? "out of memory"
						: motd_read(path, source);
	if (fault == NULL)
		fault = motd_take(draft, source);
	if (fault == NULL && draft->size > 0)
		*motd_r = motd_make(draft);
	if (fault == NULL && draft->size > 0 && *motd_r == NULL)
		fault = "out of memory";
	if (fault != NULL) {
		motd_report(
		    path, draft != NULL ? draft->line : 0, fault, errors);
		status = EX_CONFIG;
	}
	free(source);
	free(draft);
	return status;
}

int
motd_file_check(const struct config *config, const struct config_errors *errors)
{
	struct motd *motd;
	int status = motd_file_load(config, errors, &motd);

	motd_release(motd);
	return status;
}
