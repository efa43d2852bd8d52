/* SPDX-License-Identifier: MIT */
/*
 * The terminal of chatctl top: plain escape sequences that every terminal of
 * today knows, so that no library is needed.  Whatever ends it, the terminal is
 * what it was before.
 */

#include "chatctl/top.h"

#include <sys/ioctl.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "chatctl/chatd.h"
#include "chatctl/screen.h"

#define TOP_INTERVAL_MS 1000

/* What a terminal has that does not say. */
#define TOP_LINES   24
#define TOP_COLUMNS 80

/* The other screen, which leaves what is on this one; no cursor. */
#define TOP_ENTER "\033[?1049h\033[?25l"
#define TOP_LEAVE "\033[?25h\033[?1049l"

/* One look, with the replies that its tables lie in. */
struct look {
	struct snapshot snapshot;
	struct console_reply status;
	struct console_reply users;
	bool is_there;
};

static volatile sig_atomic_t top_ended;

static void
top_end_handler(int number)
{
	(void)number;
	top_ended = 1;
}

/* The handler does nothing: the signal is there to interrupt poll(2). */
static void
top_resize_handler(int number)
{
	(void)number;
}

/* A window that changes its size must not interrupt a reply: only ppoll(2). */
static void
top_watch_signals(void)
{
	sigset_t resize;
	static const int ending[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct sigaction action = { .sa_handler = top_end_handler };

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(ending) / sizeof(*ending); i++)
		sigaction(ending[i], &action, NULL);
	action.sa_handler = top_resize_handler;
	sigaction(SIGWINCH, &action, NULL);
	sigemptyset(&resize);
	sigaddset(&resize, SIGWINCH);
	sigprocmask(SIG_BLOCK, &resize, NULL);
}

static uint64_t
top_clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* ---- looking ------------------------------------------------------------- */

static void
look_clear(struct look *look)
{
	table_clear(&look->snapshot.status);
	table_clear(&look->snapshot.users);
	console_reply_clear(&look->status);
	console_reply_clear(&look->users);
	look->is_there = false;
}

static int
look_ask_for(int fd, const char *request, struct console_reply *reply,
    struct table *table)
{
	if (console_ask(fd, request, reply) != 0)
		return -1;
	return table_parse(reply->body, table);
}

static int
look_take(struct look *look, int fd)
{
	if (look_ask_for(fd, "status", &look->status, &look->snapshot.status) !=
		0 ||
	    look_ask_for(fd, "users", &look->users, &look->snapshot.users) != 0)
		return -1;
	look->snapshot.at_ms = top_clock_ms();
	look->is_there = true;
	return 0;
}

/* Wait for a key, a signal or the time.  Return whether there is a key. */
static bool
top_wait_key(uint64_t timeout_ms)
{
	const struct timespec timeout = {
		.tv_sec = (time_t)(timeout_ms / 1000),
		.tv_nsec = (long)(timeout_ms % 1000) * 1000000,
	};
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	sigset_t none;

	sigemptyset(&none);
	return ppoll(&input, 1, &timeout, &none) > 0;
}

/* ---- showing ------------------------------------------------------------- */

static void
top_measure(struct screen *screen)
{
	struct winsize size;

	screen->lines = TOP_LINES;
	screen->columns = TOP_COLUMNS;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
		return;
	if (size.ws_row > 0)
		screen->lines = size.ws_row;
	if (size.ws_col > 0)
		screen->columns = size.ws_col;
}

/*
 * Show both looks again and again until the next one is due, because a key was
 * typed or the window has another size.  Return false at the end.
 */
static bool
top_show(
    struct screen *screen, const struct look *now, const struct look *before)
{
	uint64_t due_ms = now->snapshot.at_ms + TOP_INTERVAL_MS;
	uint64_t clock_ms = top_clock_ms();

	do {
		char key;

		top_measure(screen);
		if (screen_draw(screen, &now->snapshot,
			before->is_there ? &before->snapshot : NULL,
			stdout) != 0 ||
		    fflush(stdout) != 0)
			return false;
		if (top_wait_key(due_ms - clock_ms)) {
			if (read(STDIN_FILENO, &key, 1) != 1 || key == 'q')
				return false;
			screen_take_key(screen, key);
		}
		clock_ms = top_clock_ms();
	} while (!top_ended && clock_ms < due_ms);
	return !top_ended;
}

static int
top_refresh(int fd)
{
	struct screen screen = { .order = SCREEN_BY_MESSAGES };
	struct look looks[2] = { 0 };
	size_t at = 0;
	int result;

	do {
		look_clear(&looks[at]);
		result = look_take(&looks[at], fd);
		if (result != 0)
			break;
		at = 1 - at;
	} while (top_show(&screen, &looks[1 - at], &looks[at]));
	/* Who asked for the end is not told that something was interrupted. */
	if (top_ended)
		result = 0;
	look_clear(&looks[0]);
	look_clear(&looks[1]);
	return result;
}

int
top_run(int fd)
{
	struct termios before, raw;
	int result, saved_errno;

	if (tcgetattr(STDIN_FILENO, &before) != 0)
		return -1;
	top_watch_signals();
	raw = before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	/* Suspended it would leave the other screen to the shell. */
	raw.c_cc[VSUSP] = _POSIX_VDISABLE;
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	fputs(TOP_ENTER, stdout);
	result = top_refresh(fd);
	saved_errno = errno;
	fputs(TOP_LEAVE, stdout);
	fflush(stdout);
	tcsetattr(STDIN_FILENO, TCSANOW, &before);
	errno = saved_errno;
	return result;
}
