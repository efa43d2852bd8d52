/* SPDX-License-Identifier: MIT */
/* The arguments behind the target: what is to be done decides which there are.
 */

#include "chatc/options/options_private.h"

#include <string.h>

#include "chatc/codecs/codec.h"
#include "common/unix_path.h"

/* These return what is wrong, with *argument_r, or NULL. */
static const char *
chatc_options_check_name(const char *name, const char **argument_r)
{
	*argument_r = name;
	return *name == '\0' || strpbrk(name, " \t\r\n@!") != NULL
		   ? "not a name"
		   : NULL;
}

static const char *
chatc_options_check_room(const struct chatc_options *options, const char *room,
    const char **argument_r)
{
	*argument_r = room;
	if (options->codec->join == NULL)
		return "this protocol has no rooms to join";
	if (*room != '#')
		return "not a room, #NAME";
	return chatc_options_check_name(room, argument_r);
}

static const char *
chatc_options_check_send(
    const struct chatc_options *options, const char **argument_r)
{
	const char *to = *options->arguments;

	*argument_r = "whom is it for?";
	if (to == NULL)
		return "TO is missing";
	return *to == '#' ? chatc_options_check_room(options, to, argument_r)
			  : chatc_options_check_name(to, argument_r);
}

static const char *
chatc_options_check_listen(
    const struct chatc_options *options, const char **argument_r)
{
	const char *error = NULL;

	for (char **room = options->arguments; *room != NULL && error == NULL;
	     room++)
		error = chatc_options_check_room(options, *room, argument_r);
	return error;
}

static const char *
chatc_options_check_file(
    const struct chatc_options *options, const char **argument_r)
{
	*argument_r = "there is nothing to send";
	if (*options->arguments == NULL)
		return "FILE is missing";
	*argument_r = options->name;
	return *options->name != '\0' ? "drop has no names" : NULL;
}

/* What is about encryption goes with it, and a unix socket needs none. */
static const char *
chatc_options_check_tls(
    const struct chatc_options *options, const char **argument_r)
{
	*argument_r = options->host;
	if (options->tls && unix_path_of(options->host) != NULL)
		return "only the kernel is between us, which needs no --tls";
	*argument_r = "--key";
	if (options->key != NULL && options->certificate == NULL)
		return "only with --cert";
	if (options->tls)
		return NULL;
	*argument_r = options->ca != NULL            ? "--ca"
		      : options->tofu                ? "--tofu"
		      : options->certificate != NULL ? "--cert"
						     : NULL;
	return *argument_r != NULL ? "only with --tls" : NULL;
}

const char *
chatc_options_check(struct chatc_options *options, const char **argument_r)
{
	const char *error = chatc_options_check_tls(options, argument_r);

	if (error != NULL)
		return error;
	*argument_r = "--password-file";
	if (options->password_file != NULL && *options->name == '\0' &&
	    options->codec != NULL)
		return "only with a NAME";
	*argument_r = "--send, --listen";
	if (options->codec == NULL && options->task != CHATC_OPTIONS_TALK)
		return "drop has no messages";
	if (options->codec == NULL)
		options->task = CHATC_OPTIONS_FILE;
	switch (options->task) {
	case CHATC_OPTIONS_TALK:
		*argument_r = *options->arguments;
		return *argument_r != NULL ? "one argument too many" : NULL;
	case CHATC_OPTIONS_SEND:
		return chatc_options_check_send(options, argument_r);
	case CHATC_OPTIONS_LISTEN:
		return chatc_options_check_listen(options, argument_r);
	case CHATC_OPTIONS_FILE:
		return chatc_options_check_file(options, argument_r);
	}
	return NULL;
}
