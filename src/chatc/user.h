/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_USER_H
#define CHATD_CHATC_USER_H

/*
 * The user's side of the client, whether that is a person at a terminal or a
 * script with two pipes: where lines come from and where words go.
 */

#include <stdbool.h>

#include "chatc/display.h"
#include "chatc/input.h"
#include "common/line.h"

struct event_base;
struct options;
struct user;

/* What the user does. */
struct user_events {
	void (*ready)(void *context); /* user_take() has something again */
	void (*leave)(void *context); /* wants to go at once */
	void (*gone)(void *context);  /* nobody reads our words any more */
};

/* Return the user that the options and the environment speak of, or NULL. */
struct user *user_new(struct event_base *base, const struct options *options,
    const struct user_events *events, void *context);

/* Give the terminal back, and free; NULL is allowed. */
void user_free(struct user *user);

/*
 * Say something, see display_render().  Scripts find the asides on standard
 * error, each line behind the name of the program.
 */
void user_show(struct user *user, enum display_kind kind, struct slice name,
    struct slice text);

/* On a terminal, ask for what comes next: a name, or what name has to say. */
void user_ask_name(struct user *user);
void user_ask_line(struct user *user, struct slice name);

/* As input_take(). */
enum input_result user_take(struct user *user, struct slice *line_r);

#endif
