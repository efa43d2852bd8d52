/* SPDX-License-Identifier: MIT */
/*
 * What becomes of a conversation by encryption.  A person is told once that
 * there is some; a script asked for it, and hears only of what is new or wrong.
 */

#include "chatc/conversation/conversation_private.h"

#include <string.h>
#include <sysexits.h>

void
conversation_encrypted(struct conversation *c, struct slice host_name,
    struct slice version, struct slice new_key)
{
	struct sentence sentence = {
		.kind = SENTENCE_NEW_SERVER, .name = host_name, .text = new_key
	};

	c->is_encrypted = true;
	if (new_key.size > 0)
		c->host->say(c->context, &sentence);
	if (!c->has_person || c->was_told)
		return;
	c->was_told = true;
	sentence.kind = SENTENCE_ENCRYPTED;
	sentence.text = version;
	c->host->say(c->context, &sentence);
}

void
conversation_untrusted(
    struct conversation *c, struct slice host_name, struct slice lines)
{
	struct sentence sentence = { .kind = SENTENCE_CANNOT_CONNECT,
		.name = host_name };
	const char *end;

	if (c->stage == CONVERSATION_OVER)
		return;
	do {
		end = memchr(lines.bytes, '\n', lines.size);
		sentence.text = lines;
		if (end != NULL)
			sentence.text.size = (size_t)(end - lines.bytes);
		c->host->say(c->context, &sentence);
		lines.bytes += sentence.text.size + 1;
		lines.size -= sentence.text.size + (end != NULL);
		sentence.kind = SENTENCE_ADVICE;
		sentence.name.size = 0;
	} while (end != NULL);
	conversation_end(c, EX_UNAVAILABLE);
}
