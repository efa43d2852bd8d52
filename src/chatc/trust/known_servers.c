/* SPDX-License-Identifier: MIT */
/*
 * A line is added at the end and never changed, so that several programs can
 * share the file, and an editor is all that it takes to remove one.
 */

#include "chatc/trust/known_servers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chatc/codecs/buffer.h"
#include "chatc/options/personal_file.h"

#define KNOWN_SERVERS_BLANKS " \t\r"

/* A file that is longer is not one of ours. */
#define KNOWN_SERVERS_MAX_BYTES ((size_t)4 * 1024 * 1024)

/* ---- what is in it ------------------------------------------------------- */

/* Take the next line off text; return false at the end. */
static bool
known_servers_next_line(struct slice *text, struct slice *line_r)
{
	const char *end;

	if (text->size == 0)
		return false;
	end = memchr(text->bytes, '\n', text->size);
	line_r->bytes = text->bytes;
	line_r->size = end != NULL ? (size_t)(end - text->bytes) : text->size;
	text->bytes += line_r->size + (end != NULL);
	text->size -= line_r->size + (end != NULL);
	return true;
}

/* Take the next word off a line; it is empty at the end. */
static struct slice
known_servers_next_word(struct slice *line)
{
	struct slice word;

	while (
	    line->size > 0 && memchr(KNOWN_SERVERS_BLANKS, line->bytes[0],
				  sizeof(KNOWN_SERVERS_BLANKS) - 1) != NULL) {
		line->bytes++;
		line->size--;
	}
	word = (struct slice){ line->bytes, 0 };
	while (word.size < line->size &&
	       memchr(KNOWN_SERVERS_BLANKS, line->bytes[word.size],
		   sizeof(KNOWN_SERVERS_BLANKS) - 1) == NULL)
		word.size++;
	line->bytes += word.size;
	line->size -= word.size;
	return word;
}

static bool
known_servers_is_same_name(struct slice one, struct slice other)
{
	return one.size == other.size &&
	       strncasecmp(one.bytes, other.bytes, one.size) == 0;
}

enum known_servers_answer
known_servers_look_up(struct slice text, struct slice server, struct slice key,
    unsigned int *line_r, struct slice *known_r)
{
	enum known_servers_answer answer = KNOWN_SERVERS_NEVER;
	struct slice line, word;

	for (unsigned int number = 1; known_servers_next_line(&text, &line);
	     number++) {
		word = known_servers_next_word(&line);
		if (!known_servers_is_same_name(word, server))
			continue;
		word = known_servers_next_word(&line);
		if (slice_equals(word, key))
			return KNOWN_SERVERS_YES;
		if (answer == KNOWN_SERVERS_NEVER) {
			*line_r = number;
			*known_r = word;
		}
		answer = KNOWN_SERVERS_ANOTHER;
	}
	return answer;
}

/* ---- the file ------------------------------------------------------------ */

char *
known_servers_path(void)
{
	return personal_file_path(
	    "XDG_DATA_HOME", ".local/share", "chatd/known_servers");
}

static int
known_servers_read_all(int fd, struct buffer *text)
{
	char piece[4096];
	ssize_t size;

	while ((size = read(fd, piece, sizeof(piece))) > 0) {
		buffer_append(text, piece, (size_t)size);
		if (text->size > KNOWN_SERVERS_MAX_BYTES) {
			errno = EFBIG;
			return -1;
		}
	}
	return size == 0 ? 0 : -1;
}

int
known_servers_read(const char *path, struct buffer *text)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int error, done;

	if (fd == -1)
		return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
	done = known_servers_read_all(fd, text);
	error = errno;
	(void)close(fd);
	errno = error;
	return done;
}

/* Append a line after the size bytes that are there; take it back if it fails.
 */
static int
known_servers_append(int fd, off_t size, struct slice line)
{
	ssize_t written = pwrite(fd, line.bytes, line.size, size);
	int error = written == -1 ? errno : ENOSPC;

	if (written == (ssize_t)line.size && fsync(fd) == 0)
		return 0;
	if (written == (ssize_t)line.size)
		error = errno;
	if (ftruncate(fd, size) == -1)
		error = errno;
	errno = error;
	return -1;
}

/* Add a line to an open file, which may lack its last newline. */
static int
known_servers_add_to(int fd, struct slice server, struct slice key)
{
	struct buffer line = { 0 };
	struct stat file;
	char last = '\n';
	int added = -1;

	/* It is released with the file. */
	if (flock(fd, LOCK_EX) == -1 || fstat(fd, &file) == -1)
		return -1;
	if (file.st_size > 0 && pread(fd, &last, 1, file.st_size - 1) == -1)
		return -1;
	if (last != '\n')
		buffer_append_text(&line, "\n");
	buffer_append_slice(&line, server);
	buffer_append_text(&line, " ");
	buffer_append_slice(&line, key);
	buffer_append_text(&line, "\n");
	added = known_servers_append(fd, file.st_size, buffer_slice(&line));
	buffer_clear(&line);
	return added;
}

int
known_servers_add(const char *path, struct slice server, struct slice key)
{
	int fd, error, added;

	if (personal_file_make_folders(path) == -1)
		return -1;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd == -1)
		return -1;
	added = known_servers_add_to(fd, server, key);
	error = errno;
	(void)close(fd);
	errno = error;
	return added;
}
