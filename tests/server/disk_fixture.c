/* SPDX-License-Identifier: MIT */
/*
 * Files and FIFOs that tell a faulty disk how its calls go.
 */

#include "server/disk_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/test_programs.h"
#include "common/test_support.h"

static const char *faults;

void
disk_use_faulty(void)
{
	faults = test_directory_create();
	setenv("CHATD", test_program("CHATD_FAULTY_DISK"), 1);
	setenv("FAULTY_DISK", faults, 1);
}

static const char *
call_path(const char *call)
{
	return test_format("%s/%s", faults, call);
}

void
disk_break(const char *call, int error)
{
	test_file_write(call_path(call), test_format("%d", error));
}

void
disk_mend(const char *call)
{
	ck_assert_int_eq(unlink(call_path(call)), 0);
}

void
disk_halt(const char *call)
{
	const char *path = call_path(call);

	ck_assert_int_eq(mkfifo(path, 0600), 0);
	/* The daemon may have become somebody else. */
	ck_assert_int_eq(chmod(path, 0666), 0);
}

void
disk_go_on(const char *call)
{
	const char *path = call_path(call);

	/* It stays open for stragglers. */
	test_require(open(path, O_WRONLY | O_CLOEXEC) >= 0, "%s: %s", path,
	    strerror(errno));
	ck_assert_int_eq(unlink(path), 0);
}
