/* SPDX-License-Identifier: MIT */
/*
 * What is looked at is the file that was opened.  It may be a pipe, which
 * shells make for "<(pass show chat)"; that is for the user alone as well.
 */

#include "chatc/options/password_file.h"

#include <err.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/secret.h"

/* Return what is wrong with the file, or NULL. */
static const char *
password_file_check(int fd)
{
	struct stat status;

	if (fstat(fd, &status) == -1)
		return "it cannot be looked at";
	if (S_ISDIR(status.st_mode))
		return "it is a directory";
	if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return "others have access to it; chmod 600 takes that away";
	if (status.st_uid != geteuid() && status.st_uid != 0)
		return "it belongs to somebody else";
	return NULL;
}

/* Take a line from fd; return what is wrong with it, or NULL. */
static const char *
password_file_take(int fd, struct secret *secret_r)
{
	switch (secret_read_line(fd, secret_r->bytes)) {
	case SECRET_GIVEN:
		break;
	case SECRET_TOO_LONG:
		return "the password is too long";
	case SECRET_MISSING:
	case SECRET_DIFFERS:
		return "there is no password";
	case SECRET_FAILED:
		return "it cannot be read";
	}
	secret_r->size = strlen(secret_r->bytes);
	if (secret_r->size > 0 && secret_r->bytes[secret_r->size - 1] == '\r')
		secret_r->size--;
	return secret_r->size == 0 ? "there is no password" : NULL;
}

int
password_file_read(const char *path, struct secret *secret_r)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	const char *error;

	if (fd == -1) {
		warn("%s", path);
		return -1;
	}
	error = password_file_check(fd);
	if (error == NULL)
		error = password_file_take(fd, secret_r);
	(void)close(fd);
	if (error == NULL)
		return 0;
	secret_clear(secret_r);
	warnx("%s: %s", path, error);
	return -1;
}
