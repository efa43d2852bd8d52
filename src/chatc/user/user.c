/* SPDX-License-Identifier: MIT */
/*
 * The terminal or the pipes, behind one interface.  Names that pass by here are
 * remembered for completion.
 */

#include "chatc/user/user.h"

#include <err.h>
#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "chatc/words/absence.h"
#include "chatc/words/bell.h"
#include "chatc/codecs/buffer.h"
#include "chatc/words/completion.h"
#include "chatc/words/display.h"
#include "chatc/words/day_change.h"
#include "chatc/options/options.h"
#include "chatc/user/script.h"
#include "chatc/user/terminal.h"
#include "chatc/user/transcript.h"
#include "chatc/codecs/codec.h"
#include "common/clock.h"

struct user {
	struct script *script; /* NULL on a terminal */
	bool asks_name;        /* what is taken next is a name */
	const struct user_events *events;
	void *context;
	struct display_style style;
	struct buffer shown; /* the text that is being shown */
	struct buffer own_name;
	struct day_change day_change;
	struct absence absence;
	struct bell bell;
	bool has_bell;
	struct transcript transcript;
	const char *log;      /* the path of the transcript */
	struct buffer target; /* of the line that is asked for */
	struct completion completion;
};

static bool
user_has_terminal(const struct user *user)
{
	return user->script == NULL;
}

static void
user_set_prompt(
    struct user *user, struct buffer *prompt, enum terminal_wish wish)
{
	if (user_has_terminal(user)) {
		buffer_append(prompt, "", 1);
		terminal_set_prompt(prompt->bytes, wish);
	}
	buffer_clear(prompt);
}

static void
user_ready_cb(void *context)
{
	struct user *user = context;

	user->events->ready(user->context);
}

static void
user_leave_cb(void *context)
{
	struct user *user = context;

	user->events->leave(user->context);
}

static void
user_discarded_cb(void *context, size_t lines)
{
	struct sentence sentence = { .kind = SENTENCE_UNSENT };
	struct buffer number = { 0 };

	buffer_append_format(&number, "%zu", lines);
	sentence.text = buffer_slice(&number);
	user_say(context, &sentence);
	buffer_clear(&number);
}

/* What was typed as somebody is talk, and must not be taken for a name. */
static void
user_discard_talk(struct user *user)
{
	size_t lines = 0;

	if (user_has_terminal(user) && user->own_name.size > 0)
		lines = terminal_discard();
	if (lines > 0)
		user_discarded_cb(user, lines);
}

static const struct terminal_events user_terminal_events = {
	.ready = user_ready_cb,
	.leave = user_leave_cb,
	.discarded = user_discarded_cb,
};

static int
user_open_terminal(struct user *user, struct event_base *base,
    enum chatc_options_colour colour)
{
	const char *term = getenv("TERM"), *many = getenv("COLORTERM");

	user->style.people_words = true;
	user->style.decorated = true;
	user->style.ascii_only = strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	user->style.colours = colour == CHATC_OPTIONS_COLOUR_ALWAYS ||
			      (colour == CHATC_OPTIONS_COLOUR_AUTO &&
				  term != NULL && strcmp(term, "dumb") != 0);
	user->style.has_256_colours = (many != NULL && *many != '\0') ||
				      (term != NULL &&
					  strstr(term, "256color") != NULL);
	return terminal_open(
	    base, &user->completion, &user_terminal_events, user);
}

static void
user_open_transcript(struct user *user)
{
	user->transcript.fd = -1;
	if (user->log != NULL &&
	    transcript_open(&user->transcript, user->log) == -1)
		err(EX_CANTCREAT, "%s", user->log);
}

