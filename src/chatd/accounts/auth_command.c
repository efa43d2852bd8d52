/* SPDX-License-Identifier: MIT */
/*
 * An empty password is never asked about: to many a directory server it is a
 * wish to be nobody in particular, which is granted.
 */

#include "chatd/accounts/auth_command.h"

#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chatd/accounts/auth_program.h"
#include "common/clock.h"
#include "common/log.h"
#include "common/text.h"

/*
 * How much of its first line of standard error goes to the log, and is kept: a
 * password that begins in what is shown is to be found, however it is cut.
 */
#define AUTH_COMMAND_WORDS_BYTES 200
#define AUTH_COMMAND_KEPT_BYTES  (AUTH_COMMAND_WORDS_BYTES + PASSWORD_MAX_BYTES)
#define AUTH_COMMAND_SHOWN_BYTES 256

/* What the program has said, as far as it is kept. */
struct auth_command_words {
	char bytes[AUTH_COMMAND_KEPT_BYTES];
	size_t size;
	bool is_whole; /* the rest is read, and forgotten */
};

enum auth_command_end {
	AUTH_COMMAND_ENDED,
	AUTH_COMMAND_TOOK_TOO_LONG,
	AUTH_COMMAND_UNWANTED, /* chatd ends */
};

const char *
auth_command_find_fault(const char *path)
{
	struct stat status;

	if (stat(path, &status) != 0)
		return strerror(errno);
	if (!S_ISREG(status.st_mode))
		return "it is no file";
	if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return "others than its owner may write to it";
	if (faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) != 0)
		return strerror(errno);
	return NULL;
}

void
auth_command_init(struct auth_command *command)
{
	*command = (struct auth_command){ .ending_fd = -1 };
	pthread_mutex_init(&command->lock, NULL);
}

int
auth_command_start(
    struct auth_command *command, const char *path, uint64_t timeout_ms)
{
	command->timeout_ms = timeout_ms;
	command->path = strdup(path);
	if (command->path == NULL || auth_program_prepare() != 0)
		return -1;
	command->ending_fd = eventfd(0, EFD_CLOEXEC);
	return command->ending_fd < 0 ? -1 : 0;
}

void
auth_command_stop(struct auth_command *command)
{
	/* It is never read, so it wakes all, and those that come later. */
	if (command->ending_fd >= 0)
		(void)eventfd_write(command->ending_fd, 1);
}

void
auth_command_clear(struct auth_command *command)
{
	if (command->ending_fd >= 0)
		close(command->ending_fd);
	free(command->path);
	pthread_mutex_destroy(&command->lock);
}

/* ---- what it says -------------------------------------------------------- */

static void
auth_command_keep(
    struct auth_command_words *words, const char *bytes, size_t size)
{
	const char *newline = memchr(bytes, '\n', size);
	size_t room = sizeof(words->bytes) - words->size;

	if (newline != NULL)
		size = (size_t)(newline - bytes);
	words->is_whole = newline != NULL || size >= room;
	if (size > room)
		size = room;
	memcpy(words->bytes + words->size, bytes, size);
	words->size += size;
}

/* Read some of what it says.  Return false if there is nothing now, or ever. */
static bool
auth_command_listen(int fd, struct auth_command_words *words)
{
	char bytes[4096];
	ssize_t size = read(fd, bytes, sizeof(bytes));

	if (size > 0 && !words->is_whole)
		auth_command_keep(words, bytes, (size_t)size);
	return size > 0;
}

/* Write what it has said to shown, of AUTH_COMMAND_SHOWN_BYTES, with a colon.
 */
static void
auth_command_show(
    const struct auth_command_words *words, struct slice password, char *shown)
{
	size_t size = words->size < AUTH_COMMAND_WORDS_BYTES
			  ? words->size
			  : AUTH_COMMAND_WORDS_BYTES;

	shown[0] = '\0';
	if (size == 0)
		return;
	/* A shell that is asked to show what it does shows that as well. */
	if (memmem(words->bytes, words->size, password.bytes, password.size) !=
	    NULL) {
		strcpy(shown, ": what it says has the password in it");
		return;
	}
	strcpy(shown, ": ");
	text_escape(
	    words->bytes, size, shown + 2, AUTH_COMMAND_SHOWN_BYTES - 2);
}

static bool
auth_command_may_log(
    struct auth_command *command, struct log_rate *rate, uint64_t *suppressed_r)
{
	bool may_log;

