/* SPDX-License-Identifier: MIT */
/*
 * Every kind of sentence has a word for "event", and its parts have the keys
 * that fit it.  What only helps a person who types has the event "help" or
 * "mistake", and the words that the person would see.
 */

#include "chatc/words/json_lines.h"

#include <stdbool.h>

#include "chatc/codecs/codec.h"
#include "chatc/words/display.h"
#include "common/json_text.h"

/* A key is NULL where the sentence has no such part. */
struct json_lines_row {
	const char *event;
	const char *name; /* the key of the name */
	const char *text; /* the key of the text */
	bool is_list;     /* the text is a list of names */
};

static const struct json_lines_row json_lines_rows[] = {
	[SENTENCE_ASK_NAME] = { "name-wanted", NULL, NULL, false },
	[SENTENCE_LOGGED_IN] = { "logged-in", "name", NULL, false },
	[SENTENCE_NAME_TAKEN] = { "name-taken", "name", NULL, false },
	[SENTENCE_NAME_REFUSED] = { "name-refused", "name", NULL, false },
	[SENTENCE_FULL] = { "full", NULL, NULL, false },
	[SENTENCE_SENT] = { "sent", "to", NULL, false },
	[SENTENCE_NO_SUCH_USER] = { "unknown", "to", NULL, false },
	[SENTENCE_BAD_HEADER] = { "not-understood", NULL, NULL, false },
	[SENTENCE_BAD_BODY] = { "refused", NULL, NULL, false },
	[SENTENCE_FROM] = { "message", "from", "text", false },
	[SENTENCE_NAMES] = { "users", NULL, "users", true },
	[SENTENCE_JOINED] = { "joined", NULL, NULL, false },
	[SENTENCE_LEFT] = { "left", NULL, NULL, false },
	[SENTENCE_CAME] = { "came", "name", NULL, false },
	[SENTENCE_WENT] = { "went", "name", NULL, false },
	[SENTENCE_ROOMS] = { "rooms", NULL, "rooms", true },
	[SENTENCE_SERVER_SAYS] = { "server", NULL, "text", false },
	[SENTENCE_RENAMED] = { "renamed", "name", "to", false },
	[SENTENCE_TARGET] = { "target", "to", NULL, false },
	[SENTENCE_NOT_IN_ROOM] = { "not-in-room", NULL, NULL, false },
	[SENTENCE_TOO_MANY_ROOMS] = { "too-many-rooms", NULL, NULL, false },
	[SENTENCE_CANNOT_CONNECT] = { "cannot-connect", "host", "why", false },
	[SENTENCE_NEW_SERVER] = { "new-server", "host", "key", false },
	[SENTENCE_NO_ANSWER] = { "no-answer", NULL, NULL, false },
	[SENTENCE_NO_LOGIN] = { "no-answer", "protocol", NULL, false },
	[SENTENCE_HUNG_UP] = { "hung-up", NULL, NULL, false },
	[SENTENCE_HUNG_UP_SILENTLY] = { "hung-up", NULL, NULL, false },
	[SENTENCE_LOST] = { "lost", NULL, "why", false },
	[SENTENCE_TOPIC] = { "topic", NULL, "text", false },
	[SENTENCE_NO_TOPIC] = { "topic", NULL, NULL, false },
	[SENTENCE_MODES] = { "modes", NULL, "modes", false },
	[SENTENCE_TAKEN_OUT] = { "taken-out", "name", NULL, false },
	[SENTENCE_MAY_ENTER] = { "may-enter", "name", NULL, false },
	[SENTENCE_KICKED] = { "kicked", "by", NULL, false },
	[SENTENCE_KICKED_WHY] = { "kicked", "by", "why", false },
	[SENTENCE_INVITED] = { "invited", "by", NULL, false },
	[SENTENCE_NOT_OPERATOR] = { "not-operator", NULL, NULL, false },
	[SENTENCE_NOT_THERE] = { "unknown", NULL, NULL, false },
	[SENTENCE_REGISTERED] = { "registered", "name", NULL, false },
	[SENTENCE_WRONG_PASSWORD] = { "wrong-password", "name", NULL, false },
	[SENTENCE_NOT_PRIVATE] = { "not-private", NULL, NULL, false },
	[SENTENCE_LATER] = { "later", NULL, NULL, false },
	[SENTENCE_NO_OWNERS] = { "no-owners", NULL, NULL, false },
	[SENTENCE_NO_REGISTRATION] = { "no-owners", NULL, NULL, false },
	[SENTENCE_NOT_A_PASSWORD] = { "refused", NULL, NULL, false },
	[SENTENCE_OWNED] = { "owned", "name", NULL, false },
	[SENTENCE_TAKEN_OVER] = { "taken-over", "name", NULL, false },
	[SENTENCE_LOG_ENDS] = { "log-ends", "file", "why", false },
	[SENTENCE_BROKEN] = { "wrong-protocol", "protocol", NULL, false },
	[SENTENCE_WRONG_DOOR] = { "wrong-protocol", "protocol", "seems",
	    false },
	[SENTENCE_FOREIGN_DOOR] = { "wrong-protocol", "protocol", "seems",
	    false },
	[SENTENCE_WANTS_TLS] = { "wrong-protocol", "protocol", "seems", false },
};

