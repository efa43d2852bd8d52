/* SPDX-License-Identifier: MIT */
#include "chatd/config/suggestion.h"

#include <stdio.h>
#include <string.h>

/* No option's name is longer, and what is longer resembles none of them. */
#define OPTION_NAME_MAX_BYTES 63

/*
 * Levenshtein's distance: how many bytes to insert, delete or replace to make
 * one word of the other.  Neither is longer than OPTION_NAME_MAX_BYTES.
 */
static size_t
config_word_distance(const char *from, const char *to)
{
	size_t row[OPTION_NAME_MAX_BYTES + 1];
	size_t to_size = strlen(to);

	for (size_t j = 0; j <= to_size; j++)
		row[j] = j;
	for (size_t i = 0; from[i] != '\0'; i++) {
		size_t diagonal = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < to_size; j++) {
			size_t best = diagonal + (from[i] != to[j]);

			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j + 1] + 1 < best)
				best = row[j + 1] + 1;
			diagonal = row[j + 1];
			row[j + 1] = best;
		}
	}
	return row[to_size];
}

/* Find the row whose name is the nearest to name, if one comes near. */
static const struct config_option *
config_table_find_nearest(struct config_table table, const char *name)
{
	const struct config_option *nearest = NULL;
	size_t name_size = strlen(name);
	size_t nearest_distance = 0;

	if (name_size > OPTION_NAME_MAX_BYTES)
		return NULL;
	for (size_t i = 0; i < table.count; i++) {
		const struct config_option *option = &table.rows[i];
		size_t distance = config_word_distance(name, option->name);

		/* A slip changes a third of a word at most, or swaps two. */
		if (distance > (strlen(option->name) + 2) / 3)
			continue;
		if (nearest == NULL || distance < nearest_distance) {
			nearest = option;
			nearest_distance = distance;
		}
	}
	return nearest;
}

const char *
config_table_suggest(
    struct config_table table, const char *name, char *buffer, size_t size)
{
	const struct config_option *nearest = config_table_find_nearest(
	    table, name);

	buffer[0] = '\0';
	if (nearest != NULL)
		snprintf(buffer, size, "; did you mean %s?", nearest->name);
	return buffer;
}
