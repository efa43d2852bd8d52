/* SPDX-License-Identifier: MIT */
/* Networks as text and as values, and which of many decides about an address.
 */

#include "chatd/net/access_list.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/unit.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* Random lists that are held against the rule, and addresses for each. */
#define RANDOM_LISTS     300
#define RANDOM_ADDRESSES 100
#define RANDOM_NETWORKS  40

static struct network_address
address_of(const char *text)
{
	struct network network;

	ck_assert_int_eq(
	    network_parse(text, strlen(text), &network), NETWORK_VALID);
	ck_assert_uint_eq(network.bits, NETWORK_SINGLE_BITS);
	return network.address;
}

/* ---- networks ------------------------------------------------------------ */

struct text {
	const char *text;
	const char *formatted;
	enum network_error error;
};

static const struct text texts[] = {
	{ "192.0.2.0/24", "192.0.2.0/24", NETWORK_VALID },
	{ "192.0.2.7", "192.0.2.7", NETWORK_VALID },
	{ "192.0.2.7/32", "192.0.2.7", NETWORK_VALID },
	{ "0.0.0.0/0", "0.0.0.0/0", NETWORK_VALID },
	{ "2001:DB8::/32", "2001:db8::/32", NETWORK_VALID },
	{ "2001:db8::1", "2001:db8::1", NETWORK_VALID },
	{ "::/0", "::/0", NETWORK_VALID },
	{ "::ffff:192.0.2.0/120", "192.0.2.0/24", NETWORK_VALID },
	{ "::ffff:192.0.2.7", "192.0.2.7", NETWORK_VALID },
	{ "::ffff:0:0/96", "0.0.0.0/0", NETWORK_VALID },
	{ "192.0.2.1/24", "192.0.2.0/24", NETWORK_HAS_HOST },
	{ "255.255.255.255/1", "128.0.0.0/1", NETWORK_HAS_HOST },
	{ "2001:db8::1/127", "2001:db8::/127", NETWORK_HAS_HOST },
	{ "2001:db8:8000::/32", "2001:db8::/32", NETWORK_HAS_HOST },
	{ "1.2.3.4/0", "0.0.0.0/0", NETWORK_HAS_HOST },
	{ "192.0.2.0/33", NULL, NETWORK_MALFORMED },
	{ "192.0.2.0/", NULL, NETWORK_MALFORMED },
	{ "192.0.2.0/-1", NULL, NETWORK_MALFORMED },
	{ "192.0.2.0/ 24", NULL, NETWORK_MALFORMED },
	{ "192.0.2.0/24/24", NULL, NETWORK_MALFORMED },
	{ "192.0.2.0/0024", NULL, NETWORK_MALFORMED },
	{ "192.0.2/24", NULL, NETWORK_MALFORMED },
	{ "2001:db8::/129", NULL, NETWORK_MALFORMED },
	{ "fe80::1%lo", NULL, NETWORK_MALFORMED },
	{ "[2001:db8::1]", NULL, NETWORK_MALFORMED },
	{ "localhost", NULL, NETWORK_MALFORMED },
	{ "/24", NULL, NETWORK_MALFORMED },
	{ "", NULL, NETWORK_MALFORMED },
	{ "0000000000000000000000000000000000000000000000000000000000000000",
	    NULL, NETWORK_MALFORMED },
};

START_TEST(a_text_is_a_network_or_it_is_not)
{
	const struct text *row = &texts[_i];
	struct network network;
	char formatted[NETWORK_TEXT_BYTES];

	ck_assert_int_eq(
	    network_parse(row->text, strlen(row->text), &network), row->error);
	if (row->formatted != NULL)
		ck_assert_str_eq(
		    network_format(&network, formatted), row->formatted);
}
END_TEST

START_TEST(a_network_ends_where_its_text_does)
{
	struct network network;

	ck_assert_int_eq(
	    network_parse("192.0.2.0/245", 12, &network), NETWORK_VALID);
	ck_assert_uint_eq(network.bits, 120);
	ck_assert_int_eq(
	    network_parse("192.0.2.0\0/24", 13, &network), NETWORK_MALFORMED);
}
END_TEST

