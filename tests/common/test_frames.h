/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TEST_FRAMES_H
#define CHATD_TEST_FRAMES_H

/*
 * Frames of the framed protocol, written by a hand of their own: a test that
 * used the daemon's would only find that it agrees with itself.
 */

#include <stddef.h>

/*
 * Return the frames that lines say, in memory that the caller frees, and how
 * many bytes they have.  A frame is a line "name|text"; neither may hold a
 * newline or, the name, a bar.
 */
char *test_frames(const char *lines, size_t *size_r);

#endif
