/* SPDX-License-Identifier: MIT */
#ifndef CHATD_STORE_FIXTURE_H
#define CHATD_STORE_FIXTURE_H

/*
 * What the tests of the store have in common: a directory, in which each test
 * runs, and a store there.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/storage/store.h"

/* What the texts of a store may take. */
#define STORE_FIXTURE_BYTES (10 * STORE_BLOCK_BYTES)
#define STORE_FIXTURE_FILES 4

/* Make the directory and go there; leave it and remove it. */
void store_fixture_set_up(void);
void store_fixture_tear_down(void);

/* Return the path of the directory. */
const char *store_fixture_directory(void);

/* Open a store there. */
struct store *store_fixture_open_store(bool is_shared);

/* File a whole text. */
void store_fixture_keep_text(
    struct store *store, struct store_sender *sender, const char *text);

/* Make a file of this many bytes, which takes none of the disk. */
void store_fixture_write_file(const char *path, size_t size);

#endif
