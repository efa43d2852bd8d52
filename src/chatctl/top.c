/* SPDX-License-Identifier: MIT */
/*
 * The terminal of chatctl top: a few escape sequences that every terminal of
 * today knows, so that no library is needed.  Whatever ends it, the terminal is
 * then as it was before.
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
#include "common/clock.h"

#define TOP_INTERVAL_MS 1000

/* The size of a terminal that does not say it. */
#define TOP_LINES   24
#define TOP_COLUMNS 80

/* Enter the other screen, which leaves this one as it is; hide the cursor. */
#define TOP_ENTER "\033[?1049h\033[?25l"
#define TOP_LEAVE "\033[?25h\033[?1049l"

/* A snapshot, with the replies that its tables lie in. */
struct look {
	struct snapshot snapshot;
	struct chatd_reply status;
	struct chatd_reply users;
	bool is_there;
};

static volatile sig_atomic_t top_ended;

static void
top_end_handler(int number)
{
	(void)number;
	top_ended = 1;
}

/* Do nothing: the signal is there to interrupt ppoll(2). */
static void
top_resize_handler(int number)
{
	(void)number;
}

/* Catch signals.  A resized window may interrupt ppoll(2), but no reply. */
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

/* ---- looking ------------------------------------------------------------- */

static void
look_clear(struct look *look)
{
	table_clear(&look->snapshot.status);
	table_clear(&look->snapshot.users);
	chatd_reply_clear(&look->status);
	chatd_reply_clear(&look->users);
	look->is_there = false;
}

static int
look_ask_for(
    int fd, const char *request, struct chatd_reply *reply, struct table *table)
{
	if (chatd_ask(fd, request, reply) != 0)
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
	look->snapshot.at_ms = clock_monotonic_ms();
	look->is_there = true;
	return 0;
}

/* Wait for a key, a signal or the time-out.  Return whether there is a key. */
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
 * Show both looks until the next one is due, and again whenever a key is typed
 * or the window is resized.  Return false at the end.
 */
static bool
top_show(
    struct screen *screen, const struct look *now, const struct look *before)
{
	uint64_t due_ms = now->snapshot.at_ms + TOP_INTERVAL_MS;
	uint64_t clock_ms = clock_monotonic_ms();

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
		clock_ms = clock_monotonic_ms();
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
	/* A signal that ends it is no error, though it interrupts calls. */
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
	/* A suspended top would leave the other screen to the shell. */
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
