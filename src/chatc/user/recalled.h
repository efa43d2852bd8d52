/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_RECALLED_H
#define CHATD_CHATC_RECALLED_H

/*
 * The lines that the arrow keys recall, in readline's history, and in the file
 * from which the next run has them.  There is one of each, as there is one
 * readline.
 */

/* Find the lines of earlier runs. */
void recalled_open(void);

/* Keep a line that was typed, unless it is blank or may have a password in it.
 */
void recalled_keep(const char *line);

/* Keep the lines for later runs, and forget them here. */
void recalled_close(void);

#endif
