/* SPDX-License-Identifier: MIT */
#include "chatd/chat/mode_words.h"

#include <string.h>

void
mode_words_clear(struct mode_words *words)
{
	words->sign = '\0';
	words->letters_size = words->values_size = 0;
}

bool
mode_words_have_room(
    const struct mode_words *words, struct slice value, size_t most)
{
	return words->letters_size + words->values_size + strlen("+o ") +
		   value.size <=
	       most;
}

void
mode_words_add(
    struct mode_words *words, bool holds, char letter, struct slice value)
{
	char sign = holds ? '+' : '-';

	if (sign != words->sign)
		words->letters[words->letters_size++] = sign;
	words->sign = sign;
	words->letters[words->letters_size++] = letter;
	if (value.size == 0)
		return;
	words->values[words->values_size++] = ' ';
	slice_write(words->values + words->values_size, value);
	words->values_size += value.size;
}

struct slice
mode_words_letters(const struct mode_words *words)
{
	return (struct slice){ words->letters, words->letters_size };
}

struct slice
mode_words_values(const struct mode_words *words)
{
	return (struct slice){ words->values, words->values_size };
}
