/* SPDX-License-Identifier: MIT */
/*
 * posix_spawn(3) shares chatd's memory with the child until that runs the
 * program, so it costs the same however much memory there is, and takes no lock
 * of any other thread.  No code of ours runs in the child.  So what
 * posix_spawn(3) cannot ask for is had in other ways: that no rights are gained
 * is inherited from the thread, and the limits are set from outside, before the
 * program is given anything that somebody else has chosen.
 */

#include "chatd/accounts/auth_program.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

/* What a pipe has at either end. */
enum { PIPE_READS, PIPE_WRITES };

struct auth_program_pipes {
	int input[2];
	int words[2];
};

static void
auth_program_close_pipe(const int *ends)
{
	close(ends[PIPE_READS]);
	close(ends[PIPE_WRITES]);
}

static int
auth_program_open_pipes(struct auth_program_pipes *pipes)
{
	if (pipe2(pipes->input, O_CLOEXEC) != 0)
		return -1;
	if (pipe2(pipes->words, O_CLOEXEC) != 0)
		goto fail;
	/* The program's own end is another one, and stays as it is. */
	if (fcntl(pipes->words[PIPE_READS], F_SETFL, O_NONBLOCK) == 0)
		return 0;
	auth_program_close_pipe(pipes->words);

fail:
	auth_program_close_pipe(pipes->input);
	return -1;
}

/* ---- what it runs in ----------------------------------------------------- */

/* Say which descriptors it has.  Return 0, or an error number. */
static int
auth_program_set_files(
    posix_spawn_file_actions_t *files, const struct auth_program_pipes *pipes)
{
	int error = posix_spawn_file_actions_adddup2(
	    files, pipes->input[PIPE_READS], STDIN_FILENO);

	if (error == 0)
		error = posix_spawn_file_actions_adddup2(
		    files, pipes->words[PIPE_WRITES], STDERR_FILENO);
	if (error == 0)
		error = posix_spawn_file_actions_addopen(
		    files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	if (error == 0)
		error = posix_spawn_file_actions_addchdir_np(files, "/");
	return error;
}

/* Say how it begins.  Return 0, or an error number. */
static int
auth_program_set_attributes(posix_spawnattr_t *attributes)
{
	sigset_t none, all;
	int error;

	sigemptyset(&none);
	sigfillset(&all);
	error = posix_spawnattr_setsigmask(attributes, &none);
	if (error == 0)
		error = posix_spawnattr_setsigdefault(attributes, &all);
	if (error == 0)
		error = posix_spawnattr_setflags(
		    attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK |
				    POSIX_SPAWN_SETSIGDEF);
	return error;
}

/* Return 0, or an error number. */
static int
auth_program_spawn(struct auth_program *program, const char *path,
    const struct auth_program_pipes *pipes)
{
	static char search_path[] = "PATH=/usr/local/sbin:/usr/local/bin"
				    ":/usr/sbin:/usr/bin:/sbin:/bin";
	static char language[] = "LANG=C";
	char *const environment[] = { search_path, language, NULL };
	char *const arguments[] = { (char *)path, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	int error = posix_spawn_file_actions_init(&files);

	if (error != 0)
		return error;
	error = posix_spawnattr_init(&attributes);
	if (error != 0)
		goto without_attributes;
	error = auth_program_set_files(&files, pipes);
	if (error == 0)
		error = auth_program_set_attributes(&attributes);
	if (error == 0)
		error = posix_spawn(&program->pid, path, &files, &attributes,
		    arguments, environment);
	posix_spawnattr_destroy(&attributes);

without_attributes:
	posix_spawn_file_actions_destroy(&files);
	return error;
}

/*
 * Bound what it may use; where chatd may use less, that holds.  The number of
 * its processes is not bounded: the kernel counts all of an account, chatd's
 * own threads among them.
 */
static int
auth_program_limit(pid_t pid)
{
	static const struct {
		__rlimit_resource_t what;
		rlim_t most;
	} bounds[] = {
		{ RLIMIT_CORE, 0 },
		{ RLIMIT_CPU, AUTH_PROGRAM_CPU_S },
		{ RLIMIT_DATA, AUTH_PROGRAM_MEMORY_BYTES },
		{ RLIMIT_NOFILE, AUTH_PROGRAM_DESCRIPTORS },
	};
	struct rlimit limit;

	for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++) {
		if (prlimit(pid, bounds[i].what, NULL, &limit) != 0)
			return -1;
		if (limit.rlim_max > bounds[i].most)
			limit.rlim_max = bounds[i].most;
		if (limit.rlim_cur > limit.rlim_max)
			limit.rlim_cur = limit.rlim_max;
		if (prlimit(pid, bounds[i].what, &limit, NULL) != 0)
			return -1;
	}
	return 0;
}

/* ---- its life ------------------------------------------------------------ */

/*
 * Write what it is asked into the pipe, which holds that at once.  It can still
 * be read here, too, so that it does not matter what the program does.
 */
static int
auth_program_ask(int fd, struct slice name, struct slice password)
{
	static char newline[] = "\n";
	const struct iovec parts[] = {
		{ (void *)name.bytes, name.size },
		{ newline, 1 },
		{ (void *)password.bytes, password.size },
		{ newline, 1 },
	};
	size_t size = name.size + password.size + 2;

	return writev(fd, parts, 4) == (ssize_t)size ? 0 : -1;
}

/* Return the status of the program, which has been killed or has ended. */
static int
auth_program_reap(pid_t pid)
{
	int status;

	/* Until this returns, the number is nobody else's. */
	kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -1;
	}
	return status;
}

