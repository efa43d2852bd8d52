/* SPDX-License-Identifier: MIT */
#ifndef CHATD_THREAD_H
#define CHATD_THREAD_H

/* Threads that signals never reach, since those are for the main thread. */

#include <pthread.h>

/* Start a thread that calls run(argument).  Return 0, or an error number. */
int thread_start(
    pthread_t *thread_r, void *(*run)(void *argument), void *argument);

#endif
