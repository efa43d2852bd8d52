/* SPDX-License-Identifier: MIT */
/*
 * Two networks are apart, or one is within the other.  In the order of
 * network_compare() a network comes before all that are within it, so the last
 * one that is not after an address has the address, or the next one around it
 * that has it does.
 */

#include "chatd/net/access_list.h"

#include <stdlib.h>
#include <string.h>

/* What stands between networks. */
#define ACCESS_LIST_SEPARATORS " \t\r\n,"

/* It is around all of the others, and is not a row. */
#define ACCESS_LIST_OUTSIDE (-1)

struct access_row {
	struct network network;
	bool is_denied;
	int around; /* the index of the smallest network that has this one */
};

struct access_list {
	bool has_allowed;
	int count;
	struct access_row rows[]; /* in order, and each network once */
};

/* Take the next word off the front of *text; it is empty at the end. */
static struct slice
access_list_take_word(const char **text)
{
	struct slice word;

	*text += strspn(*text, ACCESS_LIST_SEPARATORS);
	word.bytes = *text;
	word.size = strcspn(*text, ACCESS_LIST_SEPARATORS);
	*text += word.size;
	return word;
}

struct slice
access_list_find_error(const char *text, char *meant)
{
	struct slice word;
	int count = 0;

	meant[0] = '\0';
	while ((word = access_list_take_word(&text)).size > 0) {
		struct network network;
		enum network_error error = network_parse(
		    word.bytes, word.size, &network);

		if (error == NETWORK_HAS_HOST)
			network_format(&network, meant);
		if (error != NETWORK_VALID ||
		    ++count > ACCESS_LIST_NETWORKS_MAX)
			return word;
	}
	return (struct slice){ 0 };
}

static size_t
access_list_count(const char *text)
{
	size_t count = 0;

	while (access_list_take_word(&text).size > 0)
		count++;
	return count;
}

static void
access_list_add(struct access_list *list, const char *text, bool is_denied)
{
	struct slice word;

	while ((word = access_list_take_word(&text)).size > 0) {
		struct access_row *row = &list->rows[list->count++];

		network_parse(word.bytes, word.size, &row->network);
		row->is_denied = is_denied;
	}
}

static int
access_list_compare_cb(const void *one, const void *other)
{
	const struct access_row *row = one, *other_row = other;

	return network_compare(&row->network, &other_row->network);
}

/* Leave one row of each network; if any of them is denied, it is. */
static void
access_list_merge(struct access_list *list)
{
	int count = 0;

	for (int i = 0; i < list->count; i++) {
		struct access_row *last = &list->rows[count - (count > 0)];

		if (count > 0 && network_compare(&last->network,
				     &list->rows[i].network) == 0)
			last->is_denied |= list->rows[i].is_denied;
		else
			list->rows[count++] = list->rows[i];
	}
	list->count = count;
}

/* Go outwards from row at until a network has the address. */
static int
access_list_climb(const struct access_list *list, int at,
    const struct network_address *address)
{
	while (at != ACCESS_LIST_OUTSIDE &&
	       !network_has(&list->rows[at].network, address))
		at = list->rows[at].around;
	return at;
}

struct access_list *
access_list_new(const char *allowed, const char *denied)
{
	size_t allowed_count = access_list_count(allowed);
	size_t count = allowed_count + access_list_count(denied);
	struct access_list *list = calloc(
	    1, sizeof(*list) + count * sizeof(list->rows[0]));

	if (list == NULL)
		return NULL;
	list->has_allowed = allowed_count > 0;
	access_list_add(list, allowed, false);
	access_list_add(list, denied, true);
	qsort(list->rows, (size_t)list->count, sizeof(list->rows[0]),
	    access_list_compare_cb);
	access_list_merge(list);
	for (int i = 0; i < list->count; i++)
		list->rows[i].around = access_list_climb(
		    list, i - 1, &list->rows[i].network.address);
	return list;
}

void
access_list_free(struct access_list *list)
{
	free(list);
}

enum access
access_list_find(
    const struct access_list *list, const struct network_address *address)
{
	const struct network single = { *address, NETWORK_SINGLE_BITS };
	int low = 0, high = list->count;

	/* Those before low are not after the address, those from high are. */
	while (low < high) {
		int middle = low + (high - low) / 2;

		if (network_compare(&list->rows[middle].network, &single) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	low = access_list_climb(list, low - 1, address);
	if (low == ACCESS_LIST_OUTSIDE)
		return ACCESS_UNSAID;
	return list->rows[low].is_denied ? ACCESS_DENIED : ACCESS_ALLOWED;
}

bool
access_list_admits(
    const struct access_list *list, const struct network_address *address)
{
	enum access found = access_list_find(list, address);

	return found == ACCESS_ALLOWED ||
	       (found == ACCESS_UNSAID && !list->has_allowed);
}
