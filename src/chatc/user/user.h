/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_USER_H
#define CHATD_CHATC_USER_H

/*
 * The user of the client, who may be a person at a terminal or a script with
 * two pipes: where lines come from, and where words go.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatc/user/input.h"
#include "chatc/words/sentence.h"
#include "common/slice.h"

struct event_base;
struct chatc_options;
struct secret;
struct user;

/* What the user does. */
struct user_events {
	void (*ready)(void *context); /* user_take() has something again */
	void (*leave)(void *context); /* the user wants to leave at once */
	void (*gone)(void *context);  /* nobody reads our words any more */
};

/*
 * Return the user that the options and the environment describe, or NULL if
 * there is no memory.  If the log cannot be opened, say so and end the program.
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
void user_say(struct user *user, const struct sentence *sentence);

/* Remember the names of a list, for the completion. */
void user_learn(struct user *user, struct slice names);

/*
 * On a terminal, prompt for a name, or for a line of the user called name,
 * which goes to target unless that is empty.
 */
void user_ask_name(struct user *user);
void user_ask_line(struct user *user, struct slice name, struct slice target);

/* On a terminal, prompt for a password in the words of this sentence. */
void user_ask_password(struct user *user, const struct sentence *question);

/* Say whether this is a person, at a terminal. */
bool user_is_person(const struct user *user);

/* Say whether a person has ended the input; a script's end is taken. */
bool user_has_ended(const struct user *user);

/* Return how many lines were typed and not taken yet. */
size_t user_waiting(const struct user *user);

/* Take a password, as input_take() takes a line; a script types none. */
enum input_result user_take_password(
    struct user *user, struct secret *password_r);

/* Take a line, as input_take() does. */
enum input_result user_take(struct user *user, struct slice *line_r);

#endif
