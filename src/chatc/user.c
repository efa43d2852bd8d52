/* SPDX-License-Identifier: MIT */
/*
 * The terminal or the pipes, behind one interface.  Names that pass by here are
 * remembered for completion.
 */

#include "chatc/user.h"

#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "chatc/codecs/buffer.h"
#include "chatc/completion.h"
#include "chatc/options.h"
#include "chatc/terminal.h"
#include "chatc/codecs/codec.h"

struct user {
	struct input *input; /* NULL on a terminal */
	const struct user_events *events;
	void *context;
	struct display_style style;
	struct buffer shown; /* the text that is being shown */
	struct completion completion;
};

static bool
user_has_terminal(const struct user *user)
{
	return user->input == NULL;
}

static void
user_learn(struct user *user, enum display_kind kind, struct slice name,
    struct slice list)
{
	if (kind == DISPLAY_FROM)
		completion_learn(&user->completion, name);
	if (kind == DISPLAY_NAMES)
		for (int i = 0;
		     i < COMPLETION_NAMES_MAX && codec_next_name(&list, &name);
		     i++)
			completion_learn(&user->completion, name);
}

static void
user_set_prompt(struct user *user, struct buffer *prompt, bool asks_name)
{
	if (user_has_terminal(user)) {
		buffer_append(prompt, "", 1);
		terminal_set_prompt(prompt->bytes, asks_name);
	}
	buffer_clear(prompt);
}

static int
user_open_terminal(struct user *user, struct event_base *base,
    enum chatc_options_colour colour)
{
	const char *term = getenv("TERM");

	user->style.decorated = true;
	user->style.ascii_only = strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	user->style.colours = colour == CHATC_OPTIONS_COLOUR_ALWAYS ||
			      (colour == CHATC_OPTIONS_COLOUR_AUTO &&
				  term != NULL && strcmp(term, "dumb") != 0);
	return terminal_open(base, &user->completion,
	    &(struct terminal_events){
		user->events->ready, user->events->leave },
	    user->context);
}

struct user *
user_new(struct event_base *base, const struct chatc_options *options,
    const struct user_events *events, void *context)
{
	struct user *user = calloc(1, sizeof(*user));
	bool opened;

	if (user == NULL)
		return NULL;
	user->events = events;
	user->context = context;
	if (options->plain || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		user->input = input_new(
		    base, STDIN_FILENO, events->ready, context);
		opened = user->input != NULL;
	} else {
		opened = user_open_terminal(user, base, options->colour) == 0;
	}
	if (opened)
		return user;
	user_free(user);
	return NULL;
}

void
user_free(struct user *user)
{
	if (user == NULL)
		return;
	if (user_has_terminal(user))
		terminal_close();
	input_free(user->input);
	buffer_clear(&user->shown);
	free(user);
}

void
user_show(struct user *user, enum display_kind kind, struct slice name,
    struct slice text)
{
	bool aside = kind >= DISPLAY_ASIDES && !user_has_terminal(user);
	FILE *file = aside ? stderr : stdout;

	if (user_has_terminal(user) && kind == DISPLAY_ASK_NAME)
		return; /* the prompt asks it */
	user_learn(user, kind, name, text);
	user->style.now = time(NULL);
	if (aside)
		buffer_append_text(&user->shown, "chatc: ");
	display_render(&user->style, kind, name, text, &user->shown);
	if (user_has_terminal(user)) {
		terminal_print(buffer_slice(&user->shown));
	} else {
		(void)fwrite(user->shown.bytes, 1, user->shown.size, file);
		(void)fflush(file);
	}
	buffer_empty(&user->shown);
	if (ferror(file))
		user->events->gone(user->context);
}

void
user_ask_name(struct user *user)
{
	struct buffer prompt = { 0 };
	struct slice nothing = { 0 };

	display_render(&(struct display_style){ 0 }, DISPLAY_ASK_NAME, nothing,
	    nothing, &prompt);
	prompt.bytes[prompt.size - 1] = ' '; /* was "\n" */
	user_set_prompt(user, &prompt, true);
}

void
user_ask_line(struct user *user, struct slice name)
{
	struct buffer prompt = { 0 };

	display_append_safely(&prompt, name, user->style.ascii_only);
	buffer_append_text(&prompt, "> ");
	user_set_prompt(user, &prompt, false);
}

enum input_result
user_take(struct user *user, struct slice *line_r)
{
	return user_has_terminal(user) ? terminal_take(line_r)
				       : input_take(user->input, line_r);
}
