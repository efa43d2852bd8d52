/* SPDX-License-Identifier: MIT */
/*
 * The number of lines is sent before the first of them, so a file is read
 * twice, and in pieces, since it may be larger than memory.  A change between
 * the two readings makes the second one fail: the server must not take a part
 * of a file for the whole.
 */

#include "chatc/text_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include "common/big_endian.h"

#define TEXT_FILE_PIECE_BYTES ((size_t)64 * 1024)

static const char text_file_changed[] = "changed while it was read";

static uint32_t
text_file_count(const char *bytes, size_t size)
{
	uint32_t count = 0;

	for (size_t i = 0; i < size; i++)
		count += bytes[i] == '\n';
	return count;
}

/* Count lines and bytes.  Return NULL, or what is wrong. */
static const char *
text_file_measure(struct text_file *file)
{
	char piece[TEXT_FILE_PIECE_BYTES];
	uint64_t lines = 0;
	ssize_t size;
	char last = '\n';

	while ((size = read(file->descriptor, piece, sizeof(piece))) > 0) {
		lines += text_file_count(piece, (size_t)size);
		file->size += (uint64_t)size;
		last = piece[size - 1];
	}
	if (size == -1)
		return strerror(errno);
	if (last != '\n') {
		lines++;
		file->size++;
	}
	if (lines == 0)
		return "has no lines";
	if (lines > UINT32_MAX)
		return "has too many lines";
	file->lines = file->lines_left = (uint32_t)lines;
	file->left = file->size;
	if (lseek(file->descriptor, 0, SEEK_SET) == -1)
		return strerror(errno);
	return NULL;
}

int
text_file_open(struct text_file *file, const char *name, const char **error_r)
{
	struct stat status;

	*file = (struct text_file){ 0 };
	*error_r = NULL;
	file->descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (file->descriptor == -1 || fstat(file->descriptor, &status) == -1)
		*error_r = strerror(errno);
	else if (!S_ISREG(status.st_mode))
		*error_r = "not a file";
	else
		*error_r = text_file_measure(file);
	if (*error_r == NULL)
		return 0;
	text_file_close(file);
	return -1;
}

void
text_file_close(struct text_file *file)
{
	if (file->descriptor != -1)
		(void)close(file->descriptor);
	file->descriptor = -1;
}

void
text_file_header(uint32_t lines, char header[TEXT_FILE_HEADER_BYTES])
{
	big_endian_write(header, TEXT_FILE_HEADER_BYTES, lines);
}

long
text_file_read(
    struct text_file *file, char *bytes, size_t size, const char **error_r)
{
	ssize_t got;

	if (file->left == 0) {
		*error_r = text_file_changed;
		return file->lines_left == 0 ? 0 : -1;
	}
	if (size > file->left)
		size = (size_t)file->left;
	got = read(file->descriptor, bytes, size);
	if (got == -1) {
		*error_r = strerror(errno);
		return -1;
	}
	if (got == 0 && file->left == 1) {
		/* This is the end that the last line lacks. */
		bytes[0] = '\n';
		got = 1;
	}
	file->left -= (uint64_t)got;
	file->lines_left -= text_file_count(bytes, (size_t)got);
	if (got > 0)
		return got;
	*error_r = text_file_changed;
	return -1;
}
