/* SPDX-License-Identifier: MIT */
#include "server/accounts_fixture.h"

#include <string.h>

#include "chatd/accounts/password.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/console_fixture.h"

static const char *path;

void
accounts_require_support(void)
{
	if (!password_is_supported())
		test_skip("chatd was built without accounts");
}

void
accounts_begin(void)
{
	path = test_format("%s/accounts", test_directory_create());
}

const char *
accounts_path(void)
{
	return path;
}

const char *
accounts_option(void)
{
	return test_format("accounts_file=%s", path);
}

const char *
accounts_rooms_option(void)
{
	return test_format("rooms_file=%s.rooms", path);
}

void
accounts_write(const char *text)
{
	test_file_write(path, text);
}

const char *
accounts_read(void)
{
	return test_file_read(path);
}

struct test_daemon *
accounts_start(const char *option, const char *other)
{
	return test_daemon_start_with("accounts=file", accounts_option(),
	    accounts_rooms_option(), console_option(), option, other, NULL);
}

struct test_daemon *
accounts_start_speaking(const char *protocols, const char *option)
{
	return test_daemon_start_speaking(protocols, "accounts=file",
	    accounts_option(), accounts_rooms_option(), console_option(),
	    option, NULL);
}

void
accounts_add(const char *name)
{
	console_tell_nodes(
	    test_format("account add %s " ACCOUNTS_PASSWORD, name),
	    "account list", test_format("\n%s\n", name));
}
