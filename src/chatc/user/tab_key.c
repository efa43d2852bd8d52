/* SPDX-License-Identifier: MIT */
/* Names of files, which readline would complete to, are no use in a chat. */

#include "chatc/user/tab_key.h"

#include <stdio.h>

#include <readline/readline.h>

#include "chatc/words/completion.h"

static const struct completion *tab_key_completion;
static bool tab_key_completes;

static char *
tab_key_match(const char *word, int state)
{
	static size_t index;

	index = state == 0 ? 0 : index + 1;
	return completion_match(tab_key_completion, word, index);
}

static char *
tab_key_match_name(const char *word, int state)
{
	static size_t index;

	index = state == 0 ? 0 : index + 1;
	return completion_match_name(tab_key_completion, word, index);
}

/* Complete the first word, a room, or a name behind a command. */
static char **
tab_key_complete(const char *word, int start, int end)
{
	(void)end;
	rl_attempted_completion_over = 1;
	if (!tab_key_completes)
		return NULL;
	if (start == 0 || word[0] == '#')
		return rl_completion_matches(word, tab_key_match);
	return rl_line_buffer[0] == '!' || rl_line_buffer[0] == '/'
		   ? rl_completion_matches(word, tab_key_match_name)
		   : NULL;
}

void
tab_key_open(const struct completion *completion)
{
	tab_key_completion = completion;
	/* Before readline 8.2 it is not const, and yet nobody writes to it. */
	rl_completer_word_break_characters = (char *)" \t";
	rl_completer_quote_characters = "";
	rl_attempted_completion_function = tab_key_complete;
}

void
tab_key_enable(bool completes)
{
	tab_key_completes = completes;
}
