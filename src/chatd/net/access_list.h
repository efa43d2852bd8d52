/* SPDX-License-Identifier: MIT */
#ifndef CHATD_ACCESS_LIST_H
#define CHATD_ACCESS_LIST_H

/*
 * Two lists of networks, those that are allowed and those that are denied, and
 * what they say about an address.  The most specific network that has the
 * address decides, and of equal ones the denied.
 *
 * A list is a text of networks (network.h) with blanks, newlines or commas
 * between them, ACCESS_LIST_NETWORKS_MAX at most.  A look-up costs a binary
 * search in both together and then a step for each network around the one that
 * was found, of which there are 128 at most.
 *
 * A list never changes; any thread may look in it.
 */

#include <stdbool.h>

#include "chatd/net/network.h"
#include "common/slice.h"

#define ACCESS_LIST_NETWORKS_MAX 1024

enum access {
	ACCESS_UNSAID, /* no network has the address */
	ACCESS_ALLOWED,
	ACCESS_DENIED,
};

struct access_list;

/*
 * Find what is wrong with a text: return the first word that is no network, or
 * one too many.  If it has a host, its network is written to meant, of
 * NETWORK_TEXT_BYTES; else that is "".  If nothing is wrong, return a slice
 * without bytes.
 */
struct slice access_list_find_error(const char *text, char *meant);

/*
 * Make a list of two texts with which nothing is wrong.  Return NULL if there
 * is no memory.
 */
struct access_list *access_list_new(const char *allowed, const char *denied);

/* Free list; NULL is allowed. */
void access_list_free(struct access_list *list);

/* Return what the networks say about an address. */
enum access access_list_find(
    const struct access_list *list, const struct network_address *address);

/*
 * Say whether the address may come in: if it is allowed or, where no network at
 * all is allowed, if it is not denied.
 */
bool access_list_admits(
    const struct access_list *list, const struct network_address *address);

#endif
