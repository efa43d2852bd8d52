/* SPDX-License-Identifier: MIT */
/*
 * Reading a configuration file and taking its comments out.
 *
 * libConfuse 3.3 miscounts lines: each comment moves all later line numbers,
 * and an error that points at the wrong line is worse than one that points at
 * none.  It stops at a read error with exit(3), finds a string that is never
 * closed only at the end of the file, and passes over a bare "*" in silence,
 * so that "address = *" would take the next line's first word as its value.
 * This file does away with all of that before libConfuse sees the text: it
 * reads the file whole, puts a blank in the place of each comment, keeps every
 * newline, and puts quotes around a bare "*".  It knows nothing about options.
 */

#include "chatd/config/file_text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/quantity.h"

/* The worst case: every byte is a "*" and becomes three. */
#define TEXT_GROWTH 3

/* Where the scanner stands, and what it has written. */
struct config_scanner {
	const char *next; /* borrowed; NUL-terminated */
	unsigned int line;
	char *out; /* room for TEXT_GROWTH times the input */
	size_t out_size;
};

static int
config_text_fail(
    struct config_text_error *error, unsigned int line, const char *reason)
{
	error->line = line;
	snprintf(error->reason, sizeof(error->reason), "%s", reason);
	return -1;
}

/* Return the bytes read, at most size, or -1 with errno. */
static ssize_t
config_fd_read(int fd, char *buffer, size_t size)
{
	size_t used = 0;

	while (used < size) {
		ssize_t count = read(fd, buffer + used, size - used);

		if (count == -1 && errno == EINTR)
			continue;
		if (count == -1)
			return -1;
		if (count == 0)
			break;
		used += (size_t)count;
	}
	return (ssize_t)used;
}

/* Return the file's content, NUL-terminated, or NULL. */
static char *
config_file_read(
    const char *path, struct config_text *text, struct config_text_error *error)
{
	char *bytes = NULL;
	struct stat status;
	ssize_t size;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1 || fstat(fd, &status) == -1)
		goto fail;
	if (S_ISDIR(status.st_mode)) {
		errno = EISDIR;
		goto fail;
	}
	text->device = status.st_dev;
	text->inode = status.st_ino;
	bytes = malloc(CONFIG_TEXT_MAX_BYTES + 1);
	if (bytes == NULL)
		goto fail;
	size = config_fd_read(fd, bytes, CONFIG_TEXT_MAX_BYTES + 1);
	if (size == -1)
		goto fail;
	if (size > CONFIG_TEXT_MAX_BYTES) {
		errno = EFBIG;
		goto fail;
	}
	close(fd);
	bytes[size] = '\0';
	text->size = (size_t)size;
	return bytes;
fail:
	if (errno == EFBIG) {
		char limit[32];

		error->line = 0;
		snprintf(error->reason, sizeof(error->reason),
		    "the file is larger than %s",
		    quantity_format_size(
			CONFIG_TEXT_MAX_BYTES, limit, sizeof(limit)));
	} else {
		config_text_fail(error, 0, strerror(errno));
	}
	if (fd != -1)
		close(fd);
	free(bytes);
	return NULL;
}

/* Refuse what no text file holds; NUL bytes in particular. */
static int
config_bytes_check(
    const char *bytes, size_t size, struct config_text_error *error)
{
	unsigned int line = 1;

	for (size_t i = 0; i < size; i++) {
		unsigned char byte = (unsigned char)bytes[i];

		if (byte == '\n')
			line++;
		if ((byte < ' ' && byte != '\t' && byte != '\n' &&
			byte != '\r') ||
		    byte == 0x7f) {
			error->line = line;
			snprintf(error->reason, sizeof(error->reason),
			    "found the byte 0x%02x, want text", byte);
			return -1;
		}
	}
	return 0;
}

static void
config_scanner_copy(struct config_scanner *scanner)
{
	if (*scanner->next == '\n')
		scanner->line++;
	scanner->out[scanner->out_size++] = *scanner->next++;
}

static int
config_scanner_copy_string(
    struct config_scanner *scanner, struct config_text_error *error)
{
	unsigned int first_line = scanner->line;
	char quote = *scanner->next;

	config_scanner_copy(scanner);
	while (*scanner->next != quote) {
		if (scanner->next[0] == '\\' && scanner->next[1] != '\0')
			config_scanner_copy(scanner);
		if (*scanner->next == '\0')
			return config_text_fail(error, first_line,
			    "the quotation mark is never closed");
		config_scanner_copy(scanner);
	}
	config_scanner_copy(scanner);
	return 0;
}

static void
config_scanner_skip_line(struct config_scanner *scanner)
{
	scanner->next += strcspn(scanner->next, "\n");
}

/* Its newlines stay, so that the lines after it keep their numbers. */
static int
config_scanner_skip_comment(
    struct config_scanner *scanner, struct config_text_error *error)
{
	const char *end = strstr(scanner->next + 2, "*/");

	if (end == NULL)
		return config_text_fail(
		    error, scanner->line, "the comment is never closed");
	scanner->out[scanner->out_size++] = ' ';
	while (scanner->next < end + 2) {
		if (*scanner->next == '\n')
			config_scanner_copy(scanner);
		else
			scanner->next++;
	}
	return 0;
}

static void
config_scanner_quote_star(struct config_scanner *scanner)
{
	memcpy(scanner->out + scanner->out_size, "\"*\"", 3);
	scanner->out_size += 3;
	scanner->next++;
}

/* Copy the text without its comments. */
static int
config_scanner_run(
    struct config_scanner *scanner, struct config_text_error *error)
{
	bool is_in_word = false;

	while (*scanner->next != '\0') {
		const char *next = scanner->next;
		bool is_slash_pair = next[0] == '/' && next[1] == '/';
		bool is_word = false;
		int result = 0;

		if (*next == '"' || *next == '\'')
			result = config_scanner_copy_string(scanner, error);
		else if (next[0] == '/' && next[1] == '*')
			result = config_scanner_skip_comment(scanner, error);
		else if (*next == '#' || (is_slash_pair && !is_in_word))
			config_scanner_skip_line(scanner);
		else if (*next == '*')
			config_scanner_quote_star(scanner);
		else {
			is_word = strchr(" \t\r\n={}()+,", *next) == NULL;
			config_scanner_copy(scanner);
		}
		if (result == -1)
			return -1;
		is_in_word = is_word;
	}
	scanner->out[scanner->out_size] = '\0';
	return 0;
}

int
config_text_read(const char *path, struct config_text *text_r,
    struct config_text_error *error_r)
{
	struct config_scanner scanner = { .line = 1 };
	char *bytes;

	memset(text_r, 0, sizeof(*text_r));
	bytes = config_file_read(path, text_r, error_r);
	if (bytes == NULL)
		return -1;
	if (config_bytes_check(bytes, text_r->size, error_r) == -1)
		goto fail;
	scanner.next = bytes;
	scanner.out = malloc(text_r->size * TEXT_GROWTH + 1);
	if (scanner.out == NULL) {
		config_text_fail(error_r, 0, strerror(errno));
		goto fail;
	}
	if (config_scanner_run(&scanner, error_r) == -1)
		goto fail;
	free(bytes);
	text_r->bytes = scanner.out;
	text_r->size = scanner.out_size;
	return 0;
fail:
	free(scanner.out);
	free(bytes);
	return -1;
}

void
config_text_clear(struct config_text *text)
{
	free(text->bytes);
	text->bytes = NULL;
	text->size = 0;
}
