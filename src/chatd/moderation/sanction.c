/* SPDX-License-Identifier: MIT */
#include "chatd/moderation/sanction.h"

#include <stdio.h>
#include <string.h>

#include "chatd/moderation/moment.h"
#include "common/text.h"

/* What comes before a name that is that of an account, or may look like an
 * address. */
#define SANCTION_ACCOUNT_PREFIX "account:"
#define SANCTION_NAME_PREFIX    "name:"

static const char sanction_no_name[] = "that cannot be a name";

static const char *
sanction_parse_name(struct slice text, struct sanction_subject *subject_r)
{
	subject_r->scope = SANCTION_OF_NAME;
	if (text.size > 0 && text.bytes[text.size - 1] == '*') {
		subject_r->scope = SANCTION_OF_NAMES;
		text.size--;
	}
	subject_r->name = text;
	return name_is_valid(text.bytes, text.size, NAME_MAX_BYTES)
		   ? NULL
		   : sanction_no_name;
}

/* Return what is wrong with a network that has a host. */
static const char *
sanction_refuse_host(const struct network *network)
{
	static _Thread_local char words[NETWORK_TEXT_BYTES + 64];
	char meant[NETWORK_TEXT_BYTES];

	snprintf(words, sizeof(words),
	    "that is an address in a network, which is %s",
	    network_format(network, meant));
	return words;
}

const char *
sanction_parse_subject(struct slice text, struct sanction_subject *subject_r)
{
	enum network_error error;

	*subject_r = (struct sanction_subject){ 0 };
	if (slice_take_prefix(&text, SANCTION_ACCOUNT_PREFIX)) {
		subject_r->scope = SANCTION_OF_ACCOUNT;
		subject_r->name = text;
		return name_is_valid(text.bytes, text.size, NAME_MAX_BYTES)
			   ? NULL
			   : sanction_no_name;
	}
	if (slice_take_prefix(&text, SANCTION_NAME_PREFIX))
		return sanction_parse_name(text, subject_r);
	error = network_parse(text.bytes, text.size, &subject_r->network);
	if (error == NETWORK_HAS_HOST)
		return sanction_refuse_host(&subject_r->network);
	if (error != NETWORK_VALID)
		return sanction_parse_name(text, subject_r);
	subject_r->scope = SANCTION_OF_NETWORK;
	return NULL;
}

bool
sanction_reason_is_valid(struct slice reason)
{
	return reason.size <= SANCTION_REASON_MAX_BYTES &&
	       text_is_valid(reason.bytes, reason.size) &&
	       (reason.size == 0 ||
		   memchr(reason.bytes, '\t', reason.size) == NULL);
}

/* Say whether a name has to be marked as one, because it reads otherwise. */
static bool
sanction_name_needs_prefix(struct slice name)
{
	struct network network;

	return network_parse(name.bytes, name.size, &network) !=
	       NETWORK_MALFORMED;
}

const char *
sanction_format_subject(const struct sanction_subject *subject, char *buffer)
{
	struct slice name = subject->name;
	const char *prefix = "";

	if (subject->scope == SANCTION_OF_NETWORK)
		return network_format(&subject->network, buffer);
	if (subject->scope == SANCTION_OF_ACCOUNT)
		prefix = SANCTION_ACCOUNT_PREFIX;
	else if (subject->scope == SANCTION_OF_NAME &&
		 sanction_name_needs_prefix(name))
		prefix = SANCTION_NAME_PREFIX;
	snprintf(buffer, SANCTION_SUBJECT_BYTES, "%s%.*s%s", prefix,
	    (int)name.size, name.bytes,
	    subject->scope == SANCTION_OF_NAMES ? "*" : "");
	return buffer;
}

const char *
sanction_scope_name(const struct sanction_subject *subject)
{
	switch (subject->scope) {
	case SANCTION_OF_NAME:
		return "name";
	case SANCTION_OF_NAMES:
		return "names";
	case SANCTION_OF_ACCOUNT:
		return "account";
	case SANCTION_OF_NETWORK:
		break;
	}
	return subject->network.bits == NETWORK_SINGLE_BITS ? "address"
							    : "network";
}

const char *
sanction_say(const struct sanction_terms *terms, char *buffer)
{
	char moment[MOMENT_TEXT_BYTES];
	int size = 0;

	buffer[0] = '\0';
	if (terms->until != SANCTION_FOR_EVER)
		size = snprintf(buffer, SANCTION_WORDS_BYTES, "until %s",
		    moment_say(terms->until, moment));
	if (terms->reason.size > 0)
		snprintf(buffer + size, SANCTION_WORDS_BYTES - (size_t)size,
		    "%s%.*s", size > 0 ? ": " : "", (int)terms->reason.size,
		    terms->reason.bytes);
	return buffer;
}
