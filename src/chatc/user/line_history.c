/* SPDX-License-Identifier: MIT */
/*
 * Typed lines on the disk.
 *
 * The file is changed in place, under a lock: a new one in its place would lose
 * what somebody appends who has waited for the lock of the old one.
 */

#include "chatc/user/line_history.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chatc/codecs/buffer.h"
#include "chatc/options/personal_file.h"
#include "common/line.h"

/* Whatever is larger than this has not been written by us. */
#define LINE_HISTORY_BYTES ((off_t)64 * 1024 * 1024)

/* Open the file and lock it.  Return the descriptor, or -1 with errno. */
static int
line_history_open(const char *path, int flags, int lock)
{
	int error, fd = open(path, flags | O_CLOEXEC | O_NONBLOCK, 0600);
	struct stat status;

	if (fd == -1)
		return -1;
	if (fstat(fd, &status) == 0 && flock(fd, lock) == 0) {
		if (S_ISREG(status.st_mode) &&
		    status.st_size <= LINE_HISTORY_BYTES)
			return fd;
		errno = EFBIG;
	}
	error = errno;
	(void)close(fd);
	errno = error;
	return -1;
}

static int
line_history_read(int fd, struct buffer *text)
{
	char piece[16384];
	ssize_t size;

	while ((size = read(fd, piece, sizeof(piece))) > 0)
		buffer_append(text, piece, (size_t)size);
	return size == 0 ? 0 : -1;
}

/* Drop the oldest lines if there are too many. */
static void
line_history_shorten(struct buffer *text)
{
	size_t lines = 0, at = text->size;

	while (at > 0 && lines <= LINE_HISTORY_LINES)
		lines += text->bytes[--at] == '\n';
	if (lines > LINE_HISTORY_LINES)
		buffer_drop(text, at + 1);
}

/* Have the file hold this text. */
static int
line_history_write(int fd, struct slice text)
{
	size_t at = 0;
	ssize_t size;

	while (at < text.size) {
		size = pwrite(fd, text.bytes + at, text.size - at, (off_t)at);
		if (size == -1)
			return -1;
		at += (size_t)size;
	}
	return ftruncate(fd, (off_t)text.size);
}

char *
line_history_path(void)
{
	return personal_file_path(
	    "XDG_STATE_HOME", ".local/state", "chatd/chatc_history");
}

void
line_history_load(const char *path, void (*take)(const char *line))
{
	int fd = line_history_open(path, O_RDONLY, LOCK_SH);
	struct buffer text = { 0 };
	size_t at = 0, taken;
	struct slice line;

	if (fd == -1)
		return;
	if (line_history_read(fd, &text) == 0) {
		line_history_shorten(&text);
		while ((taken = line_take(
			    text.bytes + at, text.size - at, &line)) > 0) {
			text.bytes[line.bytes + line.size - text.bytes] = '\0';
			take(text.bytes + at);
			at += taken;
		}
	}
	(void)close(fd);
	buffer_clear(&text);
}

int
line_history_save(const char *path, struct slice lines)
{
	struct buffer text = { 0 };
	int fd, error, saved = -1;

	if (personal_file_make_folders(path) == -1)
		return -1;
	fd = line_history_open(path, O_RDWR | O_CREAT, LOCK_EX);
	if (fd == -1)
		return -1;
	if (line_history_read(fd, &text) == 0) {
		if (text.size > 0 && text.bytes[text.size - 1] != '\n')
			buffer_append_text(&text, "\n");
		buffer_append_slice(&text, lines);
		line_history_shorten(&text);
		saved = line_history_write(fd, buffer_slice(&text));
	}
	error = errno;
	buffer_clear(&text);
	(void)close(fd);
	errno = error;
	return saved;
}
