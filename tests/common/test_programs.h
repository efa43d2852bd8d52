/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TEST_PROGRAMS_H
#define CHATD_TEST_PROGRAMS_H

/*
 * Where the programs under test are: in the build directory in which the
 * running test was built, or in the one that CHATD_TEST_BUILD in the
 * environment names, unless another variable of the environment names a
 * program.
 */

#include <stdbool.h>

/*
 * Return the path of the program that variable stands for: CHATD, CHATC,
 * CHATCTL, CHATD_BENCH, CHATD_FAULTY_DISK, CHATD_FAULTY_NETWORK,
 * CHATD_LATE_ENGINE or CHATC_OTHER_CLOCK; FAIL_MALLOC_LIBRARY stands for a
 * library.  It is the variable's value where it has one.  Where
 * CHATD_TEST_ENGINE is "late", CHATD stands for CHATD_LATE_ENGINE.  Fail, with
 * the command that builds it, if it is not there.  Like test_format()'s, the
 * path is freed at the end of the test.
 */
const char *test_program(const char *variable);

/*
 * Say whether the programs, or the test itself, are built with a sanitizer:
 * they are slower then, and their memory says little.
 */
bool test_is_sanitized(void);

/*
 * Return the path of this file of the source, such as "man/chatd.8": below
 * $srcdir, which "make check" sets, or else below what the build directory was
 * configured from.  Freed like the above.
 */
const char *test_source_file(const char *path);

#endif
