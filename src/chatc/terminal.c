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

#include "chatc/terminal.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include <event2/event.h>

#include "chatc/codecs/buffer.h"
#include "chatc/words/completion.h"
#include "chatc/words/user_command.h"
#include "common/line.h"

/* The lines that the arrow keys find again. */
#define TERMINAL_HISTORY_LINES 1000

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
	bool ended;     /* Ctrl-D */
	bool leaves;    /* "!quit": whatever waits, it is not waited for */
	bool asks_name; /* the line that is being typed is a name */
	unsigned short columns; /* of the window, as readline knows it */
	struct terminal_events events;
	void *context;
	const struct completion *completion;
	struct event *key;
	struct event *signals[TERMINAL_SIGNALS];
	struct buffer lines; /* typed, each with "\n" */
	size_t taken;        /* of lines, by the last one that was taken */
} terminal;

static bool
terminal_is_quit(const char *line)
{
	struct slice slice = { line, strlen(line) };

	return user_command_parse(slice).type == USER_COMMAND_QUIT;
}

static void
terminal_line_cb(char *line)
{
	if (line == NULL) {
		terminal.ended = true;
		return;
	}
	if (terminal_is_quit(line)) {
		terminal.leaves = true;
		free(line);
		return;
	}
	if (!terminal.asks_name && line[strspn(line, " \t")] != '\0')
		add_history(line);

	/* The next prompt comes with the answer. */
	if (terminal.asks_name)
		rl_set_prompt("");
	for (char *byte = line; *byte != '\0'; byte++)
		if (*byte == '\r')
			*byte = '\n'; /* from pasted lines */
	buffer_append_text(&terminal.lines, line);
	buffer_append_text(&terminal.lines, "\n");
	free(line);
}

static void
terminal_redraw(void)
{
	rl_forced_update_display();
}

/* Note how wide the window is, and say whether that is news. */
static bool
terminal_is_resized(void)
{
	struct winsize size = { 0 };
	unsigned short columns = terminal.columns;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		terminal.columns = size.ws_col;
	return terminal.columns != columns;
}

/*
 * Draw the typed line from the row on that the cursor is in.  readline would go
 * up first, by as many rows as the line took before; but most terminals have
 * wrapped the line anew by themselves, others have not, and whoever goes up too
 * far wipes away what somebody said.  The worst that is left like this is a
 * piece of the prompt.
 */
static void
terminal_redraw_resized(void)
{
	rl_reset_screen_size();
	fputs(rl_get_termcap("ce") != NULL ? "\r\033[J" : "\r", rl_outstream);
	terminal_redraw();
}

/*
 * Make place for something else where the typed line stands.  The window may
 * have changed since readline drew the line, and the signal still be coming.
 */
static void
terminal_wipe(void)
{
	if (terminal_is_resized())
		terminal_redraw_resized();
	rl_clear_visible_line();
}

static void
terminal_key_cb(evutil_socket_t fd, short what, void *argument)
{
	(void)fd;
	(void)what;
	(void)argument;
	if (terminal_is_resized())
		terminal_redraw_resized();
	rl_callback_read_char();
	if (terminal.ended || terminal.leaves ||
	    terminal.lines.size > TERMINAL_AHEAD_BYTES)
		event_del(terminal.key);
	if (terminal.leaves)
		terminal.events.leave(terminal.context);
	else if (terminal.ended || terminal.lines.size > 0)
		terminal.events.ready(terminal.context);
}

/* Throw the line away, as a shell does; leave if there is none. */
static void
terminal_interrupt(void)
{
	if (rl_end == 0 && !RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH)) {
		terminal.events.leave(terminal.context);
		return;
	}
	rl_callback_sigcleanup();
	rl_free_line_state();
	fputs("^C\n", rl_outstream);
	rl_replace_line("", 1);
	terminal_redraw();
}

static void
terminal_suspend(void)
{
	rl_deprep_terminal();
	(void)kill(getpid(), SIGSTOP);
	rl_prep_terminal(1);
	(void)terminal_is_resized();
	rl_reset_screen_size();
	terminal_redraw();
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
		if (terminal_is_resized())
			terminal_redraw_resized();
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

static char *
terminal_match(const char *word, int state)
{
	static size_t index;

	index = state == 0 ? 0 : index + 1;
	return completion_match(terminal.completion, word, index);
}

/* Complete the first word, or a room, and never to the name of a file. */
static char **
terminal_complete(const char *word, int start, int end)
{
	(void)end;
	rl_attempted_completion_over = 1;
	if ((start != 0 && word[0] != '#') || terminal.asks_name)
		return NULL;
	return rl_completion_matches(word, terminal_match);
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
	rl_completer_word_break_characters = " \t";
	rl_completer_quote_characters = "";
	rl_attempted_completion_function = terminal_complete;
	using_history();
	stifle_history(TERMINAL_HISTORY_LINES);
}

int
terminal_open(struct event_base *base, const struct completion *completion,
    const struct terminal_events *events, void *context)
{
	terminal = (struct terminal){
		.completion = completion,
		.events = *events,
		.context = context,
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
	(void)terminal_is_resized();
	rl_callback_handler_install("", terminal_line_cb);
	terminal.open = true;
	return 0;
}

void
terminal_close(void)
{
	if (terminal.open) {
		terminal_wipe();
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
	buffer_clear(&terminal.lines);
	clear_history();
}

void
terminal_set_prompt(const char *prompt, bool asks_name)
{
	terminal.asks_name = asks_name;
	if (rl_prompt != NULL && strcmp(rl_prompt, prompt) == 0)
		return;
	terminal_wipe();
	rl_set_prompt(prompt);
	terminal_redraw();
}

void
terminal_print(struct slice lines)
{
	terminal_wipe();
	(void)fwrite(lines.bytes, 1, lines.size, rl_outstream);
	terminal_redraw();
}

enum input_result
terminal_take(struct slice *line_r)
{
	buffer_drop(&terminal.lines, terminal.taken);
	terminal.taken = line_take(
	    terminal.lines.bytes, terminal.lines.size, line_r);
	if (terminal.taken > 0)
		return INPUT_LINE;
	if (terminal.ended)
		return INPUT_ENDED;
	if (terminal.key != NULL)
		event_add(terminal.key, NULL);
	return INPUT_NONE;
}

size_t
terminal_waiting(void)
{
	size_t count = 0;

	for (size_t i = terminal.taken; i < terminal.lines.size; i++)
		count += terminal.lines.bytes[i] == '\n';
	return count;
}
