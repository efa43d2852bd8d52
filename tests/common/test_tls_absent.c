/* SPDX-License-Identifier: MIT */
/* Tests of a chatd without OpenSSL, of which none encrypts. */

#include "common/test_certificate.h"
#include "common/test_support.h"
#include "common/test_tls.h"

const char *
test_certificate_create(const struct test_certificate *wanted)
{
	(void)wanted;
	test_fail("built without OpenSSL");
}

const char *
test_certificate_create_usual(void)
{
	test_fail("built without OpenSSL");
}

int
test_tls_relay(int fd)
{
	(void)fd;
	test_fail("built without OpenSSL");
}
