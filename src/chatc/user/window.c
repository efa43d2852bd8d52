/* SPDX-License-Identifier: MIT */
/*
 * A typed line in a window that changes.
 *
 * readline would go up first, by as many rows as the line took before; but most
 * terminals have wrapped the line anew by themselves, others have not, and
 * whoever goes up too far wipes away what somebody said.  So the line is drawn
 * from the row on that the cursor is in.  The worst that is left like this is a
 * piece of the prompt.
 */

#include "chatc/user/window.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <readline/readline.h>

static unsigned short window_columns;

/* Note how wide the window is, and say whether that is news. */
static bool
window_is_resized(void)
{
	struct winsize size = { 0 };
	unsigned short columns = window_columns;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		window_columns = size.ws_col;
	return window_columns != columns;
}

void
window_measure(void)
{
	(void)window_is_resized();
	rl_reset_screen_size();
}

void
window_redraw(void)
{
	rl_forced_update_display();
}

void
window_follow(void)
{
	if (!window_is_resized())
		return;
	rl_reset_screen_size();
	fputs(rl_get_termcap("ce") != NULL ? "\r\033[J" : "\r", rl_outstream);
	window_redraw();
}

void
window_wipe(void)
{
	/* The signal may still be coming. */
	window_follow();
	rl_clear_visible_line();
}