static bool
user_is_script(const struct chatc_options *options)
{
	return options->plain || options->json ||
	       options->task != CHATC_OPTIONS_TALK || !isatty(STDIN_FILENO) ||
	       !isatty(STDOUT_FILENO);
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
	user->has_bell = options->bell;
	user->log = options->log;
	user->bell.is_private = options->codec->say == NULL;
	user_open_transcript(user);
	if (user_is_script(options)) {
		user->script = script_new(
		    base, options, events->ready, context);
		opened = user->script != NULL;
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
	script_free(user->script);
	buffer_clear(&user->shown);
	buffer_clear(&user->own_name);
	buffer_clear(&user->target);
	transcript_close(&user->transcript);
	free(user);
}

void
user_learn(struct user *user, struct slice names)
{
	struct slice name;

	for (int i = 0;
	     i < COMPLETION_NAMES_MAX && codec_next_name(&names, &name); i++)
		completion_learn(&user->completion, name);
}

/* Remember the names that a sentence has, and our own. */
static void
user_learn_from(struct user *user, const struct sentence *sentence)
{
	if (sentence->kind == SENTENCE_FROM ||
	    sentence->kind == SENTENCE_CAME ||
	    sentence->kind == SENTENCE_INVITED)
		completion_learn(&user->completion, sentence->name);
	if (sentence->kind == SENTENCE_RENAMED)
		completion_learn(&user->completion, sentence->text);
	if (sentence->kind == SENTENCE_NAMES)
		user_learn(user, sentence->text);
	if (sentence->room.size > 0)
		completion_learn(&user->completion, sentence->room);
	if (sentence->kind == SENTENCE_LOGGED_IN) {
		buffer_empty(&user->own_name);
		buffer_append_slice(&user->own_name, sentence->name);
		user->style.own_name = buffer_slice(&user->own_name);
		user->bell.own_name = user->style.own_name;
	}
}

static void
user_say_that_log_ends(struct user *user)
{
	const char *why = strerror(errno);

	user_say(user, &(struct sentence){ .kind = SENTENCE_LOG_ENDS,
			   .name = { user->log, strlen(user->log) },
			   .text = { why, strlen(why) } });
}

/* Say something to a person. */
static void
user_show(struct user *user, const struct sentence *sentence)
{
	if (sentence->kind == SENTENCE_ASK_NAME)
		return; /* the prompt asks it */
	day_change_append(&user->day_change, &user->style, &user->shown);
	absence_append(&user->absence, &user->style, sentence,
	    terminal_last_key(), &user->shown);
	display_render(&user->style, sentence, &user->shown);
	if (user->has_bell &&
	    bell_rings(&user->bell, sentence, clock_monotonic_ms()))
		buffer_append_text(&user->shown, "\a");
	terminal_print(buffer_slice(&user->shown));
	buffer_empty(&user->shown);
	if (ferror(stdout))
		user->events->gone(user->context);
}

void
user_say(struct user *user, const struct sentence *sentence)
{
	user->style.now = time(NULL);
	user_learn_from(user, sentence);
	if (user_has_terminal(user))
		user_show(user, sentence);
	else if (!script_say(user->script, sentence))
		user->events->gone(user->context);
	if (transcript_add(&user->transcript, &user->style, sentence) == -1)
		user_say_that_log_ends(user);
}

/* Prompt with a sentence that is a question. */
static void
user_ask(
    struct user *user, const struct sentence *question, enum terminal_wish wish)
{
	struct display_style style = { .ascii_only = user->style.ascii_only };
	struct buffer prompt = { 0 };

	display_render(&style, question, &prompt);
	prompt.bytes[prompt.size - 1] = ' '; /* was "\n" */
	user_set_prompt(user, &prompt, wish);
}

void
user_ask_name(struct user *user)
{
	static const struct sentence question = { .kind = SENTENCE_ASK_NAME };

	if (!user->asks_name)
		user_discard_talk(user);
	user->asks_name = true;
	user_ask(user, &question, TERMINAL_NAME);
}

void
user_ask_password(struct user *user, const struct sentence *question)
{
	user_ask(user, question, TERMINAL_PASSWORD);
}

void
user_ask_line(struct user *user, struct slice name, struct slice target)
{
	struct buffer prompt = { 0 };

	user->asks_name = false;
	buffer_empty(&user->target);
	buffer_append_slice(&user->target, target);
	display_append_safely(&prompt, name, user->style.ascii_only);
	if (target.size > 0) {
		buffer_append_text(
		    &prompt, target.bytes[0] == '#' ? " " : " @");
		display_append_safely(&prompt, target, user->style.ascii_only);
	}
	buffer_append_text(&prompt, "> ");
	user_set_prompt(user, &prompt, TERMINAL_LINE);
}

bool
user_is_person(const struct user *user)
{
	return user_has_terminal(user);
}

bool
user_has_ended(const struct user *user)
{
	return user_has_terminal(user) && terminal_has_ended();
}

size_t
user_waiting(const struct user *user)
{
	return user_has_terminal(user) ? terminal_waiting() : 0;
}

enum input_result
user_take_password(struct user *user, struct secret *password_r)
{
	return user_has_terminal(user) ? terminal_take_password(password_r)
				       : INPUT_NONE;
}

enum input_result
user_take(struct user *user, struct slice *line_r)
{
	enum input_result result = user_has_terminal(user)
				       ? terminal_take(line_r)
				       : script_take(user->script,
					     user->asks_name, line_r);

	if (result != INPUT_LINE || user->asks_name)
		return result;
	user->style.now = time(NULL);
	if (transcript_add_typed(&user->transcript, &user->style,
		buffer_slice(&user->target), *line_r) == -1)
		user_say_that_log_ends(user);
	return result;
}
