/* SPDX-License-Identifier: MIT */
/*
 * The room that hello, framed and plain share, when much happens in it at once:
 * everybody hears of everybody, in order, and nobody is cut for it.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "common/test_nodes.h"
#include "server/rooms_fixture.h"

/* This many join at once; fewer where a sanitizer makes each of them dear. */
#define CROWD (test_is_sanitized() ? 300 : 2000)

/* Descriptors that one side needs besides those of the crowd. */
#define OTHER_DESCRIPTORS 100

/* In each protocol one member says this many lines, and two only listen. */
#define SPEAKERS 3
#define MEMBERS  9
#define LINES    300

enum tongue { HELLO, FRAMED, PLAIN, TONGUES };

struct member {
	enum tongue tongue;
	const char *name;
	struct test_client *client;
};

static struct test_daemon *
start(void)
{
	struct test_daemon *daemon = test_daemon_start_speaking(
	    "framed plain", NULL);

	test_nodes_keep_level(daemon);
	return daemon;
}

/* ---- what members hear --------------------------------------------------- */

/* What a member said, or the name of one who has joined, in any protocol. */
struct heard {
	char name[80];
	char text[80];
};

/* Split line into name and text by format; return false if it does not fit. */
static bool
heard_scan(struct heard *heard, const char *line, const char *format)
{
	heard->text[0] = '\0';
	/* The formats come from the table in hear(). */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	return sscanf(line, format, heard->name, heard->text) >= 1;
#pragma GCC diagnostic pop
}

static const char *
take_frame(struct test_client *client)
{
	unsigned char header[6];
	const char *bytes;
	int name_size, text_size;

	memcpy(header, test_client_take_bytes(client, 6), 6);
	name_size = header[1];
	text_size = header[4] * 256 + header[5];
	bytes = test_client_take_bytes(client, (size_t)(name_size + text_size));
	return test_format(
	    "%.*s|%.*s", name_size, bytes, text_size, bytes + name_size);
}

/* Say whether line answers what the member itself has sent. */
static bool
is_answer(const char *line)
{
	static const char list[] = "users: ";

	return strcmp(line, "SEND-OK") == 0 ||
	       strncmp(line, list, strlen(list)) == 0;
}

/* Take the next thing that member hears of the others. */
static struct heard
hear(const struct member *member, bool is_join)
{
	static const char *const formats[TONGUES][2] = {
		[HELLO] = { "SAID #lobby %79s %79s", "JOINED #lobby %79s" },
		[FRAMED] = { "%79[^|]|%79s", "server|%79s has logged in" },
		[PLAIN] = { "\r<%79[^>]> %79s", "[%79[^]]] entered room" },
	};
	struct heard heard;
	const char *line;

	do {
		line = member->tongue == FRAMED
			   ? take_frame(member->client)
			   : test_client_take_line(member->client);
	} while (is_answer(line));
	test_require(heard_scan(&heard, line, formats[member->tongue][is_join]),
	    "%s hears \"%s\"", member->name, line);
	return heard;
}

/* ---- joining ------------------------------------------------------------- */

/* Do everything that can be done before the others hear of it. */
static void
member_prepare(const struct test_daemon *daemon, struct member *member)
{
	switch (member->tongue) {
	case HELLO:
		member->client = test_client_login(daemon, member->name);
		break;
	case FRAMED:
		member->client = framed_connect(daemon);
		break;
	default:
		break;
	}
}

static void
member_join(const struct test_daemon *daemon, struct member *member)
{
	switch (member->tongue) {
	case HELLO:
		test_client_send(member->client, "JOIN #lobby\n");
		break;
	case FRAMED:
		framed_send(member->client, test_format("%s|\n", member->name));
		break;
	default:
		member->client = test_client_connect_protocol(daemon, "plain");
		member->name = test_client_name(member->client);
		/* Their first line makes them a guest. */
		test_client_send(member->client, "!who\n");
		break;
	}
}

