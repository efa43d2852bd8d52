/* SPDX-License-Identifier: MIT */
/* chatc on a pseudo-terminal, up to the login and after the last line. */

#include "client/terminal_fixture.h"

#include <string.h>
#include <sysexits.h>

#include "client/client.h"
#include "client/server.h"
#include "common/test_support.h"

void
terminal_start(const char *option, const char *name)
{
	const char *arguments[] = { option, server_target(name), NULL };

	client_start_on_terminal(arguments);
}

void
terminal_log_in_with(const char *option)
{
	terminal_start(option, "alice");
	server_accept();
	server_expect_in_one("HELLO-FROM alice\n");
	server_send("HELLO alice\n");
	client_expect_later("Successfully logged in as ");
	terminal_list("alice");
	client_expect_later("alice> ");
}

void
terminal_list(const char *names)
{
	server_expect_in_one("WHO\n");
	server_send("WHO-OK ");
	server_send(names);
	server_send("\n");
}

void
terminal_log_in(void)
{
	terminal_log_in_with("--no-color");
}

void
terminal_answer(void)
{
	server_send("SEND-OK\n");
	client_expect_later("The message was sent successfully");
}

void
terminal_leave(void)
{
	client_type("\004");
	server_expect_end();
	server_hang_up();
	client_expect_exit(EX_OK);
	ck_assert(client_terminal_is_restored());
}

void
terminal_require_seen(const char *bytes, bool want)
{
	test_require((strstr(client_seen(), bytes) != NULL) == want, "%s: %s",
	    want ? "not seen" : "seen", bytes);
}
