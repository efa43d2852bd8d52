/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODEL_LETTER_H
#define CHATD_MODEL_LETTER_H

/*
 * The texts that are sent: each names its sender and its number, and the rest
 * of it follows from these.  So whoever receives one knows what it must be, to
 * the byte.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/slice.h"

/* No letter is as long as this, its NUL included. */
#define LETTER_SPACE 2400

/* Write the letter of about size bytes to text, which has LETTER_SPACE. */
void letter_write(char *text, uint32_t session, uint32_t number, uint32_t size);

/* Read whose letter text is; return false if it is none, or damaged. */
bool letter_read(struct slice text, uint32_t *session_r, uint32_t *number_r);

#endif
