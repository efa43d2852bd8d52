/* SPDX-License-Identifier: MIT */
/*
 * Out of memory in the middle of a handshake, or of what is said behind it: the
 * one who asked may be lost, and nobody else.  The client has no failing
 * allocator, only the daemon.
 */

#include <signal.h>
#include <stdlib.h>

#include "common/test_certificate.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/memory_fixture.h"
#include "server/tls_fixture.h"

/* More requests for memory than a handshake and a few lines make. */
#define ENOUGH 3000

static struct test_daemon *chatd;

static void
start(void)
{
	memory_prepare();
	chatd = test_daemon_start_with("tls=yes", "workers=1", "name_grace=0",
	    test_format("certificate=%s", test_certificate_create_usual()),
	    NULL);
	memory_release();
}

/* Connect, log in, talk and leave; what becomes of it does not matter. */
static void
try_to_talk(int version)
{
	struct tls_client *client = tls_client_new(
	    chatd, 0, &(struct tls_wish){ .version = version });

	if (tls_client_shakes_hands(client)) {
		tls_client_send(client,
		    "HELLO-FROM bob\nSEND bob hi\nSEND alice hi\nWHO\n");
		tls_client_finish(client);
	}
	(void)tls_client_ends(client);
}

START_TEST(others_go_on)
{
	int version = _i == 0 ? TLS1_2_VERSION : TLS1_3_VERSION;
	struct tls_client *alice;
	int number = 0;

	start();
	alice = tls_client_login(chatd, "alice");
	/* What is made once and for all has been made then. */
	try_to_talk(version);
	do {
		test_require(++number < ENOUGH, "it always fails");
		memory_fail_request(number);
		try_to_talk(version);
	} while (memory_has_failed());
	memory_spare();
	tls_client_send(alice, "NO-SUCH-VERB\n");
	test_require(number > 100, "only %d requests", number);
	tls_client_login(chatd, "carol");
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, others_go_on, 0, 2);
}
