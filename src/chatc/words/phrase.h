/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_PHRASE_H
#define CHATD_CHATC_PHRASE_H

/* The words for each sentence, for display.h to put its parts in. */

#include <stdbool.h>

#include "chatc/words/sentence.h"

#define PHRASE_RESET "\033[0m"
#define PHRASE_BOLD  "\033[1m"
#define PHRASE_DIM   "\033[2m"
#define PHRASE_RED   "\033[31m"
#define PHRASE_GREEN "\033[32m"

/* %n stands for the name, %r for the room and %t for the text. */
struct phrase {
	const char *colour;    /* of the words; NULL for the terminal's own */
	const char *words;     /* scripts depend on them */
	const char *on_screen; /* words that people like better, or NULL */
};

/* Return that of a sentence, which may have other words if it is of a room. */
const struct phrase *phrase_find(enum sentence_kind kind, bool is_of_room);

#endif
