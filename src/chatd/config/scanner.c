/* SPDX-License-Identifier: MIT */
/*
 * The scanner makes one pass over a configuration file and never goes back.
 *
 * The format is libConfuse's, but that library's own scanner ends the process
 * when there is no memory for it.  Here a word goes straight to the caller's
 * buffer, so that reading a file takes no memory but that for the file itself.
 */

#include "chatd/config/scanner.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t\r\n"
#define SIGNS  "={}()+,"
#define QUOTES "\"'"

#define OCTAL_DIGITS "01234567"
#define HEX_DIGITS   "0123456789abcdefABCDEF"

/* Where to stop looking for "}"; "$" keeps a row of "${" from taking long. */
#define VARIABLE_ENDS "}$\"\n"

/* No variable of the environment has a longer name. */
#define VARIABLE_NAME_BYTES 256

/* What a word without quotes cannot hold; the comment of C also ends it. */
#define WORD_ENDS BLANKS SIGNS QUOTES "#"

/* The escapes of C, and "\e", which C does not have, with their bytes. */
static const char escape_names[] = "abefnrtv";
static const char escape_bytes[] = "\a\b\033\f\n\r\t\v";

static bool
config_scanner_sees(const struct config_scanner *scanner, const char *text)
{
	return strncmp(scanner->next, text, strlen(text)) == 0;
}

static bool
config_scanner_sees_any(const struct config_scanner *scanner, const char *bytes)
{
	return *scanner->next != '\0' && strchr(bytes, *scanner->next) != NULL;
}

/* Pass over one byte, and return it. */
static char
config_scanner_take(struct config_scanner *scanner)
{
	if (*scanner->next == '\n')
		scanner->line++;
	return *scanner->next++;
}

/* Add a byte to the word, or only count it if there is no room left. */
static void
config_scanner_add(struct config_scanner *scanner, char byte)
{
	if (scanner->word_size < CONFIG_WORD_BYTES)
		scanner->word[scanner->word_size] = byte;
	scanner->word_size++;
}

/* Put what is wrong, which must be printable, in the place of the word. */
static enum config_token
config_scanner_fail(struct config_scanner *scanner, const char *reason)
{
	snprintf(scanner->word, CONFIG_WORD_BYTES, "%s", reason);
	return CONFIG_TOKEN_BAD;
}

/* Do the same for an escape sequence whose backslash is before begin. */
static enum config_token
config_scanner_fail_escape(struct config_scanner *scanner, const char *begin)
{
	int size = (int)(scanner->next - begin);

	snprintf(scanner->word, CONFIG_WORD_BYTES,
	    "bad escape sequence '\\\\%.*s'", size > 0 ? size : 1, begin);
	return CONFIG_TOKEN_BAD;
}

static enum config_token
config_scanner_end_word(struct config_scanner *scanner)
{
	if (scanner->word_size >= CONFIG_WORD_BYTES)
		return config_scanner_fail(
		    scanner, "found a word that is longer than 8KiB");
	scanner->word[scanner->word_size] = '\0';
	return CONFIG_TOKEN_WORD;
}

/* Pass over blanks and comments.  Return false if a comment has no end. */
static bool
config_scanner_skip(struct config_scanner *scanner)
{
	for (;;) {
		const char *end;

		if (config_scanner_sees_any(scanner, BLANKS)) {
			config_scanner_take(scanner);
		} else if (config_scanner_sees(scanner, "#") ||
			   config_scanner_sees(scanner, "//")) {
			scanner->next += strcspn(scanner->next, "\n");
		} else if (config_scanner_sees(scanner, "/*")) {
			end = strstr(scanner->next + 2, "*/");
			if (end == NULL)
				return false;
			while (scanner->next < end + 2)
				config_scanner_take(scanner);
		} else {
			return true;
		}
	}
}

/*
 * Add the value of "${NAME}", or TEXT for "${NAME:-TEXT}" if there is no such
 * variable.  Return false if that is not what is next.
 */
