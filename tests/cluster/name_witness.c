/* SPDX-License-Identifier: MIT */
#include "cluster/name_witness.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
require(bool condition)
{
	if (!condition)
		abort();
}

static void note(struct name_witness *witness, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
note(struct name_witness *witness, const char *format, ...)
{
	char word[600];
	va_list arguments;
	int size;

	va_start(arguments, format);
	size = vsnprintf(word, sizeof(word), format, arguments);
	va_end(arguments);
	witness->news = realloc(
	    witness->news, witness->news_size + (size_t)size + 2);
	require(witness->news != NULL);
	if (witness->news_size > 0)
		witness->news[witness->news_size++] = ' ';
	memcpy(witness->news + witness->news_size, word, (size_t)size + 1);
	witness->news_size += (size_t)size;
}

static bool
is_text(const char *text, struct slice s)
{
	return slice_is(s, text);
}

static void
set_text(char *text, struct slice s)
{
	memcpy(text, s.bytes, s.size);
	text[s.size] = '\0';
}

/* Return the index of a name, or name_count. */
static size_t
find_name(const struct name_witness *witness, struct slice name)
{
	size_t i = 0;

	while (
	    i < witness->name_count && !is_text(witness->names[i].text, name))
		i++;
	return i;
}

/* Return the index of the first life that is not below this one. */
static size_t
find_life(const struct name_witness *witness, uint64_t life)
{
	size_t i = 0;

	while (i < witness->life_count && witness->lives[i].life < life)
		i++;
	return i;
}

static bool
has_life(const struct name_witness *witness, uint64_t life)
{
	size_t i = find_life(witness, life);

	return i < witness->life_count && witness->lives[i].life == life;
}

static void
came(const struct node_record *node, void *argument)
{
	struct name_witness *witness = argument;
	size_t i = find_life(witness, node->life);

	require(!has_life(witness, node->life));
	witness->lives = realloc(witness->lives,
	    (witness->life_count + 1) * sizeof(witness->lives[0]));
	require(witness->lives != NULL);
	memmove(&witness->lives[i + 1], &witness->lives[i],
	    (witness->life_count - i) * sizeof(witness->lives[0]));
	witness->lives[i].life = node->life;
	set_text(witness->lives[i].node, node->name);
	witness->life_count++;
	note(witness, "+%llu", (unsigned long long)node->life);
}

static void
gone(uint64_t life, void *argument)
{
	struct name_witness *witness = argument;
	size_t i = find_life(witness, life);

	require(has_life(witness, life));
	for (size_t j = 0; j < witness->name_count; j++)
		require(witness->names[j].owner.life != life);
	witness->life_count--;
	memmove(&witness->lives[i], &witness->lives[i + 1],
	    (witness->life_count - i) * sizeof(witness->lives[0]));
	note(witness, "-%llu", (unsigned long long)life);
}

static void
learned(struct slice name, const struct name_owner *owner, void *argument)
{
	struct name_witness *witness = argument;
	struct witnessed_name *last;

	require(find_name(witness, name) == witness->name_count);
	require(has_life(witness, owner->life));
	require(owner->kind != NAME_KEPT);
	witness->names = realloc(witness->names,
	    (witness->name_count + 1) * sizeof(witness->names[0]));
	require(witness->names != NULL);
	last = &witness->names[witness->name_count++];
	set_text(last->text, name);
	last->owner = *owner;
	note(witness, "%s", last->text);
}

static bool
is_same_owner(const struct name_owner *one, const struct name_owner *other)
{
	return one->life == other->life && one->place == other->place &&
	       address_equals(one->address, other->address);
}

static void
moved(struct slice old_name, struct slice name, const struct name_owner *owner,
    void *argument)
{
	struct name_witness *witness = argument;
	size_t i = find_name(witness, old_name);

	require(i < witness->name_count);
	require(find_name(witness, name) == witness->name_count);
	require(is_same_owner(&witness->names[i].owner, owner));
	note(witness, "%s>%.*s", witness->names[i].text, (int)name.size,
	    name.bytes);
	set_text(witness->names[i].text, name);
	witness->names[i].owner = *owner;
}

static void
forgotten(struct slice name, const struct name_owner *owner, void *argument)
{
	struct name_witness *witness = argument;
	size_t i = find_name(witness, name);

	require(i < witness->name_count);
	require(is_same_owner(&witness->names[i].owner, owner));
	note(witness, "-%s", witness->names[i].text);
	witness->name_count--;
	memmove(&witness->names[i], &witness->names[i + 1],
	    (witness->name_count - i) * sizeof(witness->names[0]));
}

const struct name_log_events *
name_witness_events(void)
{
	static const struct name_log_events events = { came, gone, learned,
		moved, forgotten };

	return &events;
}

void
name_witness_clear(struct name_witness *witness)
{
	free(witness->names);
	free(witness->lives);
	free(witness->news);
	*witness = (struct name_witness){ 0 };
}

static int
compare_places(const void *one, const void *other)
{
	const struct witnessed_name *a = one, *b = other;

	return (a->owner.place > b->owner.place) -
	       (a->owner.place < b->owner.place);
}

char *
name_witness_text(const struct name_witness *witness)
{
	size_t bytes = (witness->name_count + 1) * sizeof(witness->names[0]);
	struct witnessed_name *sorted = malloc(bytes);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	require(sorted != NULL && out != NULL);
	for (size_t i = 0; i < witness->life_count; i++)
		fprintf(out, "%llu=%s ",
		    (unsigned long long)witness->lives[i].life,
		    witness->lives[i].node);
	for (size_t i = 0; i < witness->name_count; i++)
		sorted[i] = witness->names[i];
	qsort(sorted, witness->name_count, sizeof(sorted[0]), compare_places);
	for (size_t i = 0; i < witness->name_count; i++)
		fprintf(out, "%s:%llu:%d:%llu ", sorted[i].text,
		    (unsigned long long)sorted[i].owner.life,
		    (int)sorted[i].owner.kind,
		    (unsigned long long)sorted[i].owner.address.value);
	fclose(out);
	free(sorted);
	return text;
}

bool
name_witness_is_in_order(const struct name_witness *witness)
{
	for (size_t i = 1; i < witness->name_count; i++) {
		if (witness->names[i].owner.place <
		    witness->names[i - 1].owner.place)
			return false;
	}
	return true;
}

uint64_t
name_witness_sort(struct name_witness *witness)
{
	size_t count = witness->name_count;

	if (count == 0)
		return 0;
	qsort(witness->names, count, sizeof(witness->names[0]), compare_places);
	return witness->names[count - 1].owner.place;
}

char *
name_witness_take_news(struct name_witness *witness)
{
	char *news = witness->news != NULL ? witness->news : strdup("");

	require(news != NULL);
	witness->news = NULL;
	witness->news_size = 0;
	return news;
}
