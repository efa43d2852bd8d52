/* SPDX-License-Identifier: MIT */
#include "server/command_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/test_daemon.h"
#include "common/test_programs.h"
#include "common/test_support.h"
#include "server/console_fixture.h"

static const char *directory;
static int notes_fd;

void
command_begin(void)
{
	const char *notes;

	directory = test_directory_create();
	notes = test_format("%s/notes", directory);
	ck_assert_int_eq(mkfifo(notes, 0666), 0);
	/* chatd may run under another account than the test. */
	ck_assert_int_eq(chmod(notes, 0666), 0);
	notes_fd = open(notes, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	test_require(notes_fd >= 0, "cannot open %s", notes);
	command_write("[ \"$password\" = 'open sesame' ]\n");
}

const char *
command_path(void)
{
	return test_format("%s/auth", directory);
}

const char *
command_option(void)
{
	return test_format("auth_command=%s", command_path());
}

void
command_write_whole(const char *lines)
{
	const char *path = test_format("%s/auth.new", directory);
	FILE *file = fopen(path, "w");

	test_require(file != NULL, "cannot write %s", path);
	fputs(lines, file);
	fclose(file);
	ck_assert_int_eq(chmod(path, 0755), 0);
	ck_assert_int_eq(rename(path, command_path()), 0);
}

void
command_write(const char *lines)
{
	command_write_whole(test_format("#!/bin/sh\n"
					"cd %s || exit 3\n"
					"IFS= read -r name || exit 4\n"
					"IFS= read -r password || exit 5\n"
					"%s",
	    directory, lines));
}

struct test_daemon *
command_start(const char *option, const char *other)
{
	return test_daemon_start_with("accounts=command", command_option(),
	    console_option(), option, other, NULL);
}

struct test_daemon *
command_start_speaking(const char *protocols, const char *option)
{
	return test_daemon_start_speaking(protocols, "accounts=command",
	    command_option(), console_option(), option, NULL);
}

void
command_start_by(const char *command, const char *redirections)
{
	const char *path = test_format("%s/start", directory);
	FILE *file = fopen(path, "w");

	test_require(file != NULL, "cannot write %s", path);
	fprintf(file, "#!/bin/sh\nexec %s '%s' \"$@\" %s\n", command,
	    test_program("CHATD"), redirections);
	fclose(file);
	ck_assert_int_eq(chmod(path, 0755), 0);
	setenv("CHATD", path, 1);
}

const char *
command_take_note(void)
{
	static char line[256];
	size_t size = 0;

	/* Whoever writes a line does so at once. */
	test_require(test_wait(notes_fd, POLLIN), "the script has no note");
	while (size < sizeof(line) - 1 && read(notes_fd, line + size, 1) == 1 &&
	       line[size] != '\n')
		size++;
	line[size] = '\0';
	return line;
}

void
command_expect_no_note(void)
{
	char byte;

	ck_assert_int_eq(read(notes_fd, &byte, 1), -1);
	ck_assert_int_eq(errno, EAGAIN);
}

void
command_wait_gone(pid_t pid)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	ck_assert_int_gt(pid, 1);
	if (fd < 0) {
		ck_assert_int_eq(errno, ESRCH);
		return;
	}
	test_require(
	    test_wait(fd, POLLIN), "process %ld still runs", (long)pid);
	close(fd);
}

const char *
command_read(const char *name)
{
	return test_file_read(test_format("%s/%s", directory, name));
}
