/* SPDX-License-Identifier: MIT */
/*
 * Handshakes byte by byte: however they are cut in two, and whichever byte of
 * them is another one.
 */

#include "common/test_certificate.h"
#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_support.h"
#include "server/metrics_fixture.h"
#include "server/tls_fixture.h"

static struct test_daemon *
start(const char *option)
{
	return test_daemon_start_with(METRICS_OPTION,
	    test_format("certificate=%s", test_certificate_create_usual()),
	    "tls=yes", option, NULL);
}

/* Shake hands, leave, and return how many bytes the handshake took. */
static size_t
shake_hands(const struct test_daemon *chatd, const struct tls_wish *wish)
{
	struct tls_client *client = tls_client_connect_as(chatd, wish);
	size_t sent = tls_client_count_sent(client);

	tls_client_finish(client);
	ck_assert(tls_client_ends(client));
	return sent;
}

static void
split_everywhere(int version)
{
	struct test_daemon *chatd = start(NULL);
	struct tls_wish wish = { .version = version };
	size_t size = shake_hands(chatd, &wish);

	for (wish.pause_after = 1; wish.pause_after < size; wish.pause_after++)
		shake_hands(chatd, &wish);
	metrics_await(metrics_connect(chatd),
	    "chatd_tls_handshakes_total{outcome=\"done\"}", (double)size);
}

START_TEST(it_may_be_cut_in_two_anywhere_1_2)
{
	split_everywhere(TLS1_2_VERSION);
}
END_TEST

START_TEST(it_may_be_cut_in_two_anywhere_1_3)
{
	split_everywhere(TLS1_3_VERSION);
}
END_TEST

/* ---- another byte -------------------------------------------------------- */

/* Signatures differ by some bytes in their lengths. */
#define SIZE_DIFFERS_BY 8

/*
 * In 1.2 the certificate of a client is sent as it is, so that this gets to all
 * that looks into it.
 */
START_TEST(no_byte_may_be_another_one)
{
	const char *authority = test_certificate_create(
	    &(struct test_certificate){ .name = "authority" });
	struct test_daemon *chatd = start(
	    test_format("client_ca=%s", authority));
	struct tls_wish wish = {
		.version = TLS1_2_VERSION,
		.certificate = test_certificate_create(
		    &(struct test_certificate){
			.name = "alice", .path = authority }),
	};
	size_t size = shake_hands(chatd, &wish);

	for (wish.spoil = 1; wish.spoil + SIZE_DIFFERS_BY < size; wish.spoil++)
		ck_assert(
		    !tls_client_shakes_hands(tls_client_new(chatd, 0, &wish)));
	test_daemon_require_log(chatd, 0, "logged in");
	wish.spoil = 0;
	shake_hands(chatd, &wish);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, it_may_be_cut_in_two_anywhere_1_2);
	test_cases_add(tests, it_may_be_cut_in_two_anywhere_1_3);
	test_cases_add(tests, no_byte_may_be_another_one);
}