/* Start it, and have it wait for what it is asked. */
static int
auth_program_begin(struct auth_program *program, const char *path,
    const struct auth_program_pipes *pipes)
{
	int error;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return -1;
	error = auth_program_spawn(program, path, pipes);
	if (error != 0) {
		errno = error;
		return -1;
	}
	program->words_fd = pipes->words[PIPE_READS];
	program->pid_fd = (int)syscall(SYS_pidfd_open, program->pid, 0);
	if (program->pid_fd >= 0 && auth_program_limit(program->pid) == 0)
		return 0;
	error = errno;
	if (program->pid_fd >= 0)
		close(program->pid_fd);
	auth_program_reap(program->pid);
	errno = error;
	return -1;
}

int
auth_program_start(struct auth_program *program, const char *path,
    struct slice name, struct slice password)
{
	struct auth_program_pipes pipes;
	int error = 0;

	if (auth_program_open_pipes(&pipes) != 0)
		return -1;
	if (auth_program_begin(program, path, &pipes) != 0) {
		error = errno;
		close(pipes.words[PIPE_READS]);
	} else if (auth_program_ask(pipes.input[PIPE_WRITES], name, password) !=
		   0) {
		error = errno;
		auth_program_end(program);
	}
	close(pipes.words[PIPE_WRITES]);
	auth_program_close_pipe(pipes.input);
	errno = error;
	return error == 0 ? 0 : -1;
}

int
auth_program_end(struct auth_program *program)
{
	int status = auth_program_reap(program->pid);

	close(program->pid_fd);
	close(program->words_fd);
	return status;
}

/*
 * Have what chatd was started with, beyond the usual three, end where a program
 * begins; what it opens itself does so anyway.  Return 0, or -1 with errno set.
 */
static int
auth_program_mark_inherited(void)
{
	DIR *directory = opendir("/proc/self/fd");
	const struct dirent *entry;
	int result = 0;

	if (directory == NULL)
		return -1;
	while (result == 0 && (entry = readdir(directory)) != NULL) {
		int fd = atoi(entry->d_name);

		if (fd > STDERR_FILENO)
			result = fcntl(fd, F_SETFD, FD_CLOEXEC);
	}
	closedir(directory);
	return result;
}

int
auth_program_prepare(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd < 0)
		return -1;
	close(fd);
	if (auth_program_mark_inherited() != 0)
		return -1;
	return signal(SIGCHLD, SIG_DFL) == SIG_ERR ? -1 : 0;
}
