/* SPDX-License-Identifier: MIT */
/*
 * Files and FIFOs that tell a faulty network how its calls go.
 */

#include "server/network_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/test_daemon.h"
#include "common/test_programs.h"
#include "common/test_support.h"

static const char *faults;

void
network_use_faulty(void)
{
	faults = test_directory_create();
	setenv("CHATD", test_program("CHATD_FAULTY_NETWORK"), 1);
	setenv("FAULTY_NETWORK", faults, 1);
}

static const char *
call_path(const char *call, const char *end)
{
	return test_format("%s/%s%s", faults, call, end);
}

void
network_break(const char *call, int error)
{
	test_file_write(call_path(call, ""), test_format("%d", error));
}

void
network_mend(const char *call)
{
	ck_assert_int_eq(unlink(call_path(call, "")), 0);
}

void
network_wait_failed(struct test_daemon *daemon, const char *call)
{
	test_daemon_wait_log(
	    daemon, test_format("FAULTY_NETWORK: %s fails", call));
}

void
network_halt(const char *call)
{
	const char *whole = call_path(".", call);

	ck_assert_int_eq(mkfifo(whole, 0600), 0);
	/* The daemon may have become somebody else. */
	ck_assert_int_eq(chmod(whole, 0666), 0);
	ck_assert_int_eq(rename(whole, call_path(call, "")), 0);
}

void
network_wait_halted(struct test_daemon *daemon, const char *call)
{
	test_daemon_wait_log(
	    daemon, test_format("FAULTY_NETWORK: %s halts", call));
}

void
network_go_on(const char *call)
{
	const char *path = call_path(call, ".halted");
	/* Both ways, so that it need not wait for the other side. */
	int fd = open(path, O_RDWR | O_CLOEXEC);

	test_require(fd >= 0, "%s: %s", path, strerror(errno));
	/* Whoever opens it from now on need not wait either. */
	ck_assert_int_eq(unlink(path), 0);
	close(fd);
}
