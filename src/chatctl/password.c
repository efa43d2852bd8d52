/* SPDX-License-Identifier: MIT */
/* Asking on a terminal, which is left as it was, whatever happens. */

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

static void
chatctl_password_say(const char *words)
{
	fputs(words, stderr);
	fflush(stderr);
}

/* Ask twice, on a terminal that shows nothing. */
static enum secret_outcome
chatctl_password_ask_twice(char *password_r)
{
	char again[SECRET_BYTES];
	enum secret_outcome outcome;

	chatctl_password_say("Password: ");
	outcome = secret_read_line(STDIN_FILENO, password_r);
	chatctl_password_say("\n");
	if (outcome != SECRET_GIVEN)
		return outcome;
	chatctl_password_say("The same again: ");
	outcome = secret_read_line(STDIN_FILENO, again);
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

enum secret_outcome
chatctl_password_ask(char *password_r)
{
	struct termios shown;

	if (tcgetattr(STDIN_FILENO, &shown) != 0)
		return secret_read_line(STDIN_FILENO, password_r);
	return chatctl_password_ask_unseen(password_r, &shown);
}
