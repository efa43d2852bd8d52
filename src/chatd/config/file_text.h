/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_FILE_TEXT_H
#define CHATD_CONFIG_FILE_TEXT_H

/*
 * The text of a configuration file: it is read whole, and is known to be text
 * before any of it is obeyed.  Main thread.
 */

#include <stdbool.h>
#include <sys/types.h>

struct config_draft;

/* No file that a person wrote comes near it; it bounds memory and time. */
#define CONFIG_TEXT_MAX_BYTES (1024 * 1024)

struct config_text {
	char *path;  /* owned */
	char *bytes; /* owned; NUL-terminated */
	dev_t device;
	ino_t inode; /* with device: which file it is, whatever its path */
};

/*
 * Read the file at text->path, which the caller has set: text of at most
 * CONFIG_TEXT_MAX_BYTES that the scanner can read to its end.  Return false if
 * it cannot be had, and note why in draft; the message begins with prefix,
 * which says what asks for the file.  The caller frees text with
 * config_text_clear() in any case.
 */
bool config_text_read(
    struct config_text *text, struct config_draft *draft, const char *prefix);

/* Free what text owns. */
void config_text_clear(struct config_text *text);

#endif
