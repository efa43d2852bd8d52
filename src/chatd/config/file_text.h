/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_TEXT_H
#define CHATD_CONFIG_TEXT_H

/*
 * The text of a configuration file, made fit for libConfuse.  Main thread.
 */

#include <stddef.h>
#include <sys/types.h>

/* No file that a person wrote comes near; bounds memory and time. */
#define CONFIG_TEXT_MAX_BYTES (1024 * 1024)

struct config_text {
	char *bytes; /* owned; NUL-terminated; without comments */
	size_t size; /* without the NUL */
	dev_t device;
	ino_t inode; /* with device: which file it is, whatever its path */
};

/* What is wrong with a file. */
struct config_text_error {
	unsigned int line; /* 0: the file as a whole */
	char reason[128];  /* printable */
};

/*
 * Read the file at path: text of at most CONFIG_TEXT_MAX_BYTES, strings and
 * comments closed.  Return 0 and fill *text_r, to be freed with
 * config_text_clear(); or -1 and fill *error_r.
 */
int config_text_read(const char *path, struct config_text *text_r,
    struct config_text_error *error_r);

/* Free what text owns. */
void config_text_clear(struct config_text *text);

#endif
