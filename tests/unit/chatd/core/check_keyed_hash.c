/* SPDX-License-Identifier: MIT */
/* The vectors of the paper on SipHash, and what is shown in place of addresses.
 */

#include "chatd/core/keyed_hash.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <string.h>

#include "chatd/core/cloak.h"
#include "chatd/core/peer.h"
#include "unit/unit.h"

/* The key is 00 01 02 ..., and so is the text, of so many bytes. */
static const struct {
	size_t size;
	uint64_t hash;
} vectors[] = {
	{ 0, UINT64_C(0x726fdb47dd0e0e31) },
	{ 1, UINT64_C(0x74f839c593dc67fd) },
	{ 7, UINT64_C(0xab0200f58b01d137) },
	{ 8, UINT64_C(0x93f5f5799a932462) },
	{ 15, UINT64_C(0xa129ca6149be45e5) },
	{ 16, UINT64_C(0x3f2acc7f57c29bdb) },
	{ 63, UINT64_C(0x958a324ceb064572) },
};

START_TEST(hashes_are_those_of_the_paper)
{
	unsigned char key[KEYED_HASH_KEY_BYTES];
	char text[64];

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)i;
	memcpy(key, text, sizeof(key));
	ck_assert_uint_eq(
	    keyed_hash(key, (struct slice){ text, vectors[_i].size }),
	    vectors[_i].hash);
}
END_TEST

static struct peer
peer_at(const char *address)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = 1 };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = 1 };

	if (inet_pton(AF_INET, address, &in.sin_addr) == 1)
		return peer_make(-1, (const struct sockaddr *)&in);
	ck_assert_int_eq(inet_pton(AF_INET6, address, &in6.sin6_addr), 1);
	return peer_make(-1, (const struct sockaddr *)&in6);
}

static bool
look_alike(const char *one, const char *other)
{
	static const struct cloak_key key = { "0123456789abcdef" };
	struct peer peers[] = { peer_at(one), peer_at(other) };
	char rooms[2][CLOAK_BYTES];

	return slice_equals(cloak_write(&key, &peers[0], rooms[0]),
	    cloak_write(&key, &peers[1], rooms[1]));
}

START_TEST(a_cloak_is_that_of_an_address)
{
	ck_assert(look_alike("192.0.2.7", "192.0.2.7"));
	ck_assert(!look_alike("192.0.2.7", "192.0.2.8"));
	ck_assert(look_alike("2001:db8::7", "2001:db8::8:1"));
	ck_assert(!look_alike("2001:db8::7", "2001:db8:0:1::7"));
}
END_TEST

START_TEST(a_cloak_shows_no_address)
{
	static const struct cloak_key keys[] = { { "0123456789abcdef" },
		{ "0123456789abcdeg" } };
	struct peer peer = peer_at("192.0.2.7");
	struct peer local = peer_at("127.0.0.1");
	char rooms[2][CLOAK_BYTES];
	struct slice cloak = cloak_write(&keys[0], &peer, rooms[0]);

	ck_assert_uint_eq(cloak.size, CLOAK_BYTES);
	ck_assert_int_eq(memcmp(cloak.bytes + 10, ".chatd", 6), 0);
	ck_assert(!slice_equals(cloak, cloak_write(&keys[1], &peer, rooms[1])));
	ck_assert(slice_is(cloak_write(&keys[0], &local, rooms[1]), "chatd"));
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, hashes_are_those_of_the_paper, 0,
	    (int)(sizeof(vectors) / sizeof(vectors[0])));
	test_cases_add(tests, a_cloak_is_that_of_an_address);
	test_cases_add(tests, a_cloak_shows_no_address);
}