START_TEST(peers_have_addresses_unless_they_are_on_this_machine)
{
	const struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_port = htons(5378),
		.sin_addr.s_addr = htonl(0xc0000207) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
		.sin6_port = htons(5378) };
	const struct sockaddr local = { .sa_family = AF_UNIX };
	const struct network_address wanted = address_of("192.0.2.7");
	struct network_address address;

	ck_assert(network_address_of((const struct sockaddr *)&in, &address));
	ck_assert_mem_eq(&address, &wanted, sizeof(address));
	inet_pton(AF_INET6, "::ffff:192.0.2.7", &in6.sin6_addr);
	ck_assert(network_address_of((const struct sockaddr *)&in6, &address));
	ck_assert_mem_eq(&address, &wanted, sizeof(address));
	ck_assert(!network_address_of(&local, &address));
}
END_TEST

/* ---- lists --------------------------------------------------------------- */

struct decision {
	const char *allow, *deny, *address;
	bool is_admitted;
};

static const struct decision decisions[] = {
	/* Nothing is said. */
	{ "", "", "192.0.2.7", true },
	{ "", "", "2001:db8::1", true },
	/* Only denied networks: all others are let in. */
	{ "", "192.0.2.0/24", "192.0.2.255", false },
	{ "", "192.0.2.0/24", "192.0.3.0", true },
	{ "", "192.0.2.0/24", "192.0.1.255", true },
	{ "", "192.0.2.0/24", "2001:db8::1", true },
	/* An allowed network: all others are not. */
	{ "192.0.2.0/24", "", "192.0.2.0", true },
	{ "192.0.2.0/24", "", "192.0.3.1", false },
	{ "192.0.2.0/24", "", "::1", false },
	/* The most specific decides, in whichever list it is. */
	{ "192.0.2.7", "192.0.2.0/24", "192.0.2.7", true },
	{ "192.0.2.7", "192.0.2.0/24", "192.0.2.8", false },
	{ "192.0.2.0/24", "192.0.2.7", "192.0.2.7", false },
	{ "192.0.2.0/24", "192.0.2.7", "192.0.2.8", true },
	{ "10.0.0.0/8 10.1.2.0/24", "10.1.0.0/16", "10.1.2.3", true },
	{ "10.0.0.0/8 10.1.2.0/24", "10.1.0.0/16", "10.1.3.3", false },
	{ "10.0.0.0/8 10.1.2.0/24", "10.1.0.0/16", "10.2.0.0", true },
	{ "10.0.0.0/8 10.1.2.0/24", "10.1.0.0/16", "11.0.0.0", false },
	/* Of equals the denied does, however often each is there. */
	{ "192.0.2.0/24", "192.0.2.0/24", "192.0.2.7", false },
	{ "192.0.2.7 192.0.2.7", "192.0.2.7/32", "192.0.2.7", false },
	{ "192.0.2.7 192.0.2.7", "", "192.0.2.7", true },
	/* IPv4 by the way of IPv6 is IPv4, and only that. */
	{ "", "::ffff:192.0.2.0/120", "192.0.2.7", false },
	{ "::ffff:192.0.2.7", "0.0.0.0/0", "192.0.2.7", true },
	{ "", "::/0", "192.0.2.7", true },
	{ "", "::/0", "2001:db8::1", false },
	{ "", "0.0.0.0/0", "2001:db8::1", true },
	{ "", "::/0 0.0.0.0/0", "192.0.2.7", false },
	{ "2001:db8::/32", "2001:db8:1::/48", "2001:db8:1::5", false },
	{ "2001:db8::/32", "2001:db8:1::/48", "2001:db8:2::5", true },
	/* What stands between networks. */
	{ "192.0.2.1,192.0.2.2, 192.0.2.3\n192.0.2.4 ,\t", "", "192.0.2.4",
	    true },
	{ " , \n", "", "192.0.2.4", true },
};

START_TEST(the_most_specific_network_decides)
{
	const struct decision *row = &decisions[_i];
	struct access_list *list = access_list_new(row->allow, row->deny);
	const struct network_address address = address_of(row->address);

	ck_assert_ptr_nonnull(list);
	ck_assert_int_eq(access_list_admits(list, &address), row->is_admitted);
	access_list_free(list);
}
END_TEST

/* A random network, among few enough to be within and beside each other. */
static void
make_network(char *text)
{
	struct network network = { { { 0 } }, 0 };
	bool is_ipv4 = rand() % 2 == 0;

	if (is_ipv4)
		network.address = address_of("10.0.0.0");
	for (int i = 12; i < 16; i++)
		network.address.bytes[i] = (uint8_t)(rand() % 4 * 64);
	network.bits = (uint8_t)(is_ipv4 ? 96 + rand() % 33 : rand() % 129);
	network_address_cut(&network.address, network.bits);
	network_format(&network, text);
}

