/* SPDX-License-Identifier: MIT */
#ifndef CHATD_AUTH_COMMAND_H
#define CHATD_AUTH_COMMAND_H

/*
 * Whether a password is right, as a program of the operator's says: exit status
 * 0 is right and 1 is wrong.  By anything else, as a signal, the program cannot
 * tell; and what takes too long is killed.
 *
 * Whoever asks waits for the answer, so as many programs run at once as there
 * are threads that ask.  The log has one line every 10 seconds at most about
 * programs that could not tell, and one about what others have said.
 */

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "chatd/accounts/password.h"
#include "common/log_rate.h"
#include "common/slice.h"

struct auth_command {
	char *path;          /* NULL: not started */
	uint64_t timeout_ms; /* for one password */
	int ending_fd;       /* readable once it ends; -1: not started */

	pthread_mutex_t lock; /* guards the rest */
	struct log_rate failures;
	struct log_rate words;
};

/*
 * Say what is against running the program at path: NULL if nothing is, or words
 * such as "it is no file".  It is asked under the account that is to run it.
 * Any thread.
 */
const char *auth_command_find_fault(const char *path);

/* Begin with none. */
void auth_command_init(struct auth_command *command);

/*
 * Get ready to ask the program at path, which is copied, and give it that much
 * time.  Return 0, or -1 with errno set.  Main thread.
 */
int auth_command_start(
    struct auth_command *command, const char *path, uint64_t timeout_ms);

/*
 * Have the programs that run killed; nothing is known by those that ask.  Main
 * thread.
 */
void auth_command_stop(struct auth_command *command);

/* Free what it holds; nobody asks any more.  Main thread. */
void auth_command_clear(struct auth_command *command);

/*
 * Ask whether this is the password of name, which is a valid one.  The program
 * is not asked about what can be no password: nothing at all, more than
 * PASSWORD_MAX_BYTES, or what is no text of one line.  A thread that can wait,
 * and has all signals blocked.
 */
enum password_outcome auth_command_ask(
    struct auth_command *command, struct slice name, struct slice password);

#endif
