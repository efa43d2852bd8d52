/* SPDX-License-Identifier: MIT */
/* chatc between two pipes, up to the login and after the last line. */

#include "client/pipe_fixture.h"

#include <stddef.h>
#include <sysexits.h>

#include "client/client.h"
#include "client/server.h"

void
pipe_start(const char *name)
{
	const char *arguments[] = { server_target(name), NULL };

	client_start(arguments);
}

void
pipe_start_impatient(const char *name)
{
	const char *arguments[] = { "--timeout=300ms", server_target(name),
		NULL };

	client_start(arguments);
}

void
pipe_log_in(void)
{
	pipe_start("alice");
	server_accept();
	server_expect_in_one("HELLO-FROM alice\n");
	server_send("HELLO alice\n");
	client_expect(PIPE_LOGGED_IN);
}

void
pipe_leave(void)
{
	pipe_leave_with(EX_OK);
}

void
pipe_leave_with(int status)
{
	client_end_input();
	server_expect_end();
	server_hang_up();
	client_expect_exit(status);
}
