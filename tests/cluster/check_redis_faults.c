/* SPDX-License-Identifier: MIT */
/*
 * Whatever listens in the server's place, chatd hangs up on what is no reply,
 * and holds no more of it than it must.
 */

#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "cluster/redis_client.h"
#include "cluster/redis_fixture.h"
#include "cluster/redis_impostor.h"
#include "common/test_process.h"
#include "common/test_support.h"

static struct redis_client *
meet(struct impostor *impostor)
{
	struct redis_client *client;

	if (impostor->size == 0)
		impostor->size = strlen(impostor->bytes);
	client = redis_client_new(impostor_start(impostor));
	redis_client_begin(client);
	return client;
}

/* Meet one that is believed, and then says something else. */
static struct redis_client *
meet_and_believe(struct impostor *impostor, const char *more, size_t size)
{
	const size_t greeting = sizeof(IMPOSTOR_GREETING) - 1;
	char *bytes = test_repeat(' ', greeting + size, "");

	memcpy(bytes, IMPOSTOR_GREETING, greeting);
	memcpy(bytes + greeting, more, size);
	impostor->bytes = bytes;
	impostor->size = greeting + size;
	return meet(impostor);
}

static void
expect_loss(struct redis_client *client, enum redis_loss why, const char *words)
{
	redis_client_wait_lost(client, 1);
	test_require(client->why == why && strstr(client->reason, words),
	    "lost as %d: %s", client->why, client->reason);
}

START_TEST(what_is_no_reply_ends_the_connection)
{
	static const char *const nonsense[] = {
		"HTTP/1.1 400 Bad Request\r\n\r\n",
		"\r\n\r\n",
		"220 mail.example ESMTP\r\n",
		"$-2\r\n",
		"$9223372036854775808\r\n",
		":12a\r\n",
		"*-2\r\n",
		"*2147483648\r\n",
		"%1\r\n+a\r\n+b\r\n",
	};
	struct impostor impostor = { .bytes = nonsense[_i], .piece = 1 };

	expect_loss(meet(&impostor), REDIS_FAULTY, "no reply");
}
END_TEST

START_TEST(a_greeting_may_come_byte_by_byte)
{
	struct impostor impostor = { .bytes = IMPOSTOR_GREETING, .piece = 1 };
	struct redis_client *client = meet(&impostor);

	redis_client_wait_ready(client, 1);
	ck_assert_int_eq(client->lost, 0);
}
END_TEST

START_TEST(answers_to_other_questions_end_the_connection)
{
	static const char *const answers[] = {
		":1\r\n",
		"*1\r\n+OK\r\n",
		"+OK\r\n+master\r\n",
		"+OK\r\n*0\r\n",
		"+OK\r\n*1\r\n$6\r\nmaster\r\n+OK\r\n",
		"+OK\r\n*1\r\n$6\r\nmaster\r\n$-1\r\n",
	};
	struct impostor impostor = { .bytes = answers[_i] };

	expect_loss(meet(&impostor), REDIS_FAULTY, "none to what was asked");
}
END_TEST

START_TEST(a_server_that_cannot_serve_yet_is_no_worse_than_none)
{
	struct impostor impostor = {
		.bytes = "+OK\r\n*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n"
			 "-LOADING Redis is loading the dataset in memory\r\n"
	};

	expect_loss(meet(&impostor), REDIS_REFUSED, "LOADING");
}
END_TEST

START_TEST(an_answer_to_nothing_ends_the_connection)
{
	struct impostor impostor = { .hangs_up = false };
	struct redis_client *client = meet_and_believe(&impostor, "+OK\r\n", 5);

	expect_loss(client, REDIS_FAULTY, "not asked");
	ck_assert_int_eq(client->ready, 1);
}
END_TEST

/* Nobody has subscribed, so this is an answer, and to nothing. */
START_TEST(what_is_published_unasked_ends_the_connection)
{
	static const char message[] =
	    "*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nb\r\n";
	struct impostor impostor = { .hangs_up = false };

	expect_loss(meet_and_believe(&impostor, message, sizeof(message) - 1),
	    REDIS_FAULTY, "not asked");
}
END_TEST

START_TEST(an_end_within_a_reply_is_one)
{
	struct impostor impostor = { .hangs_up = true };

	expect_loss(meet_and_believe(&impostor, "$100\r\nabc", 9),
	    REDIS_REFUSED, "ended");
}
END_TEST

/* ---- too much ------------------------------------------------------------ */

START_TEST(a_reply_that_is_too_large_ends_the_connection)
{
	struct impostor impostor = { .hangs_up = false };
	const size_t size = 4 * REDIS_REPLY_BYTES_MAX;
	char *large = test_repeat('x', size, "");
	struct redis_client *client;
	long before;

	memcpy(large, "$536870911\r\n", 12);
	client = meet_and_believe(&impostor, large, size);
	before = test_process_private_kib(getpid());
	expect_loss(client, REDIS_FAULTY, "too large");
	/* It has not been held twice, nor any of what came after. */
	if (!test_is_sanitized())
		ck_assert_int_lt(test_process_private_kib(getpid()) - before,
		    3 * REDIS_REPLY_BYTES_MAX / 1024);
}
END_TEST

START_TEST(an_array_takes_no_memory_for_what_it_only_announces)
{
	static const char *const arrays[] = {
		"*2147483647\r\n",
		"*262145\r\n",
		"*2\r\n*262144\r\n",
		"*1\r\n*1\r\n*1\r\n*1\r\n*262141\r\n",
	};
	struct impostor impostor = { .bytes = arrays[_i] };

	expect_loss(meet(&impostor), REDIS_FAULTY, "too many elements");
}
END_TEST

START_TEST(arrays_are_nested_seven_deep_at_most)
{
	struct impostor impostor = { .bytes = test_repeat_text("*1\r\n", 100) };

	expect_loss(meet(&impostor), REDIS_FAULTY, "no reply");
}
END_TEST

/* Who accepts and hangs up at once is tried less and less often. */
START_TEST(a_server_that_drops_everybody_is_given_rest)
{
	struct impostor impostor = { .bytes = IMPOSTOR_GREETING,
		.hangs_up = true };
	struct redis_client *client = meet(&impostor);

	redis_client_wait_lost(client, 7);
	ck_assert_int_eq(client->ready, 7);
	ck_assert_uint_eq(impostor_count(), 7);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	redis_require();
	test_cases_add_loop(tests, what_is_no_reply_ends_the_connection, 0, 9);
	test_cases_add(tests, a_greeting_may_come_byte_by_byte);
	test_cases_add_loop(
	    tests, answers_to_other_questions_end_the_connection, 0, 6);
	test_cases_add(
	    tests, a_server_that_cannot_serve_yet_is_no_worse_than_none);
	test_cases_add(tests, an_answer_to_nothing_ends_the_connection);
	test_cases_add(tests, what_is_published_unasked_ends_the_connection);
	test_cases_add(tests, an_end_within_a_reply_is_one);
	test_cases_add(tests, a_reply_that_is_too_large_ends_the_connection);
	test_cases_add_loop(
	    tests, an_array_takes_no_memory_for_what_it_only_announces, 0, 4);
	test_cases_add(tests, arrays_are_nested_seven_deep_at_most);
	test_cases_add(tests, a_server_that_drops_everybody_is_given_rest);
}
