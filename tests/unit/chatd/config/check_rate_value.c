/* SPDX-License-Identifier: MIT */
/* Options that are rates, as a file has them. */

#include "chatd/config/config.h"
#include "unit/chatd/config/config_fixture.h"
#include "unit/unit.h"

START_TEST(leaves_them_to_chatd_unless_told)
{
	struct config *config = config_fixture_accept("");

	ck_assert_uint_eq(config->message_rate, RATE_AUTO);
	ck_assert_uint_eq(config->byte_rate, RATE_AUTO);
	ck_assert_uint_eq(config->limits.rates.requests.burst, 50);
	ck_assert_uint_eq(config->limits.rates.bytes.burst, 262144);
	config_free(config);
}
END_TEST

START_TEST(reads_rates)
{
	struct config *config = config_fixture_accept("message_rate = 90/min\n"
						      "byte_rate = 1KiB/s\n");

	ck_assert_uint_eq(config->message_rate, 90);
	ck_assert_uint_eq(config->byte_rate, 61440);
	config_free(config);
	config = config_fixture_accept("message_rate = 0\nbyte_rate = Auto\n");
	ck_assert_uint_eq(config->message_rate, 0);
	ck_assert_uint_eq(config->byte_rate, RATE_AUTO);
	config_free(config);
	config = config_fixture_accept(
	    "message_rate = 100000/s\nbyte_rate = 1GiB/s\n");
	ck_assert_uint_eq(config->message_rate, UINT64_C(6000000));
	ck_assert_uint_eq(config->byte_rate, UINT64_C(60) << 30);
	config_free(config);
}
END_TEST

START_TEST(refuses_what_is_none_and_says_why)
{
	config_fixture_refuse("message_rate = 1KiB/s",
	    "chatd.conf:1: message_rate: found \"1KiB/s\", want auto or a rate "
	    "from 0 to 100000/s\n");
	config_fixture_refuse("message_rate = 100001",
	    "chatd.conf:1: message_rate: found \"100001\", want auto or a rate "
	    "from 0 to 100000/s\n");
	config_fixture_refuse("byte_rate = 2GiB/s",
	    "chatd.conf:1: byte_rate: found \"2GiB/s\", want auto or a rate "
	    "from 0 to 1GiB/s\n");
	config_fixture_refuse("byte_rate = automatic",
	    "chatd.conf:1: byte_rate: found \"automatic\", want auto or a rate "
	    "from 0 to 1GiB/s\n");
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	config_fixture_add(tests);
	test_cases_add(tests, leaves_them_to_chatd_unless_told);
	test_cases_add(tests, reads_rates);
	test_cases_add(tests, refuses_what_is_none_and_says_why);
}
