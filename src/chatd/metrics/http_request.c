/* SPDX-License-Identifier: MIT */
/*
 * Strict where two readers of the same bytes could disagree about where a
 * request ends, because a proxy may be one of them: a body is refused, and so
 * are folded lines and blanks before a colon.  Of the fields, only those that
 * say how long the request or the connection is are looked at.
 */

#include "chatd/metrics/http_request.h"

#include <string.h>
#include <strings.h>

#include "common/line.h"

/* Say whether s is text, an ASCII literal, in letters of either case. */
static bool
http_is_word(struct slice s, const char *text)
{
	return s.size == strlen(text) &&
	       strncasecmp(s.bytes, text, s.size) == 0;
}

/* Take what lies before the first separator off *rest, and the separator. */
static bool
http_take_before(struct slice *rest, char separator, struct slice *part_r)
{
	const char *found = rest->size == 0
				? NULL
				: memchr(rest->bytes, separator, rest->size);

	if (found == NULL)
		return false;
	part_r->bytes = rest->bytes;
	part_r->size = (size_t)(found - rest->bytes);
	rest->bytes = found + 1;
	rest->size -= part_r->size + 1;
	return true;
}

/* Say whether there is a control character, other than allowed, in s. */
static bool
http_has_controls(struct slice s, unsigned char allowed)
{
	for (size_t i = 0; i < s.size; i++) {
		unsigned char byte = (unsigned char)s.bytes[i];

		if ((byte < ' ' && byte != allowed) || byte == 0x7f)
			return true;
	}
	return false;
}

static enum http_status
http_read_version(struct slice version, struct http_request *request)
{
	if (slice_is(version, "HTTP/1.1"))
		request->keeps = true;
	else if (!slice_is(version, "HTTP/1.0"))
		return slice_begins_with(version, "HTTP/")
			   ? HTTP_VERSION_UNKNOWN
			   : HTTP_BAD_REQUEST;
	return HTTP_OK;
}

/* Read "GET /path?query HTTP/1.1". */
static enum http_status
http_read_request_line(struct slice line, struct http_request *request)
{
	struct slice method, target, path;
	enum http_status status;

	/* Some readers take a TAB for the blank after the target. */
	if (http_has_controls(line, ' ') ||
	    !http_take_before(&line, ' ', &method) ||
	    !http_take_before(&line, ' ', &target) || method.size == 0)
		return HTTP_BAD_REQUEST;
	status = http_read_version(line, request);
	if (status != HTTP_OK)
		return status;
	request->is_head = slice_is(method, "HEAD");
	if (!request->is_head && !slice_is(method, "GET"))
		return HTTP_NOT_IMPLEMENTED;
	if (!slice_begins_with(target, "/"))
		return HTTP_BAD_REQUEST;
	request->path = http_take_before(&target, '?', &path) ? path : target;
	return HTTP_OK;
}

/* Find the word "close" in a list whose items are separated by commas. */
static bool
http_asks_to_close(struct slice list)
{
	struct slice item;

	while (http_take_before(&list, ',', &item)) {
		if (http_is_word(slice_trim(item), "close"))
			return true;
	}
	return http_is_word(slice_trim(list), "close");
}

/* Read "Name: value". */
static enum http_status
http_read_field(struct slice line, struct http_request *request)
{
	struct slice name;

	if (http_has_controls(line, '\t') ||
	    !http_take_before(&line, ':', &name) || name.size == 0 ||
	    slice_trim(name).size != name.size)
		return HTTP_BAD_REQUEST;
	if (http_is_word(name, "Connection") && http_asks_to_close(line))
		request->keeps = false;
	if (http_is_word(name, "Transfer-Encoding") ||
	    (http_is_word(name, "Content-Length") &&
		!slice_is(slice_trim(line), "0")))
		return HTTP_BODY_TOO_LARGE;
	return HTTP_OK;
}

/* Return how many bytes of empty lines there are; some clients send one. */
static size_t
http_skip_empty_lines(const char *bytes, size_t size)
{
	size_t skipped = 0, used;
	struct slice line;

	while ((used = line_take(bytes + skipped, size - skipped, &line)) > 0 &&
	       line.size == 0)
		skipped += used;
	return skipped;
}

size_t
http_request_take(
    const char *bytes, size_t size, struct http_request *request_r)
{
	struct http_request request = { .status = HTTP_OK };
	size_t start = http_skip_empty_lines(bytes, size);
	size_t at = start, used;
	struct slice line;

	while ((used = line_take(bytes + at, size - at, &line)) > 0) {
		if (line.size == 0)
			break;
		/* The first error counts, but the end has to be found. */
		if (request.status == HTTP_OK)
			request.status = at == start
					     ? http_read_request_line(
						   line, &request)
					     : http_read_field(line, &request);
		at += used;
	}
	if (used == 0)
		return 0;
	if (request.status != HTTP_OK) {
		request.keeps = false;
		request.path = (struct slice){ NULL, 0 };
	}
	*request_r = request;
	return at + used;
}