static bool
config_scanner_add_variable(struct config_scanner *scanner)
{
	char name[VARIABLE_NAME_BYTES] = "";
	const char *begin, *end, *text, *value;
	size_t size;

	if (!config_scanner_sees(scanner, "${"))
		return false;
	begin = scanner->next + 2;
	end = begin + strcspn(begin, VARIABLE_ENDS);
	if (*end != '}')
		return false;
	text = memmem(begin, (size_t)(end - begin), ":-", 2);
	size = (size_t)((text != NULL ? text : end) - begin);
	if (size < sizeof(name))
		memcpy(name, begin, size);
	value = getenv(name);
	while (value != NULL && *value != '\0')
		config_scanner_add(scanner, *value++);
	if (value == NULL && text != NULL)
		for (text += 2; text < end; text++)
			config_scanner_add(scanner, *text);
	scanner->next = end + 1;
	return true;
}

/*
 * Add the byte whose number comes next, in this base and in at most that many
 * digits.  Return false if there is no such byte.
 */
static bool
config_scanner_add_number(
    struct config_scanner *scanner, const char *digits, size_t most, int base)
{
	char number[8] = "";
	size_t size = strspn(scanner->next, digits);
	unsigned long byte;

	if (size > most)
		size = most;
	memcpy(number, scanner->next, size);
	scanner->next += size;
	byte = strtoul(number, NULL, base);
	config_scanner_add(scanner, (char)byte);
	return byte > 0 && byte <= UCHAR_MAX;
}

/*
 * Add what the escape sequence stands for whose backslash has been taken.
 * Return false if it stands for no byte.
 */
static bool
config_scanner_add_escape(struct config_scanner *scanner, char quote)
{
	const char *next = scanner->next, *name;

	if (*next == '\n') {
		config_scanner_take(scanner);
		return true;
	}
	if (quote == '\'') {
		if (*next != '\'' && *next != '\\')
			config_scanner_add(scanner, '\\');
		config_scanner_add(scanner, config_scanner_take(scanner));
		return true;
	}
	if (config_scanner_sees_any(scanner, "0123456789"))
		return config_scanner_add_number(scanner, OCTAL_DIGITS, 3, 8);
	config_scanner_take(scanner);
	if (*next == 'x' && config_scanner_sees_any(scanner, HEX_DIGITS))
		return config_scanner_add_number(scanner, HEX_DIGITS, 2, 16);
	name = strchr(escape_names, *next);
	config_scanner_add(
	    scanner, name == NULL ? *next : escape_bytes[name - escape_names]);
	return true;
}

static enum config_token
config_scanner_take_string(struct config_scanner *scanner)
{
	unsigned int first_line = scanner->line;
	char quote = config_scanner_take(scanner);

	while (*scanner->next != quote) {
		const char *next = scanner->next;

		if (next[0] == '\0' || (next[0] == '\\' && next[1] == '\0')) {
			scanner->line = first_line;
			return config_scanner_fail(
			    scanner, "the quotation mark is never closed");
		}
		if (next[0] == '\\') {
			scanner->next++;
			if (!config_scanner_add_escape(scanner, quote))
				return config_scanner_fail_escape(
				    scanner, next + 1);
		} else if (quote == '\'' ||
			   !config_scanner_add_variable(scanner)) {
			config_scanner_add(
			    scanner, config_scanner_take(scanner));
		}
	}
	config_scanner_take(scanner);
	return config_scanner_end_word(scanner);
}

/* Take a word without quotes, of which there is at least one byte. */
static enum config_token
config_scanner_take_word(struct config_scanner *scanner)
{
	if (config_scanner_add_variable(scanner))
		return config_scanner_end_word(scanner);
	while (*scanner->next != '\0' &&
	       !config_scanner_sees_any(scanner, WORD_ENDS) &&
	       !config_scanner_sees(scanner, "/*"))
		config_scanner_add(scanner, config_scanner_take(scanner));
	return config_scanner_end_word(scanner);
}

enum config_token
config_scanner_next(struct config_scanner *scanner, char *word_r)
{
	scanner->word = word_r;
	scanner->word_size = 0;
	word_r[0] = '\0';
	if (!config_scanner_skip(scanner))
		return config_scanner_fail(
		    scanner, "the comment is never closed");
	if (*scanner->next == '\0')
		return CONFIG_TOKEN_END;
	if (config_scanner_sees_any(scanner, QUOTES))
		return config_scanner_take_string(scanner);
	if (!config_scanner_sees_any(scanner, SIGNS))
		return config_scanner_take_word(scanner);
	config_scanner_add(scanner, config_scanner_take(scanner));
	config_scanner_end_word(scanner);
	return (enum config_token)word_r[0];
}