static void
make_text(char *text, size_t size, int count)
{
	size_t used = 0;

	text[0] = '\0';
	for (int i = 0; i < count; i++) {
		char network[NETWORK_TEXT_BYTES];

		make_network(network);
		used += (size_t)snprintf(
		    text + used, size - used, "%s ", network);
	}
}

/* Look at each network: the rule as the manual has it. */
static int
find_longest(const char *text, const struct network_address *address)
{
	char copy[RANDOM_NETWORKS * NETWORK_TEXT_BYTES];
	int longest = -1;

	snprintf(copy, sizeof(copy), "%s", text);
	for (char *word = strtok(copy, " "); word != NULL;
	     word = strtok(NULL, " ")) {
		struct network network;

		network_parse(word, strlen(word), &network);
		if (network_has(&network, address) && network.bits > longest)
			longest = network.bits;
	}
	return longest;
}

START_TEST(a_look_up_finds_what_looking_at_each_network_finds)
{
	char allow[RANDOM_NETWORKS * NETWORK_TEXT_BYTES];
	char deny[RANDOM_NETWORKS * NETWORK_TEXT_BYTES];

	srand(1);
	for (int i = 0; i < RANDOM_LISTS; i++) {
		struct access_list *list;

		make_text(allow, sizeof(allow), rand() % RANDOM_NETWORKS);
		make_text(deny, sizeof(deny), rand() % RANDOM_NETWORKS);
		list = access_list_new(allow, deny);
		for (int j = 0; j < RANDOM_ADDRESSES; j++) {
			struct network_address address = address_of(
			    rand() % 2 == 0 ? "10.0.0.0" : "::");
			int allowed, denied;

			for (int k = 12; k < 16; k++)
				address.bytes[k] = (uint8_t)(rand() % 8 * 32);
			allowed = find_longest(allow, &address);
			denied = find_longest(deny, &address);
			ck_assert_int_eq(access_list_find(list, &address),
			    denied == -1 && allowed == -1 ? ACCESS_UNSAID
			    : denied >= allowed           ? ACCESS_DENIED
							  : ACCESS_ALLOWED);
		}
		access_list_free(list);
	}
}
END_TEST

static void
require_error(const char *text, const char *word, const char *meant)
{
	char found_meant[NETWORK_TEXT_BYTES];
	struct slice found = access_list_find_error(text, found_meant);

	ck_assert_str_eq(found_meant, meant);
	ck_assert_uint_eq(found.size, strlen(word));
	ck_assert_mem_eq(found.bytes, word, found.size);
}

START_TEST(the_first_bad_word_is_named)
{
	char meant[NETWORK_TEXT_BYTES];

	require_error("192.0.2.1 x y", "x", "");
	require_error("192.0.2.1,192.0.2.1/24", "192.0.2.1/24", "192.0.2.0/24");
	require_error("::1/64 x", "::1/64", "::/64");
	ck_assert_uint_eq(access_list_find_error("", meant).size, 0);
	ck_assert_uint_eq(
	    access_list_find_error("::1, 192.0.2.1", meant).size, 0);
	ck_assert_str_eq(meant, "");
}
END_TEST

START_TEST(a_list_has_a_most_of_networks)
{
	char text[(ACCESS_LIST_NETWORKS_MAX + 1) * 4 + 1] = "";
	char meant[NETWORK_TEXT_BYTES];

	for (int i = 0; i < ACCESS_LIST_NETWORKS_MAX; i++)
		memcpy(text + i * 4, "::1 ", 5);
	ck_assert_uint_eq(access_list_find_error(text, meant).size, 0);
	memcpy(text + ACCESS_LIST_NETWORKS_MAX * 4, "::2", 4);
	require_error(text, "::2", "");
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(
	    tests, a_text_is_a_network_or_it_is_not, 0, COUNT(texts));
	test_cases_add(tests, a_network_ends_where_its_text_does);
	test_cases_add(
	    tests, peers_have_addresses_unless_they_are_on_this_machine);
	test_cases_add_loop(
	    tests, the_most_specific_network_decides, 0, COUNT(decisions));
	test_cases_add(
	    tests, a_look_up_finds_what_looking_at_each_network_finds);
	test_cases_add(tests, the_first_bad_word_is_named);
	test_cases_add(tests, a_list_has_a_most_of_networks);
}
