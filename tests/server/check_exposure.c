/* SPDX-License-Identifier: MIT */
/*
 * What the log warns of at the start: ports that are open to other machines.
 */

#include "common/test_certificate.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

#define OPEN " is open to other machines"

/* A line of how chatd is started, and what is warned of. */
struct row {
	const char *address, *tls, *accounts;
	const char *warning; /* NULL: nothing */
};

static const struct row rows[] = {
	{ "127.0.0.1", "no", "none", NULL },
	{ "0.0.0.0", "no", "none",
	    OPEN " without TLS, and names have no owners: see " },
#ifdef HAVE_OPENSSL
	{ "0.0.0.0", "yes", "none", OPEN ", and names have no owners: see " },
#endif
#ifdef HAVE_LIBCRYPT
	{ "0.0.0.0", "no", "file", OPEN " without TLS: see " },
#endif
#if defined(HAVE_OPENSSL) && defined(HAVE_LIBCRYPT)
	{ "0.0.0.0", "auto", "file", OPEN " without TLS: see " },
	{ "0.0.0.0", "yes", "file", NULL },
#endif
};

START_TEST(open_ports_are_warned_of_once)
{
	const struct row *row = &rows[_i];
	const char *directory = test_directory_create();
	struct test_daemon *chatd = test_daemon_start_with(
	    test_format("address=%s", row->address),
	    test_format("tls=%s", row->tls),
	    test_format("accounts=%s", row->accounts),
	    test_format("accounts_file=%s/accounts", directory),
	    test_format("rooms_file=%s/rooms", directory),
	    row->tls[0] == 'n' ? "log_level=info"
			       : test_format("certificate=%s",
				     test_certificate_create_usual()),
	    NULL);

	test_daemon_require_log(chatd, row->warning != NULL, "warning: ");
	if (row->warning != NULL)
		test_daemon_require_log(chatd, 1, row->warning);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, open_ports_are_warned_of_once, 0,
	    (int)(sizeof(rows) / sizeof(rows[0])));
}
