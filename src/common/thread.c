/* SPDX-License-Identifier: MIT */
/*
 * A new thread inherits the signal mask of the one that starts it.  So that
 * mask is changed around the start, and no signal can slip in between.
 */

#include "common/thread.h"

#include <signal.h>

int
thread_start(pthread_t *thread_r, void *(*run)(void *argument), void *argument)
{
	sigset_t all, before;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(thread_r, NULL, run, argument);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return error;
}
