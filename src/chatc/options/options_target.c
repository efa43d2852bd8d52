/* SPDX-License-Identifier: MIT */
/* [NAME@]HOST[:PORT] or [NAME@]unix:PATH, taken apart. */

#include "chatc/options/options.h"

#include <stdlib.h>
#include <string.h>

#include "common/unix_path.h"

static int
chatc_options_copy(char *target, size_t size, const char *text, size_t length)
{
	if (length >= size)
		return -1;
	memcpy(target, text, length);
	target[length] = '\0';
	return 0;
}

static int
chatc_options_parse_port(const char *text, struct chatc_options *options)
{
	size_t length = strspn(text, "0123456789");
	long port;

	if (length == 0 || text[length] != '\0' ||
	    chatc_options_copy(
		options->port, sizeof(options->port), text, length))
		return -1;
	port = strtol(text, NULL, 10);
	return port >= 1 && port <= 65535 ? 0 : -1;
}

/* Take the host, and set *port_r to what follows its colon, or to NULL. */
static int
chatc_options_parse_host(
    const char *text, struct chatc_options *options, const char **port_r)
{
	const char *end, *first = text, *colon = strchr(text, ':');

	*port_r = NULL;
	if (unix_path_of(text) != NULL)
		return chatc_options_copy(
		    options->host, sizeof(options->host), text, strlen(text));
	if (*text == '[') {
		first = text + 1;
		end = strchr(first, ']');
		if (end == NULL || (end[1] != '\0' && end[1] != ':'))
			return -1;
		if (end[1] == ':')
			*port_r = end + 2;
	} else if (colon != NULL && strchr(colon + 1, ':') == NULL) {
		end = colon;
		*port_r = colon + 1;
	} else {
		/* There is no colon, or the many of a bare IPv6 address. */
		end = text + strlen(text);
	}
	if (end == first)
		return -1;
	return chatc_options_copy(
	    options->host, sizeof(options->host), first, (size_t)(end - first));
}

/* Find the end of the name; a path may have an '@' too. */
static char *
chatc_options_find_at(char *target)
{
	if (unix_path_of(target) != NULL)
		return NULL;
	if (strstr(target, "@" UNIX_PATH_PREFIX) != NULL)
		return strstr(target, "@" UNIX_PATH_PREFIX);
	return strrchr(target, '@');
}

int
chatc_options_parse_target(
    char *target, struct chatc_options *options, const char **error_r)
{
	char *at = chatc_options_find_at(target);
	const char *port;

	options->name = "";
	options->port[0] = '\0';
	if (at == target) {
		*error_r = "the name before '@' is missing";
		return -1;
	}
	if (chatc_options_parse_host(
		at == NULL ? target : at + 1, options, &port) == -1) {
		*error_r = "not a host";
		return -1;
	}
	if (port != NULL && chatc_options_parse_port(port, options) == -1) {
		*error_r = "not a port, 1 to 65535";
		return -1;
	}

	/* What is wrong is shown as it was typed, so it is not cut before. */
	if (at != NULL) {
		*at = '\0';
		options->name = target;
	}
	return 0;
}
