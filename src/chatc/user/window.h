/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_WINDOW_H
#define CHATD_CHATC_WINDOW_H

/*
 * The line that readline draws at the bottom of a window, which can be made
 * wider and narrower at any time.  There is one, as there is one readline.
 */

/* Find out how wide the window is. */
void window_measure(void);

/* Draw the typed line in a row where nothing of it has been drawn. */
void window_redraw(void);

/* Draw the typed line anew if the window has changed since it was drawn. */
void window_follow(void);

/* Wipe the typed line away; something else can be printed in its place. */
void window_wipe(void);

#endif
