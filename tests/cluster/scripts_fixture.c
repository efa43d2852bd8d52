/* SPDX-License-Identifier: MIT */
#include "cluster/scripts_fixture.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/test_support.h"

#define ARGUMENTS_MAX 16

static void
disconnect(void *redis)
{
	redisFree(redis);
}

redisContext *
scripts_connect(const struct redis_server *server)
{
	redisContext *redis = redisConnectUnix(
	    redis_address(server) + strlen("unix:"));
	struct timeval patience = { .tv_sec = TEST_PATIENCE_MS / 1000 };

	test_require(redis != NULL && redis->err == 0, "no connection");
	redisSetTimeout(redis, patience);
	test_defer(disconnect, redis);
	return redis;
}

/* Add the elements of a reply to what is written to out. */
static void
print_reply(FILE *out, const redisReply *reply)
{
	switch (reply->type) {
	case REDIS_REPLY_ARRAY:
		for (size_t i = 0; i < reply->elements; i++) {
			if (i > 0)
				fputc(' ', out);
			print_reply(out, reply->element[i]);
		}
		break;
	case REDIS_REPLY_INTEGER:
		fprintf(out, "%lld", reply->integer);
		break;
	case REDIS_REPLY_NIL:
		fprintf(out, "nil");
		break;
	default:
		fprintf(out, "%s", reply->str);
	}
}

/* Return reply as a text, and free it. */
static const char *
take_reply(redisContext *redis, redisReply *reply)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	test_require(out != NULL && reply != NULL, "%s", redis->errstr);
	print_reply(out, reply);
	fclose(out);
	test_defer(free, text);
	freeReplyObject(reply);
	return text;
}

const char *
scripts_ask(redisContext *redis, enum script script, ...)
{
	const char *words[ARGUMENTS_MAX] = { "EVAL", scripts()[script], "1",
		SCRIPTS_PREFIX };
	int count = 4;
	va_list arguments;

	va_start(arguments, script);
	while ((words[count] = va_arg(arguments, const char *)) != NULL)
		test_require(++count < ARGUMENTS_MAX, "too many arguments");
	va_end(arguments);
	return take_reply(redis, redisCommandArgv(redis, count, words, NULL));
}

const char *
scripts_command(redisContext *redis, const char *format, ...)
{
	va_list arguments;
	redisReply *reply;

	va_start(arguments, format);
	reply = redisvCommand(redis, format, arguments);
	va_end(arguments);
	return take_reply(redis, reply);
}

const char *
scripts_enter(redisContext *redis, const char *now, const char *node_name,
    const char **epoch_r)
{
	const char *answer = scripts_ask(redis, SCRIPT_ENTER, "0", "", now, now,
	    SCRIPTS_FORMAT, node_name, SCRIPTS_LEASE, NULL);

	test_require_equal(scripts_word(answer, 0), "ENTERED");
	if (epoch_r != NULL)
		*epoch_r = scripts_word(answer, 3);
	return scripts_word(answer, 1);
}

void
scripts_settle(redisContext *redis)
{
	scripts_command(redis, "DEL " SCRIPTS_PREFIX "settling");
}

const char *
scripts_last_entry(redisContext *redis)
{
	return scripts_command(
	    redis, "XREVRANGE " SCRIPTS_PREFIX "log + - COUNT 1");
}

const char *
scripts_word(const char *answer, int index)
{
	for (; index > 0; index--) {
		answer = strchr(answer, ' ');
		test_require(answer != NULL, "the answer is too short");
		answer++;
	}
	return test_format("%.*s", (int)strcspn(answer, " "), answer);
}

void
scripts_begin(struct scripts_world *world)
{
	world->server = redis_start_usual();
	world->redis = scripts_connect(world->server);
	world->one = scripts_enter(world->redis, "5000", "n1", &world->epoch);
	world->other = scripts_enter(world->redis, "6000", "n2", NULL);
	scripts_settle(world->redis);
}

const char *
scripts_claim(redisContext *redis, const char *life, const char *name,
    const char *kind, const char *address, const char *most)
{
	return scripts_ask(
	    redis, SCRIPT_CLAIM, life, name, kind, address, most, "0", NULL);
}

void
scripts_require_granted(const char *answer)
{
	test_require_equal(scripts_word(answer, 0), "GRANTED");
}

void
scripts_claim_user(redisContext *redis, const char *life, const char *name,
    const char *address)
{
	scripts_require_granted(
	    scripts_claim(redis, life, name, "user", address, "0"));
}

void
scripts_require_users(redisContext *redis, const char *count)
{
	test_require_equal(
	    scripts_command(redis, "HGET " SCRIPTS_PREFIX "users all"), count);
}