#define JSON_LINES_ROWS (sizeof(json_lines_rows) / sizeof(json_lines_rows[0]))

static void
json_lines_key(FILE *to, const char *key)
{
	fprintf(to, ",\"%s\":", key);
}

static void
json_lines_list(FILE *to, struct slice list)
{
	const char *separator = "";
	struct slice name;

	fputc('[', to);
	while (codec_next_name(&list, &name)) {
		fputs(separator, to);
		json_text_write(to, name);
		separator = ",";
	}
	fputc(']', to);
}

static void
json_lines_parts(
    FILE *to, const struct json_lines_row *row, const struct sentence *sentence)
{
	if (sentence->room.size > 0) {
		json_lines_key(to, "room");
		json_text_write(to, sentence->room);
	}
	if (row->name != NULL) {
		json_lines_key(to, row->name);
		json_text_write(to, sentence->name);
	}
	if (row->text == NULL)
		return;
	json_lines_key(to, row->text);
	if (row->is_list)
		json_lines_list(to, sentence->text);
	else
		json_text_write(to, sentence->text);
}

/* Write the words that a person would see. */
static void
json_lines_words(FILE *to, const struct sentence *sentence)
{
	struct buffer words = { 0 };
	struct slice line;

	display_render(
	    &(struct display_style){ .people_words = true }, sentence, &words);
	line = buffer_slice(&words);
	json_lines_key(to, "text");
	json_text_write(to, (struct slice){ line.bytes, line.size - 1 });
	buffer_clear(&words);
}

void
json_lines_print(FILE *to, const struct sentence *sentence, time_t now)
{
	static const struct json_lines_row help = { .event = "help" },
					   mistake = { .event = "mistake" };
	const struct json_lines_row *row = sentence->kind == SENTENCE_HELP
					       ? &help
					       : &mistake;
	char time[32] = "";
	struct tm tm;

	if (sentence->kind < JSON_LINES_ROWS &&
	    json_lines_rows[sentence->kind].event != NULL)
		row = &json_lines_rows[sentence->kind];
	if (gmtime_r(&now, &tm) != NULL)
		(void)strftime(time, sizeof(time), "%Y-%m-%dT%H:%M:%SZ", &tm);
	fprintf(to, "{\"event\":\"%s\",\"time\":\"%s\"", row->event, time);
	if (row == &help || row == &mistake)
		json_lines_words(to, sentence);
	else
		json_lines_parts(to, row, sentence);
	fputs("}\n", to);
}
