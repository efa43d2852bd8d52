/* SPDX-License-Identifier: MIT */
/*
 * Support for tests of running programs.
 *
 * Everything a test waits for goes through test_poll(), which also reads the
 * output of the programs under test.  So a program never stops because its
 * output is full, no thread is needed for it, and no test can hang.
 */

#include "common/test_support.h"

#include <errno.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Of what test_file_read() returns, with a NUL. */
#define FILE_TEXT_BYTES 65536

/* What automake takes as skipped. */
#define EXIT_SKIPPED 77

/* What to undo at the end of a test. */
struct deferred {
	struct deferred *next;
	void (*undo)(void *argument);
	void *argument;
};

static struct test_source *sources;
static size_t source_count, source_room;
static struct deferred *deferred;
static uint64_t random_state;
static uint64_t random_seed;

static void
report_sources(void)
{
	if (random_state != 0)
		fprintf(stderr, "TEST_SEED=%llu repeats this run\n",
		    (unsigned long long)random_seed);
	for (size_t i = 0; i < source_count; i++) {
		if (sources[i].fd >= 0)
			sources[i].read(sources[i].argument);
		sources[i].report(sources[i].argument);
	}
	fflush(stderr);
}

static int64_t
clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * Poll the sources and the caller's descriptors once; read what the sources
 * have.  Return how many of the caller's are ready, or -1 if only sources were.
 */
static int
poll_once(struct pollfd *fds, size_t count, int timeout_ms)
{
	static struct pollfd *all; /* kept from call to call */
	size_t used = source_count;
	int ready = 0, n;

	all = realloc(all, (used + count + 1) * sizeof(*all));
	ck_assert_ptr_nonnull(all);
	for (size_t i = 0; i < used; i++) {
		all[i].fd = sources[i].fd;
		all[i].events = POLLIN;
		all[i].revents = 0;
	}
	if (count > 0)
		memcpy(all + used, fds, count * sizeof(*fds));
	n = poll(all, used + count, timeout_ms);
	if (n < 0 && errno != EINTR)
		test_fail("poll: %s", strerror(errno));
	if (n <= 0)
		return n;
	if (count > 0)
		memcpy(fds, all + used, count * sizeof(*fds));
	for (size_t i = 0; i < count; i++)
		ready += fds[i].revents != 0;
	for (size_t i = used; i-- > 0;)
		if (all[i].revents != 0)
			sources[i].read(sources[i].argument);
	return ready > 0 ? ready : -1;
}

static void
file_remove(void *argument)
{
	unlink(argument);
	free(argument);
}

void
test_source_add(const struct test_source *source)
{
	if (source_count == source_room) {
		source_room = source_room * 2 + 16;
		sources = realloc(sources, source_room * sizeof(*sources));
		ck_assert_ptr_nonnull(sources);
	}
	sources[source_count++] = *source;
}

void
test_source_end(const void *argument)
{
	for (size_t i = 0; i < source_count; i++)
		if (sources[i].argument == argument)
			sources[i].fd = -1;
}

void
test_source_remove(const void *argument)
{
	size_t kept = 0;

	for (size_t i = 0; i < source_count; i++)
		if (sources[i].argument != argument)
			sources[kept++] = sources[i];
	source_count = kept;
}

void
test_fail(const char *format, ...)
{
	char message[4096];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	report_sources();
	ck_abort_msg("%s", message);
}

void
test_fail_at(
    const char *file, int line, const char *condition, const char *format, ...)
{
	char message[4096];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	test_fail("%s:%d: %s (not so: %s)", file, line, message, condition);
}

void
test_require_equal(const char *text, const char *expected)
{
	if (strcmp(text, expected) != 0)
		test_fail("expected \"%s\", got \"%s\"", expected, text);
}

int
test_poll(struct pollfd *fds, size_t count)
{
	int64_t deadline = clock_ms() + TEST_PATIENCE_MS;
	int64_t left;
	int ready;

	while ((left = deadline - clock_ms()) > 0) {
		ready = poll_once(fds, count, (int)left);
		if (ready > 0 || (ready < 0 && count == 0))
			return 1;
	}
	return 0;
}

bool
test_wait(int fd, short events)
{
	struct pollfd one = { .fd = fd, .events = events };

	return test_poll(&one, fd >= 0 ? 1 : 0) > 0;
}

void
test_defer(void (*undo)(void *argument), void *argument)
{
	struct deferred *new = malloc(sizeof(*new));

	ck_assert_ptr_nonnull(new);
	new->next = deferred;
	new->undo = undo;
	new->argument = argument;
	deferred = new;
}

