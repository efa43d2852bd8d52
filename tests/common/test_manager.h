/* SPDX-License-Identifier: MIT */
#ifndef CHATD_TEST_MANAGER_H
#define CHATD_TEST_MANAGER_H

/*
 * Playing the service manager that is notified (sd_notify(3)).  A test has one,
 * and each test runs in a process of its own.
 */

/*
 * Open the manager's socket, at an address that the kernel chooses.  Return
 * "NOTIFY_SOCKET=ADDRESS", for the environment of the process that is to find
 * it.
 */
const char *test_manager_open(void);

/* The manager's socket, to wait for. */
int test_manager_fd(void);

/* Return the next notification that has come, or NULL if there is none. */
const char *test_manager_receive(void);

#endif
