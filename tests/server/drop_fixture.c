/* SPDX-License-Identifier: MIT */
/*
 * Directories, daemons and clients for the tests of the drop protocol.
 */

#include "server/drop_fixture.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

#define OPTIONS_MAX 4

/* Longer than any text whose content a test looks at. */
#define TEXT_MAX_BYTES 65536

static size_t file_count;

struct test_daemon *
drop_start(const char *directory, ...)
{
	const char *options[OPTIONS_MAX] = { NULL };
	const char *option;
	size_t count = 0;
	va_list arguments;

	va_start(arguments, directory);
	while ((option = va_arg(arguments, const char *)) != NULL) {
		test_require(count < OPTIONS_MAX, "too many options");
		options[count++] = option;
	}
	va_end(arguments);
	return test_daemon_start_speaking("drop",
	    test_format("drop_directory=%s", directory), options[0], options[1],
	    options[2], options[3], NULL);
}

void
drop_require_exit(const char *directory, int status)
{
	static const char text[] =
	    "listener drop { protocol = drop port = 0 }\n";
	const struct test_spec spec = {
		.arguments = { "-c", test_file_create(text, strlen(text)), "-o",
		    "address=127.0.0.1", "-o", "port=0", "-o",
		    test_format("drop_directory=%s", directory) },
	};

	test_daemon_require_exit(test_daemon_spawn(&spec), status);
}

struct test_client *
drop_connect(const struct test_daemon *daemon)
{
	return test_client_connect_protocol(daemon, "drop");
}

static void
encode_header(uint32_t lines, char *header)
{
	for (int i = 0; i < 4; i++)
		header[i] = (char)(lines >> (24 - 8 * i));
}

void
drop_send_header(struct test_client *client, uint32_t lines)
{
	char header[4];

	encode_header(lines, header);
	test_client_send_bytes(client, header, sizeof(header));
}

void
drop_send_text(struct test_client *client, uint32_t lines, const char *text)
{
	drop_send_header(client, lines);
	test_client_send(client, text);
}

static int
count_cb(
    const char *path, const struct stat *status, int type, struct FTW *position)
{
	(void)path;
	(void)status;
	(void)position;
	file_count += type == FTW_F;
	return 0;
}

size_t
drop_count_files(const char *directory)
{
	file_count = 0;
	test_require(nftw(directory, count_cb, 8, FTW_PHYS) == 0, "%s: %s",
	    directory, strerror(errno));
	return file_count;
}

static int
is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

const char *
drop_folder(const char *directory, size_t index)
{
	struct dirent **entries;
	int count = scandir(directory, &entries, is_shown, alphasort);
	const char *path = NULL;

	for (int i = 0; i < count; i++) {
		if ((size_t)i == index)
			path = test_format(
			    "%s/%s", directory, entries[i]->d_name);
		free(entries[i]);
	}
	test_require(count >= 0, "%s: %s", directory, strerror(errno));
	free(entries);
	test_require(path != NULL, "there are only %d folders", count);
	return path;
}

void
drop_require_file(const char *directory, const char *name, const char *text)
{
	static char content[TEXT_MAX_BYTES];
	const char *path = test_format("%s/%s", directory, name);
	struct stat status;
	FILE *file;
	size_t size;

	test_require(lstat(path, &status) == 0 && S_ISREG(status.st_mode) &&
			 (status.st_mode & 07777) == 0640,
	    "%s is no file of mode 0640", path);
	file = fopen(path, "r");
	test_require(file != NULL, "%s: %s", path, strerror(errno));
	size = fread(content, 1, sizeof(content), file);
	fclose(file);
	test_require(size == strlen(text) && memcmp(content, text, size) == 0,
	    "%s holds other bytes: %.*s", path, (int)(size < 80 ? size : 80),
	    content);
}
