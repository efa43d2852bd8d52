/* SPDX-License-Identifier: MIT */
#ifndef CHATD_AUTH_PROGRAM_H
#define CHATD_AUTH_PROGRAM_H

/*
 * A program that the operator has written, which runs once for a password.
 *
 * It gets a name and a password on its standard input, a line each, and nothing
 * by its arguments or its environment, where others could see it.  It runs
 * under chatd's account with "/" as its directory, in a session and process
 * group of its own, without any descriptor of chatd's, and can gain no rights,
 * not even by a program with the set-user-ID bit.  It leaves no core, and what
 * it may use is bounded: AUTH_PROGRAM_MEMORY_BYTES, AUTH_PROGRAM_CPU_S and
 * AUTH_PROGRAM_DESCRIPTORS for each of its processes.
 *
 * It ends, and the whole of its process group with it, when chatd says so.  One
 * of its processes that leaves the group is nobody's any more.
 */

#include <sys/types.h>

#include "common/slice.h"

#define AUTH_PROGRAM_MEMORY_BYTES (UINT64_C(256) << 20)
#define AUTH_PROGRAM_DESCRIPTORS  256

/*
 * The group is killed long before, so this is for what has left it, which would
 * run for good.
 */
#define AUTH_PROGRAM_CPU_S 60

struct auth_program {
	pid_t pid;    /* and process group */
	int pid_fd;   /* readable when pid has ended */
	int words_fd; /* its standard error, which is not waited for */
};

/*
 * Have programs find nobody else's descriptors at 0 to 2, even if chatd was
 * started without these, and none of those that it was started with beyond
 * them; and have chatd learn of their ends, even if it was started to ignore
 * them.  Return 0, or -1 with errno set.  Main thread, before
 * the first program.
 */
int auth_program_prepare(void);

/*
 * Start the program at path with name and password, which hold no newline and
 * are less than 4000 bytes together.  The thread that calls this can gain no
 * rights afterwards, and neither can what it starts.  Return 0, or -1 with
 * errno set.  A thread that has all signals blocked.
 */
int auth_program_start(struct auth_program *program, const char *path,
    struct slice name, struct slice password);

/*
 * Kill what there still is of the program, wait for its end, and close its
 * descriptors.  Return its status, as waitpid(2) has it.
 */
int auth_program_end(struct auth_program *program);

#endif