/* Wait until member is in, while nobody else can disturb it. */
static void
member_await(const struct member *member)
{
	const char *const answers[TONGUES] = {
		[HELLO] = "JOIN-OK #lobby\n",
		[FRAMED] = test_format(
		    "server|%s has logged in\n", member->name),
		[PLAIN] = test_format("users: echobot%s %s\n",
		    test_nodes_watchers(" "), member->name),
	};

	if (member->tongue == FRAMED)
		framed_expect(member->client, answers[FRAMED]);
	else
		test_client_expect(member->client, answers[member->tongue]);
	test_nodes_level();
}

static void
members_init(struct member *members, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		members[i] = (struct member){
			.tongue = (enum tongue)(i % TONGUES),
			.name = test_format("%s%zu", name, i),
		};
}

/* ---- the storm ----------------------------------------------------------- */

/* Return how many can join; each is a descriptor here and in the daemon. */
static size_t
crowd_size(void)
{
	struct rlimit limit;

	test_require(getrlimit(RLIMIT_NOFILE, &limit) == 0, "getrlimit");
	limit.rlim_cur = limit.rlim_max;
	test_require(setrlimit(RLIMIT_NOFILE, &limit) == 0, "setrlimit");
	test_require(limit.rlim_cur > 2 * OTHER_DESCRIPTORS,
	    "too few descriptors for a crowd");
	if (limit.rlim_cur < CROWD + OTHER_DESCRIPTORS)
		return limit.rlim_cur - OTHER_DESCRIPTORS;
	return CROWD;
}

static size_t
crowd_find(const struct member *crowd, size_t count, const char *name)
{
	size_t i = 0;

	while (i < count && strcmp(crowd[i].name, name) != 0)
		i++;
	test_require(i < count, "nobody here is called %s", name);
	return i;
}

/* Require that each of the crowd is announced to witness, once. */
static void
witness_crowd(
    const struct member *witness, const struct member *crowd, size_t count)
{
	bool *seen = calloc(count, sizeof(*seen));

	ck_assert_ptr_nonnull(seen);
	for (size_t i = 0; i < count; i++) {
		struct heard heard = hear(witness, true);
		size_t joined = crowd_find(crowd, count, heard.name);

		test_require(!seen[joined], "%s hears of %s twice",
		    witness->name, heard.name);
		seen[joined] = true;
	}
	free(seen);
}

/* Read everything up to mark, which comes last. */
static void
read_up_to(const struct member *member, const char *mark, size_t size)
{
	static char buffer[131072];
	char last[256] = "";
	int fd = test_client_fd(member->client);

	while (memcmp(last + sizeof(last) - size, mark, size) != 0) {
		ssize_t got;
		size_t kept;

		test_require(
		    test_wait(fd, POLLIN), "%s hears no end", member->name);
		got = recv(fd, buffer, sizeof(buffer), 0);
		test_require(got > 0, "%s is cut: %s", member->name,
		    got == 0 ? "end" : strerror(errno));
		kept = (size_t)got < sizeof(last) ? (size_t)got : sizeof(last);
		memmove(last, last + kept, sizeof(last) - kept);
		memcpy(last + sizeof(last) - kept, buffer + got - kept, kept);
	}
}

static void
crowd_hears(const struct member *crowd, size_t count, const char *speaker)
{
	const char *mark[TONGUES];
	size_t size[TONGUES];

	mark[HELLO] = test_format("SAID #lobby %s end\n", speaker);
	size[HELLO] = strlen(mark[HELLO]);
	mark[FRAMED] = framed_bytes(
	    test_format("%s|end\n", speaker), &size[FRAMED]);
	mark[PLAIN] = test_format("\r<%s> end\n", speaker);
	size[PLAIN] = strlen(mark[PLAIN]);
	for (size_t i = 0; i < count; i++)
		read_up_to(
		    &crowd[i], mark[crowd[i].tongue], size[crowd[i].tongue]);
}

