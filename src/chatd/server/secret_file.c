/* SPDX-License-Identifier: MIT */
#include "chatd/server/secret_file.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "chatd/config/config.h"
#include "chatd/config/path_list.h"
#include "common/text.h"

/* Bytes of a path in a message, and of a message. */
#define SECRET_FILE_SHOWN_BYTES   256
#define SECRET_FILE_MESSAGE_BYTES (SECRET_FILE_SHOWN_BYTES + 256)

static const char *
secret_file_open_and_take(
    const char *path, secret_file_take_cb *take, void *argument)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	const char *fault = NULL;
	struct stat status;

	if (fd == -1)
		return strerror(errno);
	if (fstat(fd, &status) != 0)
		fault = strerror(errno);
	else if (!S_ISREG(status.st_mode))
		fault = "it is no file";
	else if ((status.st_mode & S_IRWXO) != 0)
		fault = "everybody has access to it; chmod o= takes that away";
	else
		fault = take(fd, argument);
	close(fd);
	return fault;
}

int
secret_file_read(const char *option, const char *path,
    const struct config_errors *errors, secret_file_take_cb *take,
    void *argument)
{
	char shown[SECRET_FILE_SHOWN_BYTES];
	char message[SECRET_FILE_MESSAGE_BYTES];
	struct path_list list;
	const char *fault = NULL;

	if (path_list_parse(path, &list) != 0) {
		(void)snprintf(
		    message, sizeof(message), "%s: out of memory", option);
		errors->report(message, errors->argument);
		return EX_OSERR;
	}
	if (list.count > 0)
		fault = secret_file_open_and_take(
		    list.paths[0], take, argument);
	if (fault != NULL) {
		(void)snprintf(message, sizeof(message), "%s: %s: %s", option,
		    text_escape(list.paths[0], strlen(list.paths[0]), shown,
			sizeof(shown)),
		    fault);
		errors->report(message, errors->argument);
	}
	path_list_clear(&list);
	return fault == NULL ? EX_OK : EX_CONFIG;
}
