/* SPDX-License-Identifier: MIT */
/*
 * The host that writes everything down.
 */

#include "unit/chatc/conversation/conversation_fixture.h"

#include <string.h>

#include "chatc/codecs/codecs.h"
#include "chatc/words/display.h"
#include "unit/unit.h"

static struct conversation conversation;
static int timeout;
static uint64_t now_ms;
static bool has_person, is_private;
static struct buffer done; /* since the last comparison */

static void
host_connect(void *context)
{
	(void)context;
	buffer_append_text(&done, "(connect)\n");
}

static void
host_send(void *context, const char *bytes, size_t size)
{
	(void)context;
	buffer_append_text(&done, "> ");
	buffer_append(&done, bytes, size);
}

static void
host_finish(void *context)
{
	(void)context;
	buffer_append_text(&done, "(finish)\n");
}

static void
host_disconnect(void *context)
{
	(void)context;
}

static void
host_set_timeout(void *context, int timeout_ms)
{
	*(int *)context = timeout_ms;
}

static uint64_t
host_now_ms(void *context)
{
	(void)context;
	return now_ms;
}

static void
host_say(void *context, const struct sentence *sentence)
{
	(void)context;
	display_render(&(struct display_style){ 0 }, sentence, &done);
}

static void
host_learn(void *context, struct slice names)
{
	(void)context;
	buffer_append_text(&done, "(learn ");
	buffer_append_slice(&done, names);
	buffer_append_text(&done, ")\n");
}

static void
host_end(void *context, int status)
{
	(void)context;
	buffer_append_format(&done, "(end %d)\n", status);
}

static const struct conversation_host host = {
	.connect = host_connect,
	.send = host_send,
	.finish = host_finish,
	.disconnect = host_disconnect,
	.set_timeout = host_set_timeout,
	.now_ms = host_now_ms,
	.say = host_say,
	.learn = host_learn,
	.end = host_end,
};

struct conversation *
talk_conversation(void)
{
	return &conversation;
}

int
talk_timeout_ms(void)
{
	return timeout;
}

void
talk_let_time_pass(uint64_t time_ms)
{
	now_ms += time_ms;
}

void
talk_have_person(void)
{
	has_person = true;
}

void
talk_be_private(void)
{
	is_private = true;
}

void
talk_connect(void)
{
	conversation_note_privacy(&conversation, is_private);
	conversation_connected(&conversation);
}

void
talk_start(const char *name)
{
	talk_start_codec("hello", name);
}

void
talk_start_codec(const char *codec, const char *name)
{
	conversation_start(&conversation, codec_find(codec), 10000, has_person,
	    &host, &timeout, slice_of(name));
}

void
talk_log_in(void)
{
	talk_start("alice");
	talk_connect();
	talk_receive("HELLO alice\n");
	if (has_person)
		talk_receive("WHO-OK alice\n");
	else
		talk_require_done(
		    "(connect)\n> HELLO-FROM alice\n" TALK_LOGGED_IN);
	talk_forget_done();
}

void
talk_type(const char *line)
{
	ck_assert(conversation_is_ready(&conversation));
	conversation_line(&conversation, slice_of(line));
}

void
talk_type_password(const char *password)
{
	ck_assert(conversation_is_ready(&conversation));
	ck_assert(conversation.question != CONVERSATION_NO_QUESTION);
	conversation_password(&conversation, slice_of(password));
}

void
talk_receive(const char *bytes)
{
	conversation_received(&conversation, bytes, strlen(bytes));
}

void
talk_hang_up(void)
{
	conversation_hung_up(&conversation, (struct slice){ "EOF", 3 });
}

void
talk_require_done(const char *want)
{
	buffer_append(&done, "", 1);
	ck_assert_str_eq(done.bytes, want);
	buffer_clear(&done);
}

size_t
talk_count_done(const char *what)
{
	size_t count = 0;

	buffer_append(&done, "", 1);
	for (const char *at = done.bytes; (at = strstr(at, what)) != NULL;
	     at += strlen(what))
		count++;
	done.size--;
	return count;
}

void
talk_forget_done(void)
{
	buffer_empty(&done);
}

void
talk_clear(void)
{
	conversation_clear(&conversation);
	buffer_clear(&done);
	has_person = false;
	is_private = false;
}
