/* SPDX-License-Identifier: MIT */
/*
 * With --send, standard input is read only where the command line has no text:
 * a script of cron may have none.
 */

#include "chatc/user/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "chatc/options/options.h"
#include "chatc/user/prepared_lines.h"
#include "chatc/words/display.h"
#include "chatc/words/json_lines.h"

/* What becomes of a sentence. */
enum script_place {
	SCRIPT_NOWHERE,
	SCRIPT_OUTPUT,
	SCRIPT_ERROR,
};

struct script {
	const struct chatc_options *options;
	struct input *input; /* NULL if nothing is read */
	struct prepared_lines lines;
};

static bool
script_is_prepared(const struct script *script)
{
	return script->options->task != CHATC_OPTIONS_TALK;
}

static bool
script_reads(const struct chatc_options *options)
{
	return options->task == CHATC_OPTIONS_TALK ||
	       (options->task == CHATC_OPTIONS_SEND &&
		   options->arguments[1] == NULL);
}

struct script *
script_new(struct event_base *base, const struct chatc_options *options,
    void (*ready)(void *context), void *context)
{
	struct script *script = calloc(1, sizeof(*script));

	if (script == NULL)
		return NULL;
	script->options = options;
	if (script_reads(options)) {
		script->input = input_new(base, STDIN_FILENO, ready, context);
		if (script->input == NULL) {
			free(script);
			return NULL;
		}
	}
	if (script_is_prepared(script))
		prepared_lines_start(&script->lines, options, script->input);
	return script;
}

void
script_free(struct script *script)
{
	if (script == NULL)
		return;
	prepared_lines_clear(&script->lines);
	input_free(script->input);
	free(script);
}

/* Where --send and --listen have a sentence go, if it is no aside. */
static const enum script_place script_prepared_places[SENTENCE_ASIDES] = {
	[SENTENCE_NAME_TAKEN] = SCRIPT_ERROR,
	[SENTENCE_NAME_REFUSED] = SCRIPT_ERROR,
	[SENTENCE_FULL] = SCRIPT_ERROR,
	[SENTENCE_NO_SUCH_USER] = SCRIPT_ERROR,
	[SENTENCE_BAD_HEADER] = SCRIPT_ERROR,
	[SENTENCE_BAD_BODY] = SCRIPT_ERROR,
	[SENTENCE_FROM] = SCRIPT_OUTPUT,
	[SENTENCE_CAME] = SCRIPT_OUTPUT,
	[SENTENCE_WENT] = SCRIPT_OUTPUT,
};

static enum script_place
script_prepared_place(
    const struct script *script, const struct sentence *sentence)
{
	enum sentence_kind kind = sentence->kind;
	enum script_place place = kind < SENTENCE_ASIDES
				      ? script_prepared_places[kind]
				      : SCRIPT_ERROR;

	/* Who sends has not come to listen. */
	if (place == SCRIPT_OUTPUT &&
	    script->options->task == CHATC_OPTIONS_SEND)
		return SCRIPT_NOWHERE;

	/* Another name will do. */
	if ((kind == SENTENCE_NAME_TAKEN || kind == SENTENCE_NAME_REFUSED) &&
	    prepared_lines_have_name(&script->lines))
		return SCRIPT_NOWHERE;
	return place;
}

static enum script_place
script_place(const struct script *script, const struct sentence *sentence)
{
	if (script->options->json)
		return SCRIPT_OUTPUT;
	if (script_is_prepared(script))
		return script_prepared_place(script, sentence);
	return sentence->kind >= SENTENCE_ASIDES ? SCRIPT_ERROR : SCRIPT_OUTPUT;
}

bool
script_say(struct script *script, const struct sentence *sentence)
{
	const struct display_style style = {
		.people_words = script_is_prepared(script),
	};
	enum script_place place = script_place(script, sentence);
	FILE *file = place == SCRIPT_ERROR ? stderr : stdout;
	struct buffer words = { 0 };

	if (place == SCRIPT_NOWHERE)
		return true;
	if (script->options->json) {
		json_lines_print(file, sentence, time(NULL));
	} else {
		if (place == SCRIPT_ERROR)
			buffer_append_text(&words, "chatc: ");
		display_render(&style, sentence, &words);
		(void)fwrite(words.bytes, 1, words.size, file);
		buffer_clear(&words);
	}
	(void)fflush(file);
	return !ferror(file);
}

enum input_result
script_take(struct script *script, bool asks_name, struct slice *line_r)
{
	if (script_is_prepared(script))
		return prepared_lines_take(&script->lines, asks_name, line_r);
	return input_take(script->input, line_r);
}
