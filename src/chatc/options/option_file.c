/* SPDX-License-Identifier: MIT */
/* Lines with options, taken apart where they lie. */

#include "chatc/options/option_file.h"

#include <stddef.h>
#include <string.h>

#include "chatc/options/personal_file.h"

#define OPTION_FILE_BLANKS " \t\r"

/* What an option's name is made of. */
#define OPTION_FILE_LETTERS "abcdefghijklmnopqrstuvwxyz-"

static char *
option_file_skip_blanks(char *text)
{
	return text + strspn(text, OPTION_FILE_BLANKS);
}

static bool
option_file_is_over(const char *text)
{
	return *text == '\0' || *text == '#';
}

/* Take a value in quotes, without them. */
static const char *
option_file_take_quoted(struct option_file *file, char *text)
{
	char *end = strchr(text + 1, *text);

	if (end == NULL)
		return "the closing quote is missing";
	if (!option_file_is_over(option_file_skip_blanks(end + 1)))
		return "there is more after the closing quote";
	*end = '\0';
	file->value = text + 1;
	return NULL;
}

/* Take a value that ends before a "#" after a blank, or with the line. */
static const char *
option_file_take_bare(struct option_file *file, char *text)
{
	char *end = text, *last = text;

	while (*end != '\0' &&
	       (*end != '#' || strchr(OPTION_FILE_BLANKS, end[-1]) == NULL)) {
		if (strchr(OPTION_FILE_BLANKS, *end) == NULL)
			last = end + 1;
		end++;
	}
	*last = '\0';
	file->value = text;
	return *text != '\0' ? NULL : "the value is missing";
}

/* Take name and value of a line; return what is wrong with it, or NULL. */
static const char *
option_file_take(struct option_file *file, char *line)
{
	char *end = line + strspn(line, OPTION_FILE_LETTERS);
	char *equals = option_file_skip_blanks(end);
	char *value;

	if (end == line || *equals != '=')
		return "not of the form \"option = value\"";
	value = option_file_skip_blanks(equals + 1);
	*end = '\0';
	file->name = line;
	return *value == '"' || *value == '\''
		   ? option_file_take_quoted(file, value)
		   : option_file_take_bare(file, value);
}

bool
option_file_next(struct option_file *file)
{
	char *line;

	while (*file->next != '\0') {
		line = option_file_skip_blanks(file->next);
		file->next += strcspn(file->next, "\n");
		if (*file->next == '\n')
			*file->next++ = '\0';
		file->line++;
		if (!option_file_is_over(line)) {
			file->error = option_file_take(file, line);
			return true;
		}
	}
	return false;
}

char *
option_file_path(void)
{
	return personal_file_path(
	    "XDG_CONFIG_HOME", ".config", "chatd/chatc.conf");
}
