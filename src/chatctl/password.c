/* SPDX-License-Identifier: MIT */
/*
 * Without stdio, whose buffers would keep a copy, and would take more off
 * standard input than the line.
 */

#include "chatctl/password.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* What would end, or stop, the program while the terminal shows nothing. */
static const int chatctl_password_signals[] = { SIGHUP, SIGINT, SIGQUIT,
	SIGTERM, SIGTSTP };

#define CHATCTL_PASSWORD_SIGNALS                                               \
	(sizeof(chatctl_password_signals) / sizeof(int))

static volatile sig_atomic_t chatctl_password_signal;

static void
chatctl_password_signal_cb(int number)
{
	chatctl_password_signal = number;
}

/* Read a line.  errno is EINTR if a signal came first. */
static enum chatctl_password_outcome
chatctl_password_read(char *password_r)
{
	size_t size = 0;

	for (;;) {
		ssize_t got = read(STDIN_FILENO, password_r + size, 1);

		if (got < 0)
			return CHATCTL_PASSWORD_FAILED;
		if (got == 0 && size == 0)
			return CHATCTL_PASSWORD_MISSING;
		if (got == 0 || password_r[size] == '\n')
			break;
		if (++size == CHATCTL_PASSWORD_BYTES)
			return CHATCTL_PASSWORD_TOO_LONG;
	}
	password_r[size] = '\0';
	return CHATCTL_PASSWORD_GIVEN;
}

static void
chatctl_password_say(const char *words)
{
	fputs(words, stderr);
	fflush(stderr);
}

/* Ask twice, on a terminal that shows nothing. */
static enum chatctl_password_outcome
chatctl_password_ask_twice(char *password_r)
{
	char again[CHATCTL_PASSWORD_BYTES];
	enum chatctl_password_outcome outcome;

	chatctl_password_say("Password: ");
	outcome = chatctl_password_read(password_r);
	chatctl_password_say("\n");
	if (outcome != CHATCTL_PASSWORD_GIVEN)
		return outcome;
	chatctl_password_say("The same again: ");
	outcome = chatctl_password_read(again);
	chatctl_password_say("\n");
	if (outcome == CHATCTL_PASSWORD_GIVEN && strcmp(password_r, again) != 0)
		outcome = CHATCTL_PASSWORD_DIFFERS;
	explicit_bzero(again, sizeof(again));
	return outcome;
}

/* Do that, and leave the terminal as it was, whatever happens. */
static enum chatctl_password_outcome
chatctl_password_ask_unseen(char *password_r, const struct termios *shown)
{
	struct sigaction before[CHATCTL_PASSWORD_SIGNALS];
	struct sigaction noted = { .sa_handler = chatctl_password_signal_cb };
	struct termios unseen = *shown;
	enum chatctl_password_outcome outcome = CHATCTL_PASSWORD_FAILED;
	int saved_errno;

	for (size_t i = 0; i < CHATCTL_PASSWORD_SIGNALS; i++)
		sigaction(chatctl_password_signals[i], &noted, &before[i]);
	unseen.c_lflag &= ~(tcflag_t)ECHO;
	if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen) == 0)
		outcome = chatctl_password_ask_twice(password_r);
	saved_errno = errno;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, shown);
	for (size_t i = 0; i < CHATCTL_PASSWORD_SIGNALS; i++)
		sigaction(chatctl_password_signals[i], &before[i], NULL);
	if (chatctl_password_signal != 0)
		raise(chatctl_password_signal);
	errno = saved_errno;
	return outcome;
}

enum chatctl_password_outcome
chatctl_password_ask(char *password_r)
{
	struct termios shown;

	if (tcgetattr(STDIN_FILENO, &shown) != 0)
		return chatctl_password_read(password_r);
	return chatctl_password_ask_unseen(password_r, &shown);
}