/* None of the crowd reads anything until all have joined. */
START_TEST(a_crowd_that_joins_at_once_is_announced_to_all)
{
	const size_t count = crowd_size();
	struct test_daemon *daemon = start();
	struct member *crowd = calloc(count, sizeof(*crowd));
	struct member witnesses[2];

	ck_assert_ptr_nonnull(crowd);
	members_init(witnesses, 2, "witness");
	members_init(crowd, count, "crowd");
	for (size_t i = 0; i < 2; i++) {
		member_prepare(daemon, &witnesses[i]);
		member_join(daemon, &witnesses[i]);
		member_await(&witnesses[i]);
	}
	hear(&witnesses[0], true);
	for (size_t i = 0; i < count; i++)
		member_prepare(daemon, &crowd[i]);
	for (size_t i = 0; i < count; i++)
		member_join(daemon, &crowd[i]);
	for (size_t i = 0; i < 2; i++)
		witness_crowd(&witnesses[i], crowd, count);
	test_client_ask(witnesses[0].client, "SEND #lobby end\n", "SEND-OK\n");
	crowd_hears(crowd, count, witnesses[0].name);
	test_daemon_stop(daemon);
	test_daemon_require_log(daemon, 0, "slow reader");
	free(crowd);
}
END_TEST

/* ---- order --------------------------------------------------------------- */

/* Return all that speaker says, as bytes. */
static const char *
speech(const struct member *speaker, size_t *size_r)
{
	const char *const formats[TONGUES] = {
		[HELLO] = "SEND #lobby %d\n",
		[FRAMED] = test_format("%s|%%d\n", speaker->name),
		[PLAIN] = "%d\n",
	};
	const char *format = formats[speaker->tongue];
	char *text = test_repeat('\0', LINES * 120, "");
	char *end = text;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	for (int i = 0; i < LINES; i++)
		end += sprintf(end, format, i);
#pragma GCC diagnostic pop
	*size_r = (size_t)(end - text);
	return speaker->tongue == FRAMED ? framed_bytes(text, size_r) : text;
}

static void
hear_speeches(const struct member *members, size_t me)
{
	int next[SPEAKERS] = { 0 };
	size_t count = (me < SPEAKERS ? SPEAKERS - 1 : SPEAKERS) * LINES;

	for (size_t i = 0; i < count; i++) {
		struct heard heard = hear(&members[me], false);
		size_t speaker = crowd_find(members, SPEAKERS, heard.name);

		test_require(speaker != me, "%s hears what %s said", heard.name,
		    heard.name);
		test_require(strtol(heard.text, NULL, 10) == next[speaker],
		    "%s hears line %s of %s, not %d", members[me].name,
		    heard.text, heard.name, next[speaker]);
		next[speaker]++;
	}
}

START_TEST(everybody_hears_each_speaker_in_order)
{
	struct test_daemon *daemon = start();
	struct member members[MEMBERS];
	const char *texts[SPEAKERS];
	size_t sizes[SPEAKERS], sent[SPEAKERS] = { 0 };
	size_t left = SPEAKERS;

	members_init(members, MEMBERS, "member");
	for (size_t i = 0; i < MEMBERS; i++) {
		member_prepare(daemon, &members[i]);
		member_join(daemon, &members[i]);
		for (size_t j = 0; j < i; j++)
			hear(&members[j], true);
		if (members[i].tongue != PLAIN)
			member_await(&members[i]);
	}
	for (size_t i = 0; i < SPEAKERS; i++)
		texts[i] = speech(&members[i], &sizes[i]);
	while (left > 0) {
		left = 0;
		for (size_t i = 0; i < SPEAKERS; i++) {
			size_t piece = 1 + test_random(500);

			if (piece > sizes[i] - sent[i])
				piece = sizes[i] - sent[i];
			sent[i] += test_client_try_send(
			    members[i].client, texts[i] + sent[i], piece);
			left += sizes[i] - sent[i];
		}
	}
	for (size_t i = 0; i < MEMBERS; i++)
		hear_speeches(members, i);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_crowd_that_joins_at_once_is_announced_to_all);
	test_cases_add(tests, everybody_hears_each_speaker_in_order);
}
