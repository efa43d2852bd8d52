/* SPDX-License-Identifier: MIT */
#ifndef CHATD_DROP_FIXTURE_H
#define CHATD_DROP_FIXTURE_H

/*
 * What the tests of the drop protocol have in common: looking at what is in a
 * directory that chatd files in, and clients that hand in texts.
 */

#include <stddef.h>
#include <stdint.h>

struct test_client;
struct test_daemon;

/*
 * Start chatd with a hello and a drop listener, filing in directory, and with
 * the options given as "OPTION=VALUE" up to NULL, at most four.
 */
struct test_daemon *drop_start(const char *directory, ...)
    __attribute__((sentinel));

/* Expect that chatd, told to file in directory, ends with this exit status. */
void drop_require_exit(const char *directory, int status);

struct test_client *drop_connect(const struct test_daemon *daemon);

/* Send the header of a text of this many lines, or a whole text. */
void drop_send_header(struct test_client *client, uint32_t lines);
void drop_send_text(
    struct test_client *client, uint32_t lines, const char *text);

/* Count the files below directory, those that are being written too. */
size_t drop_count_files(const char *directory);

/* Return the path of the index-th folder, in order of name. */
const char *drop_folder(const char *directory, size_t index);

/* Expect a plain file of this text and of mode 0640 at directory/name. */
void drop_require_file(
    const char *directory, const char *name, const char *text);

#endif
