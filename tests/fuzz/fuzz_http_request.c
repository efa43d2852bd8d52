/* SPDX-License-Identifier: MIT */
/*
 * What the port of the metrics makes of whatever a peer sends: one request
 * after the other, as long as the connection would be kept.
 *
 * A request ends where it ends, however many bytes have arrived of it or after
 * it, and one that is accepted could not be read in any other way by a proxy:
 * it has no body, no folded line and no blank before a colon.
 */

#include "fuzz/fuzz.h"

#include <string.h>
#include <strings.h>

#include "chatd/metrics/http_request.h"

/* Every prefix of a request up to this size is tried, and then every 61st. */
#define PREFIXES_ALL_BYTES 512
#define PREFIXES_STEP      61

static bool
is_same(const struct http_request *one, const struct http_request *other)
{
	return one->status == other->status && one->keeps == other->keeps &&
	       one->is_head == other->is_head &&
	       slice_equals(one->path, other->path);
}

static bool
is_status(enum http_status status)
{
	switch (status) {
	case HTTP_OK:
	case HTTP_BAD_REQUEST:
	case HTTP_BODY_TOO_LARGE:
	case HTTP_NOT_IMPLEMENTED:
	case HTTP_VERSION_UNKNOWN:
		return true;
	default:
		return false;
	}
}

static void
check_path(const char *bytes, size_t used, const struct http_request *request)
{
	struct slice path = request->path;

	if (request->status != HTTP_OK) {
		fuzz_require(path.size == 0 && !request->keeps);
		return;
	}
	fuzz_require(path.size > 0 && path.bytes[0] == '/');
	fuzz_require(
	    path.bytes > bytes && path.bytes + path.size < bytes + used);
	for (size_t i = 0; i < path.size; i++)
		fuzz_require((unsigned char)path.bytes[i] > ' ' &&
			     path.bytes[i] != '?' && path.bytes[i] != 0x7f);
}

/* Return the length of the line at bytes, which has an end, without it. */
static size_t
line_length(const char *bytes, const char *end)
{
	const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));

	fuzz_require(newline != NULL);
	return (size_t)(newline - bytes);
}

/* Say whether the field at line is called name. */
static bool
is_field(const char *line, size_t length, const char *name)
{
	size_t size = strlen(name);

	return length > size && line[size] == ':' &&
	       strncasecmp(line, name, size) == 0;
}

static void
check_field(const char *line, size_t length)
{
	const char *colon = memchr(line, ':', length);

	fuzz_require(colon != NULL && colon > line);
	fuzz_require(line[0] != ' ' && line[0] != '\t');
	fuzz_require(colon[-1] != ' ' && colon[-1] != '\t');
	fuzz_require(!is_field(line, length, "transfer-encoding"));
	if (is_field(line, length, "content-length"))
		fuzz_require(memchr(colon, '0',
				 length - (size_t)(colon - line)) != NULL);
	if (is_field(line, length, "content-length"))
		for (const char *at = colon + 1; at < line + length; at++)
			fuzz_require(*at == '0' || *at == ' ' || *at == '\t' ||
				     (*at == '\r' && at + 1 == line + length));
}

/* Read the head of an accepted request once more, in the simplest way. */
static void
check_head(const char *bytes, size_t used)
{
	const char *end = bytes + used;
	const char *at = bytes;
	size_t length;
	bool is_first = true;

	while (*at == '\n' || (*at == '\r' && at[1] == '\n'))
		at += *at == '\r' ? 2 : 1;
	for (; at < end; at += length + 1) {
		length = line_length(at, end);
		if (length == 0 || (length == 1 && at[0] == '\r'))
			break;
		if (is_first)
			fuzz_require(strncmp(at, "GET ", 4) == 0 ||
				     strncmp(at, "HEAD ", 5) == 0);
		else
			check_field(at, length);
		is_first = false;
	}
	fuzz_require(!is_first && at + length + 1 == end);
}

/* The request is the first used bytes, and nothing less, in exact memory. */
static void
check_prefixes(
    const char *bytes, size_t used, const struct http_request *request)
{
	size_t step = used <= PREFIXES_ALL_BYTES ? 1 : PREFIXES_STEP;
	struct http_request again;
	char *copy;

	for (size_t size = 0; size < used; size += step)
		fuzz_require(http_request_take(bytes, size, &again) == 0);
	fuzz_require(http_request_take(bytes, used - 1, &again) == 0);
	copy = malloc(used);
	fuzz_require(copy != NULL);
	memcpy(copy, bytes, used);
	fuzz_require(http_request_take(copy, used, &again) == used);
	fuzz_require(is_same(request, &again));
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	struct http_request request;
	size_t used;

	while ((used = http_request_take(bytes, size, &request)) > 0) {
		fuzz_require(used <= size && is_status(request.status));
		check_path(bytes, used, &request);
		check_prefixes(bytes, used, &request);
		if (request.status == HTTP_OK)
			check_head(bytes, used);
		if (!request.keeps)
			break;
		bytes += used;
		size -= used;
	}
	return 0;
}
