/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_SCRIPT_H
#define CHATD_CHATC_SCRIPT_H

/*
 * A user who is a script: lines come from a pipe, a file or the command line,
 * and words go to standard output and standard error.
 */

#include <stdbool.h>

#include "chatc/user/input.h"
#include "chatc/words/sentence.h"
#include "common/slice.h"

struct chatc_options;
struct event_base;
struct script;

/*
 * Return the script that the options describe, or NULL if there is no memory.
 * ready(context) tells that script_take() has something again; all is borrowed.
 */
struct script *script_new(struct event_base *base,
    const struct chatc_options *options, void (*ready)(void *context),
    void *context);

/* Free script; NULL is allowed. */
void script_free(struct script *script);

/*
 * Print a sentence in the way that the options ask for: an object of JSON, the
 * line that display_render() words or, with --send and --listen, only what
 * these are for and what goes wrong.  What scripts do not expect goes to
 * standard error, after the name of the program.  Return false if it cannot be
 * written.
 */
bool script_say(struct script *script, const struct sentence *sentence);

/*
 * Take a line, as input_take() does; asks_name says that a name is asked for.
 */
enum input_result script_take(
    struct script *script, bool asks_name, struct slice *line_r);

#endif
