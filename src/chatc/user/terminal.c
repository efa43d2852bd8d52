/* SPDX-License-Identifier: MIT */
/*
 * readline's callback interface on the event loop.
 *
 * The words of others are printed where the typed line stands, and the typed
 * line is drawn again below them; its text, the cursor and a search in progress
 * are left alone.  readline must never wait for a key by itself, because nobody
 * would be heard meanwhile: its questions and its pager are switched off.
 * Signals come through the loop too, since readline's own handlers are
 * installed only while it runs.
 */

#include "chatc/user/terminal.h"

#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/readline.h>

#include <event2/event.h>

#include "chatc/codecs/buffer.h"
#include "chatc/words/user_command.h"
#include "chatc/user/recalled.h"
#include "chatc/user/tab_key.h"
#include "chatc/user/typed.h"
#include "chatc/user/unseen.h"
#include "chatc/user/window.h"

/* How much can be typed or pasted ahead of the server's answers. */
#define TERMINAL_AHEAD_BYTES ((size_t)1024 * 1024)

static const int terminal_signals[] = {
	SIGINT,
	SIGWINCH,
	SIGTSTP,
	SIGTERM,
	SIGHUP,
};

#define TERMINAL_SIGNALS                                                       \
	(sizeof(terminal_signals) / sizeof(terminal_signals[0]))

static struct terminal {
	bool open;
	bool ended;              /* Ctrl-D */
	enum terminal_wish wish; /* what is being typed */
	bool has_password;       /* it was typed, and not taken */
	time_t last_key;
	struct terminal_events events;
	void *context;
	const struct completion *completion;
	struct event *key;
	struct event *signals[TERMINAL_SIGNALS];
	struct buffer prompt; /* that is wanted, with its NUL */
	struct typed typed;   /* its question is asked in place of the prompt */
	struct unseen
	    unseen; /* a password, which is asked for in their place */
} terminal;

static void
terminal_note_prompt(const char *prompt)
{
	buffer_empty(&terminal.prompt);
	buffer_append(&terminal.prompt, prompt, strlen(prompt) + 1);
}

/* Give readline the prompt that is due now; it does not draw it yet. */
static void
terminal_give_prompt(void)
{
	struct buffer question = { 0 };

	if (!typed_is_asking(&terminal.typed)) {
		rl_set_prompt(
		    terminal.prompt.size > 0 ? terminal.prompt.bytes : "");
		return;
	}
	paste_append_question(&terminal.typed.paste, &question);
	buffer_append(&question, "", 1);
	rl_set_prompt(question.bytes);
	buffer_clear(&question);
}

static void
terminal_take_lines(char *line)
{
	switch (typed_add(&terminal.typed, line)) {
	case TYPED_LINE:
		/* The next prompt comes with the answer to a name. */
		if (terminal.wish == TERMINAL_NAME)
			terminal_note_prompt("");
		else
			recalled_keep(line);
		break;
	case TYPED_UNCLEAR:
		recalled_keep(line);
		break;
	case TYPED_QUESTION:
	case TYPED_ANSWER:
		break;
	}
}

static void
terminal_line_cb(char *line)
{
	if (line != NULL)
		terminal_take_lines(line);
	else if (typed_is_asking(&terminal.typed))
		typed_discard(&terminal.typed);
	else
		terminal.ended = true;
	terminal_give_prompt();
	free(line);
}

/* Tell how many lines of a paste were thrown away, if any were. */
static void
terminal_report_discarded(void)
{
	size_t lines = typed_take_discarded(&terminal.typed);

	if (lines > 0)
		terminal.events.discarded(terminal.context, lines);
}

/*
 * Say whether what is typed is a password, or the rest of one that is asked for
 * no longer, because the server has gone: that must not be said to anybody.
 */
static bool
terminal_is_unseen(void)
{
	return terminal.wish == TERMINAL_PASSWORD ||
	       unseen_has_begun(&terminal.unseen);
}

/* Read a key of a password, which readline must not see. */
static void
terminal_read_unseen(void)
{
	enum unseen_result result = unseen_read(&terminal.unseen, STDIN_FILENO);

	if (result == UNSEEN_MORE)
		return;
	if (result == UNSEEN_LINE && terminal.wish != TERMINAL_PASSWORD) {
		unseen_clear(&terminal.unseen);
		return;
	}
	terminal.has_password = result == UNSEEN_LINE;
	terminal.ended = result == UNSEEN_ENDED;
	fputs("\n", rl_outstream);
	terminal_note_prompt("");
	terminal_give_prompt();
	(void)rl_on_new_line();
	window_redraw();
}

static void
terminal_key_cb(evutil_socket_t fd, short what, void *argument)
{
	const struct typed *typed = &terminal.typed;

	(void)fd;
	(void)what;
	(void)argument;
	terminal.last_key = time(NULL);
	window_follow();
	if (terminal_is_unseen())
		terminal_read_unseen();
	else
		rl_callback_read_char();
	terminal_report_discarded();
	if (terminal.ended || terminal.has_password || typed->quits ||
	    typed->lines.size > TERMINAL_AHEAD_BYTES)
		event_del(terminal.key);
	if (typed->quits)
		terminal.events.leave(terminal.context);
	else if (terminal.ended || terminal.has_password ||
		 typed->lines.size > 0)
		terminal.events.ready(terminal.context);
}

