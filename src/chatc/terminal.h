/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_TERMINAL_H
#define CHATD_CHATC_TERMINAL_H

/*
 * The user's line at the bottom of a terminal, and what others say above it.
 * There is one terminal, as there is one readline: this module has state.
 */

#include <stdbool.h>

#include "chatc/input.h"
#include "common/line.h"

struct completion;
struct event_base;

/* What the user does; none of these is called from within terminal_*(). */
struct terminal_events {
	void (*ready)(void *context); /* there are lines to take, or the end */
	void (*leave)(void *context); /* wants to go now: Ctrl-C */
};

/*
 * Put the terminal of standard input and output into line editing.  Return 0,
 * or -1 if there is no memory.  completion is borrowed; events is copied.
 */
int terminal_open(struct event_base *base, const struct completion *completion,
    const struct terminal_events *events, void *context);

/* Take the prompt away and give the terminal back as it was. */
void terminal_close(void);

/*
 * Ask with this prompt from now on.  A word to complete is looked for only in
 * lines that are not a name.
 */
void terminal_set_prompt(const char *prompt, bool asks_name);

/* Print whole lines above the line that is being typed. */
void terminal_print(struct slice lines);

/* As input_take(), for what was typed. */
enum input_result terminal_take(struct slice *line_r);

#endif
