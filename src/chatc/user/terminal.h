/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_TERMINAL_H
#define CHATD_CHATC_TERMINAL_H

/*
 * The line that the user types at the bottom of a terminal, with the words of
 * others above it.  There is one terminal, as there is one readline, so this
 * module has state of its own.
 */

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "chatc/user/input.h"
#include "common/slice.h"

struct completion;
struct event_base;
struct secret;

/* What the user is asked for. */
enum terminal_wish {
	TERMINAL_LINE,
	TERMINAL_NAME,     /* in which nothing is completed */
	TERMINAL_PASSWORD, /* which is not shown, and not in any line */
};

/* What the user does.  No function of this module calls these directly. */
struct terminal_events {
	void (*ready)(void *context); /* terminal_take() has something */
	/* The user wants to leave at once: Ctrl-C, or "!quit". */
	void (*leave)(void *context);
	/* The user has pasted so many lines, and does not want them sent. */
	void (*discarded)(void *context, size_t lines);
};

/*
 * Begin to edit lines on the terminal of standard input and output.  completion
 * is borrowed; events is copied.  Return 0, or -1 if there is no memory.
 */
int terminal_open(struct event_base *base, const struct completion *completion,
    const struct terminal_events *events, void *context);

/* Wipe the prompt away and give the terminal back as it was. */
void terminal_close(void);

/*
 * Ask with this prompt for what is wished for from now on.  A password that was
 * typed and not taken is thrown away if another thing is; and so is the rest of
 * one that is being typed, up to Enter.
 */
void terminal_set_prompt(const char *prompt, enum terminal_wish wish);

/* Print whole lines above the line that is being typed. */
void terminal_print(struct slice lines);

/*
 * Take a line that was typed, as input_take() does.  Several lines that were
 * pasted are asked about first.
 */
enum input_result terminal_take(struct slice *line_r);

/*
 * Take the password that was typed, and keep no copy of it.  The result is that
 * of terminal_take(), but a line that was typed before is none.
 */
enum input_result terminal_take_password(struct secret *password_r);

/* Throw away what was typed and not taken yet; return how many lines. */
size_t terminal_discard(void);

/* Say whether the user has ended the input: there will be no more lines. */
bool terminal_has_ended(void);

/* Return how many lines were typed, or pasted, and not taken yet. */
size_t terminal_waiting(void);

/* Return when a key was last pressed, or when the terminal was opened. */
time_t terminal_last_key(void);

#endif
