/* SPDX-License-Identifier: MIT */
/*
 * Asking on a terminal, which is left as it was, whatever happens.
 *
 * Signals are let through only while a line is waited for: one that came just
 * before that would be noted, and the line waited for all the same.
 */

#include "chatctl/password.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
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

static void
chatctl_password_say(const char *words)
{
	fputs(words, stderr);
	fflush(stderr);
}

/* Read a line; FAILED with EINTR if there is a signal, which usual lets
 * through.
 */
static enum secret_outcome
chatctl_password_read(char *line_r, const sigset_t *usual)
{
	fd_set readable;

	/* A terminal has nothing to read until it has a whole line. */
	FD_ZERO(&readable);
	FD_SET(STDIN_FILENO, &readable);
	if (pselect(STDIN_FILENO + 1, &readable, NULL, NULL, NULL, usual) < 0)
		return SECRET_FAILED;
	return secret_read_line(STDIN_FILENO, line_r);
}

/* Ask twice, on a terminal that shows nothing. */
static enum secret_outcome
chatctl_password_ask_twice(char *password_r, const sigset_t *usual)
{
	char again[SECRET_BYTES];
	enum secret_outcome outcome;

	chatctl_password_say("Password: ");
	outcome = chatctl_password_read(password_r, usual);
	chatctl_password_say("\n");
	if (outcome != SECRET_GIVEN)
		return outcome;
	chatctl_password_say("The same again: ");
	outcome = chatctl_password_read(again, usual);
	chatctl_password_say("\n");
	if (outcome == SECRET_GIVEN && strcmp(password_r, again) != 0)
		outcome = SECRET_DIFFERS;
	secret_erase(again, sizeof(again));
	return outcome;
}

/* Do that, and leave the terminal as it was, whatever happens. */
static enum secret_outcome
chatctl_password_ask_unseen(char *password_r, const struct termios *shown)
{
	struct sigaction before[CHATCTL_PASSWORD_SIGNALS];
	struct sigaction noted = { .sa_handler = chatctl_password_signal_cb };
	struct termios unseen = *shown;
	enum secret_outcome outcome = SECRET_FAILED;
	sigset_t held, usual;
	int saved_errno;

	sigemptyset(&held);
	for (size_t i = 0; i < CHATCTL_PASSWORD_SIGNALS; i++) {
		sigaddset(&held, chatctl_password_signals[i]);
		sigaction(chatctl_password_signals[i], &noted, &before[i]);
	}
	sigprocmask(SIG_BLOCK, &held, &usual);
	unseen.c_lflag &= ~(tcflag_t)ECHO;
	if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen) == 0)
		outcome = chatctl_password_ask_twice(password_r, &usual);
	saved_errno = errno;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, shown);
	for (size_t i = 0; i < CHATCTL_PASSWORD_SIGNALS; i++)
		sigaction(chatctl_password_signals[i], &before[i], NULL);
	sigprocmask(SIG_SETMASK, &usual, NULL);
	if (chatctl_password_signal != 0)
		raise(chatctl_password_signal);
	errno = saved_errno;
	return outcome;
}

enum secret_outcome
chatctl_password_ask(char *password_r)
{
	struct termios shown;

	if (tcgetattr(STDIN_FILENO, &shown) != 0)
		return secret_read_line(STDIN_FILENO, password_r);
	return chatctl_password_ask_unseen(password_r, &shown);
}