	pthread_mutex_lock(&command->lock);
	may_log = log_rate_allows(rate, clock_monotonic_ns(), suppressed_r);
	pthread_mutex_unlock(&command->lock);
	return may_log;
}

/* Have the log say that it could not tell, with what it has said. */
static void
auth_command_log_failure(
    struct auth_command *command, const char *why, const char *shown)
{
	uint64_t suppressed;
	char others[LOG_RATE_OTHERS_BYTES];

	if (!auth_command_may_log(command, &command->failures, &suppressed))
		return;
	log_error("auth_command cannot tell: %s%s%s", why, shown,
	    log_rate_say_others(suppressed, others));
}

/* ---- what it answers ----------------------------------------------------- */

/* Wait until it has ended, is overdue, or is not wanted any more. */
static enum auth_command_end
auth_command_wait(struct auth_command *command,
    const struct auth_program *program, struct auth_command_words *words)
{
	uint64_t end_ns = clock_monotonic_ns() +
			  command->timeout_ms * CLOCK_NS_PER_MS;
	struct pollfd fds[] = {
		{ .fd = command->ending_fd, .events = POLLIN },
		{ .fd = program->pid_fd, .events = POLLIN },
		{ .fd = program->words_fd, .events = POLLIN },
	};

	for (;;) {
		uint64_t now_ns = clock_monotonic_ns();

		if (now_ns >= end_ns)
			return AUTH_COMMAND_TOOK_TOO_LONG;
		/* Where poll() finds no memory, the next one may. */
		if (poll(fds, sizeof(fds) / sizeof(fds[0]),
			(int)((end_ns - now_ns) / CLOCK_NS_PER_MS) + 1) < 0)
			continue;
		if (fds[0].revents != 0)
			return AUTH_COMMAND_UNWANTED;
		if (fds[1].revents != 0)
			return AUTH_COMMAND_ENDED;
		if (fds[2].revents != 0 &&
		    !auth_command_listen(program->words_fd, words))
			fds[2].fd = -1;
	}
}

/* Return what the program means by its status. */
static enum password_outcome
auth_command_judge(struct auth_command *command, int status, const char *shown)
{
	char why[64];

	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return PASSWORD_RIGHT;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 1)
		return PASSWORD_WRONG;
	if (WIFEXITED(status))
		snprintf(
		    why, sizeof(why), "exit status %d", WEXITSTATUS(status));
	else
		snprintf(
		    why, sizeof(why), "killed by signal %d", WTERMSIG(status));
	auth_command_log_failure(command, why, shown);
	return PASSWORD_UNKNOWN;
}

/* Wait for the answer of a program that runs, and end it. */
static enum password_outcome
auth_command_hear(struct auth_command *command, struct auth_program *program,
    struct slice password)
{
	struct auth_command_words words = { .size = 0 };
	enum auth_command_end end = auth_command_wait(command, program, &words);
	char shown[AUTH_COMMAND_SHOWN_BYTES];
	enum password_outcome outcome;
	int status;

	while (
	    !words.is_whole && auth_command_listen(program->words_fd, &words)) {
	}
	status = auth_program_end(program);
	auth_command_show(&words, password, shown);
	explicit_bzero(&words, sizeof(words));
	if (end == AUTH_COMMAND_UNWANTED)
		return PASSWORD_UNKNOWN;
	if (end == AUTH_COMMAND_TOOK_TOO_LONG) {
		auth_command_log_failure(
		    command, "it took longer than auth_timeout", shown);
		return PASSWORD_UNKNOWN;
	}
	outcome = auth_command_judge(command, status, shown);
	if (outcome != PASSWORD_UNKNOWN && shown[0] != '\0' &&
	    auth_command_may_log(command, &command->words, NULL))
		log_notice("auth_command%s", shown);
	return outcome;
}

enum password_outcome
auth_command_ask(
    struct auth_command *command, struct slice name, struct slice password)
{
	struct auth_program program;

	if (password.size == 0 || password.size > PASSWORD_MAX_BYTES ||
	    !text_is_valid(password.bytes, password.size))
		return PASSWORD_WRONG;
	if (auth_program_start(&program, command->path, name, password) != 0) {
		char why[128];

		snprintf(
		    why, sizeof(why), "it cannot be run: %s", strerror(errno));
		auth_command_log_failure(command, why, "");
		return PASSWORD_UNKNOWN;
	}
	return auth_command_hear(command, &program, password);
}