/* Throw the line away, as a shell does; leave if there is none. */
static void
terminal_interrupt(void)
{
	bool is_empty = rl_end == 0 &&
			!RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH);

	if (is_empty && !typed_is_asking(&terminal.typed)) {
		terminal.events.leave(terminal.context);
		return;
	}
	rl_callback_sigcleanup();
	rl_free_line_state();
	fputs("^C\n", rl_outstream);
	rl_replace_line("", 1);
	if (is_empty) {
		typed_discard(&terminal.typed);
		terminal_give_prompt();
	}
	window_redraw();
	terminal_report_discarded();
}

static void
terminal_suspend(void)
{
	rl_deprep_terminal();
	(void)kill(getpid(), SIGSTOP);
	rl_prep_terminal(1);
	window_measure();
	window_redraw();
}

static void
terminal_signal_cb(evutil_socket_t number, short what, void *argument)
{
	(void)what;
	(void)argument;
	switch (number) {
	case SIGINT:
		terminal_interrupt();
		break;
	case SIGWINCH:
		window_follow();
		break;
	case SIGTSTP:
		terminal_suspend();
		break;
	default:
		/* Die of the signal, but give the terminal back first. */
		terminal_close();
		(void)signal((int)number, SIG_DFL);
		(void)raise((int)number);
	}
}

static void
terminal_prepare_readline(void)
{
	rl_readline_name = "chatc";
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_change_environment = 0;
	(void)rl_initialize();

	/* The loop depends on these, so they overrule the user's inputrc. */
	rl_completion_query_items = -1;
	(void)rl_variable_bind("page-completions", "off");
	tab_key_open(terminal.completion);
}

int
terminal_open(struct event_base *base, const struct completion *completion,
    const struct terminal_events *events, void *context)
{
	terminal = (struct terminal){
		.completion = completion,
		.events = *events,
		.context = context,
		.last_key = time(NULL),
	};
	terminal.key = event_new(
	    base, STDIN_FILENO, EV_READ | EV_PERSIST, terminal_key_cb, NULL);
	if (terminal.key == NULL || event_add(terminal.key, NULL) == -1)
		return -1;
	for (size_t i = 0; i < TERMINAL_SIGNALS; i++) {
		terminal.signals[i] = evsignal_new(
		    base, terminal_signals[i], terminal_signal_cb, NULL);
		if (terminal.signals[i] == NULL ||
		    event_add(terminal.signals[i], NULL) == -1)
			return -1;
	}
	terminal_prepare_readline();
	recalled_open();
	window_measure();
	rl_callback_handler_install("", terminal_line_cb);
	terminal.open = true;
	return 0;
}

void
terminal_close(void)
{
	if (terminal.open) {
		window_wipe();
		rl_callback_handler_remove();
		(void)fflush(rl_outstream);
	}
	terminal.open = false;
	if (terminal.key != NULL)
		event_free(terminal.key);
	terminal.key = NULL;
	for (size_t i = 0; i < TERMINAL_SIGNALS; i++) {
		if (terminal.signals[i] != NULL)
			event_free(terminal.signals[i]);
		terminal.signals[i] = NULL;
	}
	buffer_clear(&terminal.prompt);
	typed_clear(&terminal.typed);
	unseen_clear(&terminal.unseen);
	recalled_close();
}

void
terminal_set_prompt(const char *prompt, enum terminal_wish wish)
{
	terminal.wish = wish;
	if (wish != TERMINAL_PASSWORD && terminal.has_password) {
		unseen_clear(&terminal.unseen);
		terminal.has_password = false;
	}
	tab_key_enable(wish == TERMINAL_LINE);
	if (terminal.prompt.size > 0 &&
	    strcmp(terminal.prompt.bytes, prompt) == 0)
		return;
	terminal_note_prompt(prompt);
	if (typed_is_asking(&terminal.typed))
		return;
	window_wipe();
	terminal_give_prompt();
	window_redraw();
}

void
terminal_print(struct slice lines)
{
	window_wipe();
	(void)fwrite(lines.bytes, 1, lines.size, rl_outstream);
	window_redraw();
}

/* There is nothing to be taken: read on, if there can be more. */
static enum input_result
terminal_wait(void)
{
	if (terminal.ended)
		return INPUT_ENDED;
	if (terminal.key != NULL)
		event_add(terminal.key, NULL);
	return INPUT_NONE;
}

enum input_result
terminal_take(struct slice *line_r)
{
	return typed_take(&terminal.typed, line_r) ? INPUT_LINE
						   : terminal_wait();
}

enum input_result
terminal_take_password(struct secret *password_r)
{
	if (!terminal.has_password)
		return terminal_wait();
	secret_set(password_r, secret_slice(&terminal.unseen.line));
	unseen_clear(&terminal.unseen);
	terminal.has_password = false;
	return INPUT_LINE;
}

size_t
terminal_discard(void)
{
	typed_discard_all(&terminal.typed);
	return typed_take_discarded(&terminal.typed);
}

bool
terminal_has_ended(void)
{
	return terminal.ended;
}

size_t
terminal_waiting(void)
{
	return typed_count(&terminal.typed);
}

time_t
terminal_last_key(void)
{
	return terminal.last_key;
}
