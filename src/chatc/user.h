/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_USER_H
#define CHATD_CHATC_USER_H

/*
 * The user of the client, who may be a person at a terminal or a script with
 * two pipes: where lines come from, and where words go.
 */

#include <stdbool.h>

#include "chatc/display.h"
#include "chatc/input.h"
#include "common/slice.h"

struct event_base;
struct chatc_options;
struct user;

/* What the user does. */
struct user_events {
	void (*ready)(void *context); /* user_take() has something again */
	void (*leave)(void *context); /* the user wants to leave at once */
	void (*gone)(void *context);  /* nobody reads our words any more */
};

/*
 * Return the user that the options and the environment describe, or NULL if
 * there is no memory.
 */
struct user *user_new(struct event_base *base,
    const struct chatc_options *options, const struct user_events *events,
    void *context);

/* Give the terminal back and free user; NULL is allowed. */
void user_free(struct user *user);

/*
 * Say something, as display_render() words it.  Scripts find the asides on
 * standard error, each line after the name of the program.
 */
void user_show(struct user *user, enum display_kind kind, struct slice name,
    struct slice text);

/* On a terminal, prompt for a name, or for a line of the user called name. */
void user_ask_name(struct user *user);
void user_ask_line(struct user *user, struct slice name);

/* Take a line, as input_take() does. */
enum input_result user_take(struct user *user, struct slice *line_r);

#endif
