/* SPDX-License-Identifier: MIT */
/* Paths below HOME, and the directories on the way. */

#include "chatc/options/personal_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "chatc/codecs/buffer.h"

static const char *
personal_file_variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] == '/' ? value : NULL;
}

char *
personal_file_path(const char *variable, const char *folder, const char *name)
{
	const char *base = personal_file_variable(variable);
	struct buffer path = { 0 };

	if (base != NULL) {
		buffer_append_format(&path, "%s/%s", base, name);
	} else {
		base = personal_file_variable("HOME");
		if (base == NULL)
			return NULL;
		buffer_append_format(&path, "%s/%s/%s", base, folder, name);
	}
	buffer_append(&path, "", 1);
	return path.bytes;
}

int
personal_file_make_folders(const char *path)
{
	const char *home = personal_file_variable("HOME");
	size_t home_size = home != NULL ? strlen(home) : 0;
	char *folder = strdup(path);
	int made = folder != NULL ? 0 : -1;
	char *end = folder;

	if (made == 0 && home != NULL && strncmp(path, home, home_size) == 0 &&
	    path[home_size] == '/')
		end = folder + home_size;
	while (made == 0 && (end = strchr(end + 1, '/')) != NULL) {
		*end = '\0';
		if (mkdir(folder, 0700) == -1 && errno != EEXIST)
			made = -1;
		*end = '/';
	}
	free(folder);
	return made;
}
