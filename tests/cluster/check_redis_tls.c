/* SPDX-License-Identifier: MIT */
/*
 * A connection to Redis with TLS: whom chatd trusts, and whom Redis does.
 */

#include <string.h>

#include "chatd/tls/tls_trust.h"
#include "cluster/redis_client.h"
#include "cluster/redis_fixture.h"
#include "common/test_certificate.h"
#include "common/test_support.h"

static void
trust_free(void *trust)
{
	tls_trust_free(trust);
}

static struct tls_trust *
trust(const char *ca, const char *certificate)
{
	const struct tls_trust_files files = { ca, certificate, certificate };
	char error[TLS_TRUST_ERROR_BYTES];
	struct tls_trust *made = tls_trust_new(&files, error);

	test_require(made != NULL, "%s", error);
	test_defer(trust_free, made);
	return made;
}

static struct redis_client *
begin(const char *address, struct tls_trust *trusts)
{
	struct redis_client *client = redis_client_new(address);

	client->target.tls = trusts;
	redis_client_begin(client);
	return client;
}

START_TEST(a_certificate_that_is_trusted_lets_bytes_pass)
{
	const char *own = test_certificate_create_usual();
	struct redis_server *server = redis_start(
	    &(struct redis_spec){ .certificate = own });
	struct redis_client *client = begin(
	    redis_address(server), trust(own, NULL));
	const char *large = test_repeat('y', 3000000, "");

	redis_client_wait_ready(client, 1);
	redis_client_expect(client, "SET a 1", "OK");
	redis_client_expect(client, test_format("SET b %s", large), "OK");
	redis_client_expect(client, "STRLEN b", "3000000");
	for (int i = 0; i < 100; i++)
		redis_client_send(client, "INCR a");
	redis_client_expect(client, "GET a", "'101'");
	redis_client_expect(
	    client, "EVAL return#redis.call('GET','b') 0", "3000000");
	redis_kill(server);
	redis_client_wait_lost(client, 2);
	ck_assert_int_eq(client->why, REDIS_REFUSED);
	redis_restart(server, true);
	redis_client_wait_ready(client, 2);
	redis_client_expect(client, "GET a", "'101'");
}
END_TEST

START_TEST(large_replies_come_in_records)
{
	const char *own = test_certificate_create_usual();
	struct redis_server *server = redis_start(
	    &(struct redis_spec){ .certificate = own });
	struct redis_client *client = begin(
	    redis_address(server), trust(own, NULL));

	redis_client_wait_ready(client, 1);
	redis_client_expect(client, "SETRANGE a 2999999 x", "3000000");
	redis_client_send(client, "GET a");
	redis_client_send(client, "GET a");
	redis_client_wait_replies(client, client->asked);
	ck_assert_int_eq(client->lost, 0);
	redis_client_expect(client, "PING", "PONG");
}
END_TEST

static void
expect_distrust(struct redis_client *client, const char *words)
{
	redis_client_wait_lost(client, 2);
	ck_assert_int_eq(client->ready, 0);
	test_require(client->why == REDIS_DENIED &&
			 strstr(client->reason, words) != NULL,
	    "lost as %d: %s", client->why, client->reason);
}

START_TEST(a_certificate_of_somebody_else_is_not_trusted)
{
	struct redis_server *server = redis_start(&(struct redis_spec){
	    .certificate = test_certificate_create_usual() });

	expect_distrust(begin(redis_address(server),
			    trust(test_certificate_create_usual(), NULL)),
	    "certificate");
	expect_distrust(
	    begin(redis_address(server), trust(NULL, NULL)), "certificate");
}
END_TEST

START_TEST(a_certificate_for_another_host_is_not_trusted)
{
	const char *own = test_certificate_create(
	    &(struct test_certificate){ .name = "elsewhere.example" });
	struct redis_server *server = redis_start(
	    &(struct redis_spec){ .certificate = own });
	const char *port = strrchr(redis_address(server), ':');

	expect_distrust(
	    begin(test_format("localhost%s", port), trust(own, NULL)),
	    "hostname mismatch");
}
END_TEST

START_TEST(chatd_shows_a_certificate_where_one_is_wanted)
{
	const char *own = test_certificate_create_usual();
	const char *shown = test_certificate_create(
	    &(struct test_certificate){ .name = "chatd" });
	struct redis_server *server = redis_start(
	    &(struct redis_spec){ .certificate = own, .client_ca = shown });
	struct redis_client *client = begin(
	    redis_address(server), trust(own, shown));

	redis_client_wait_ready(client, 1);
	expect_distrust(begin(redis_address(server), trust(own, NULL)), "TLS");
}
END_TEST

START_TEST(a_server_without_tls_is_not_talked_to)
{
	struct redis_server *server = redis_start(
	    &(struct redis_spec){ .tcp = true });
	struct redis_client *client = begin(redis_address(server),
	    trust(test_certificate_create_usual(), NULL));

	client->target.timeout_ms = TEST_PATIENCE_MS;
	redis_client_wait_lost(client, 1);
	ck_assert_int_eq(client->ready, 0);
}
END_TEST

START_TEST(files_that_are_of_no_use_are_named)
{
	const char *nothing = test_file_create("x", 1);
	const char *own = test_certificate_create_usual();
	char error[TLS_TRUST_ERROR_BYTES];

	ck_assert_ptr_null(
	    tls_trust_new(&(struct tls_trust_files){ .ca = nothing }, error));
	test_require(strstr(error, nothing) != NULL, "%s", error);
	ck_assert_ptr_null(tls_trust_new(
	    &(struct tls_trust_files){ .ca = "/nonexistent/ca" }, error));
	test_require_equal(error, "/nonexistent/ca: No such file or directory");
	ck_assert_ptr_null(tls_trust_new(
	    &(struct tls_trust_files){ own, own, nothing }, error));
	test_require(strstr(error, nothing) != NULL, "%s", error);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_add(tests, a_certificate_that_is_trusted_lets_bytes_pass);
	test_cases_add(tests, large_replies_come_in_records);
	test_cases_add(tests, a_certificate_of_somebody_else_is_not_trusted);
	test_cases_add(tests, a_certificate_for_another_host_is_not_trusted);
	test_cases_add(tests, chatd_shows_a_certificate_where_one_is_wanted);
	test_cases_add(tests, a_server_without_tls_is_not_talked_to);
	test_cases_add(tests, files_that_are_of_no_use_are_named);
}
