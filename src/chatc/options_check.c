/* SPDX-License-Identifier: MIT */
/* The arguments behind the target: what is to be done decides which there are.
 */

#include "chatc/options_private.h"

#include <string.h>

#include "chatc/codecs/codec.h"

/* Refuse what cannot be a name or, as these have none, a room. */
static void
chatc_options_check_name(const char *name)
{
	if (*name == '\0' || strpbrk(name, " \t\r\n@!") != NULL)
		chatc_options_fail("not a name", name);
}

static void
chatc_options_check_send(const struct chatc_options *options)
{
	const char *to = *options->arguments;

	if (to == NULL)
		chatc_options_fail("TO is missing", "who is it for?");
	chatc_options_check_name(to);
	if (*to == '#' && options->codec->join == NULL)
		chatc_options_fail("this protocol has no rooms to join", to);
}

static void
chatc_options_check_listen(const struct chatc_options *options)
{
	for (char **room = options->arguments; *room != NULL; room++) {
		chatc_options_check_name(*room);
		if (options->codec->join == NULL)
			chatc_options_fail(
			    "this protocol has no rooms to join", *room);
		if (**room != '#')
			chatc_options_fail("not a room, #NAME", *room);
	}
}

/* Refuse arguments that what is to be done has no use for, or their absence. */
void
chatc_options_check(struct chatc_options *options)
{
	if (options->codec == NULL && options->task != CHATC_OPTIONS_TALK)
		chatc_options_fail("drop has no messages", "--send, --listen");
	if (options->codec == NULL)
		options->task = CHATC_OPTIONS_FILE;
	switch (options->task) {
	case CHATC_OPTIONS_TALK:
		if (*options->arguments != NULL)
			chatc_options_fail(
			    "one argument too many", *options->arguments);
		break;
	case CHATC_OPTIONS_SEND:
		chatc_options_check_send(options);
		break;
	case CHATC_OPTIONS_LISTEN:
		chatc_options_check_listen(options);
		break;
	case CHATC_OPTIONS_FILE:
		if (*options->arguments == NULL)
			chatc_options_fail(
			    "FILE is missing", "there is nothing to send");
		if (*options->name != '\0')
			chatc_options_fail("drop has no names", options->name);
		break;
	}
}