uint32_t
test_random(uint32_t below)
{
	const char *seed = getenv("TEST_SEED");

	if (random_state == 0) {
		if (seed != NULL)
			random_seed = strtoull(seed, NULL, 10);
		else if (getrandom(&random_seed, sizeof(random_seed), 0) < 0)
			test_fail("getrandom: %s", strerror(errno));
		/* Odd, so that it can't be xorshift's fixed point 0. */
		random_state = random_seed | 1;
	}
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (uint32_t)((random_state >> 32) * below >> 32);
}

const char *
test_file_create(const void *bytes, size_t size)
{
	const char *directory = getenv("TMPDIR");
	char *path = test_format(
	    "%s/chatd-test-XXXXXX", directory != NULL ? directory : "/tmp");
	int fd = mkstemp(path);

	test_require(fd >= 0, "%s: %s", path, strerror(errno));
	/* A daemon that was started by root reloads under another account. */
	fchmod(fd, 0644);
	close(fd);
	test_defer(file_remove, strdup(path));
	test_file_replace(path, bytes, size);
	return path;
}

void
test_file_replace(const char *path, const void *bytes, size_t size)
{
	FILE *file = fopen(path, "w");

	test_require(file != NULL, "%s: %s", path, strerror(errno));
	test_require(fwrite(bytes, 1, size, file) == size && fclose(file) == 0,
	    "%s: %s", path, strerror(errno));
}

void
test_file_write(const char *path, const char *text)
{
	const char *whole = test_format("%s.whole", path);

	test_file_replace(whole, text, strlen(text));
	/* chatd may run under another account than the test. */
	test_require(chmod(whole, 0644) == 0 && rename(whole, path) == 0,
	    "%s: %s", path, strerror(errno));
}

const char *
test_drop_lines(const char *text, const char *beginning)
{
	char *copy = test_format("%s", text);
	char *to = copy;

	while (*text != '\0') {
		size_t size = strcspn(text, "\n");

		size += text[size] == '\n';
		if (strncmp(text, beginning, strlen(beginning)) != 0) {
			memcpy(to, text, size);
			to += size;
		}
		text += size;
	}
	*to = '\0';
	return copy;
}

const char *
test_file_read(const char *path)
{
	static char bytes[FILE_TEXT_BYTES];
	FILE *file = fopen(path, "r");
	char *text;
	size_t size;

	test_require(file != NULL, "%s: %s", path, strerror(errno));
	size = fread(bytes, 1, sizeof(bytes), file);
	test_require(size < sizeof(bytes), "%s is too long", path);
	fclose(file);
	/* Some read a file again and again, and all of that is kept. */
	text = test_repeat('\0', size, "");
	memcpy(text, bytes, size);
	return text;
}

static int
remove_cb(
    const char *path, const struct stat *status, int type, struct FTW *position)
{
	(void)status;
	(void)type;
	(void)position;
	remove(path);
	return 0;
}

static void
directory_remove(void *path)
{
	nftw(path, remove_cb, 8, FTW_DEPTH | FTW_PHYS);
	free(path);
}

const char *
test_directory_create(void)
{
	const char *parent = getenv("TMPDIR");
	char *path = test_format(
	    "%s/chatd-test-XXXXXX", parent != NULL ? parent : "/tmp");

	test_require(mkdtemp(path) != NULL && chmod(path, 0777) == 0, "%s: %s",
	    path, strerror(errno));
	test_defer(directory_remove, strdup(path));
	return path;
}

char *
test_format(const char *format, ...)
{
	char *text;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vasprintf(&text, format, arguments);
	va_end(arguments);
	ck_assert_int_ge(length, 0);
	test_defer(free, text);
	return text;
}

char *
test_repeat(char c, size_t n, const char *end)
{
	char *text = malloc(n + strlen(end) + 1);

	ck_assert_ptr_nonnull(text);
	memset(text, c, n);
	strcpy(text + n, end);
	test_defer(free, text);
	return text;
}

char *
test_repeat_text(const char *text, size_t n)
{
	size_t size = strlen(text);
	char *all = test_repeat(' ', n * size, "");

	for (size_t i = 0; i < n; i++)
		memcpy(all + i * size, text, size);
	return all;
}

void
test_undo(void)
{
	struct deferred *last;

	while ((last = deferred) != NULL) {
		deferred = last->next;
		last->undo(last->argument);
		free(last);
	}
}

void
test_skip(const char *why)
{
	fprintf(stderr, "skipped: %s\n", why);
	exit(EXIT_SKIPPED);
}
