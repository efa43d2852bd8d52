/* SPDX-License-Identifier: MIT */
/*
 * A name without an owner is free for the next who asks when the connection
 * that has it is provably dead, and stays whose it is as long as it lives.
 *
 * A client is cut off by a filter on its own socket, which has its kernel throw
 * away all that arrives, so that it answers nothing; a bad link loses part of
 * it.  Those who live are looked at as often as those who are dead, until all
 * of those are found.
 */

#include <sys/socket.h>
#include <sys/wait.h>

#include <arpa/inet.h>
#include <linux/filter.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/test_client.h"
#include "common/test_daemon.h"
#include "common/test_nodes.h"
#include "common/test_support.h"

/*
 * The dead: two are idle, and two are being sent something; of each two, one is
 * on either worker, because connections are dealt out in turn.
 */
#define DEAD 4

/* More users than are asked for a sign of life, and how many of them are. */
#define CROWD     100
#define ASKED_MAX 64

/* What /proc/net/tcp calls that; see proc_net_tcp.rst of the kernel. */
#define TIMER_KEEPALIVE 2

/* How long those who ask rest between two rounds of questions. */
#define ROUND_MS 100

/* Whoever is silent for so long has been asked, or given up. */
#define SILENCE_MS 45000

static struct test_daemon *chatd;

static void
set_filter(
    const struct test_client *client, struct sock_filter *filter, size_t count)
{
	struct sock_fprog program = { (unsigned short)count, filter };

	test_require(setsockopt(test_client_fd(client), SOL_SOCKET,
			 SO_ATTACH_FILTER, &program, sizeof(program)) == 0,
	    "no filter for a socket");
}

/* Let nothing arrive there any more. */
static void
cut_off(const struct test_client *client)
{
	struct sock_filter nothing[] = { BPF_STMT(BPF_RET | BPF_K, 0) };

	set_filter(client, nothing, 1);
}

/* Have a third of all packets get lost. */
static void
disturb(const struct test_client *client)
{
	struct sock_filter some[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    (unsigned int)(SKF_AD_OFF + SKF_AD_RANDOM)),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x55555555, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, 0),
		BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
	};

	set_filter(client, some, sizeof(some) / sizeof(some[0]));
}

static const char *
dead_name(int index)
{
	return test_format("dead%d", index);
}

/*
 * Ask for a name.  Return whether it was free; fail unless it is in use
 * otherwise.
 */
static bool
claim(struct test_client *client, const char *name)
{
	const char *line;

	test_client_send(client, test_format("HELLO-FROM %s\n", name));
	line = test_client_take_line(client);
	if (strcmp(line, test_format("HELLO %s", name)) == 0)
		return true;
	ck_assert_str_eq(line, "IN-USE");
	return false;
}

/*
 * Have a client for each of the dead ask for that name until it is had, and one
 * for the living ask for each of theirs, which is never to be had.
 */
static void
claim_until_free(struct test_client *const *claimers, struct test_client *other,
    const char *const *living, size_t count)
{
	int left = DEAD;
	bool is_free[DEAD] = { false };

	while (left > 0) {
		for (int i = 0; i < DEAD; i++) {
			if (is_free[i])
				continue;
			is_free[i] = claim(claimers[i], dead_name(i));
			left -= is_free[i];
		}
		for (size_t i = 0; i < count; i++)
			ck_assert(!claim(other, living[i]));
		poll(NULL, 0, ROUND_MS);
	}
}

/* Start a process with a client of its own, and stop it. */
static pid_t
start_stopped(void)
{
	struct test_client *client = test_client_login(chatd, "stopped");
	pid_t pid = fork();
	int status;

	test_require(pid >= 0, "no process");
	if (pid == 0) {
		raise(SIGSTOP);
		_exit(0);
	}
	ck_assert(waitpid(pid, &status, WUNTRACED) == pid);
	ck_assert(WIFSTOPPED(status));
	/* The process that is stopped has the only descriptor. */
	test_client_close(client);
	return pid;
}

/* What the kernel tells of one of the daemon's connections. */
struct kernel_view {
	unsigned int timer;      /* which of its timers runs */
	unsigned long left;      /* until that expires, in ticks */
	unsigned int unanswered; /* probes in a row */
};

/* Read the next connection that is open.  Return false if there is none. */
static bool
read_next(FILE *table, struct kernel_view *view_r)
{
	struct sockaddr_storage address;
	unsigned int local, state;
	char line[256];

	test_daemon_address(chatd, "hello", 0, &address);
	while (fgets(line, sizeof(line), table) != NULL) {
		if (sscanf(line,
			"%*d: %*x:%x %*x:%*x %x %*x:%*x %x:%lx %*x %*u %u",
			&local, &state, &view_r->timer, &view_r->left,
			&view_r->unanswered) == 5 &&
		    htons((uint16_t)local) ==
			((struct sockaddr_in *)&address)->sin_port &&
		    state == TCP_ESTABLISHED)
			return true;
	}
	return false;
}

static FILE *
open_table(void)
{
	FILE *table = fopen("/proc/net/tcp", "r");

	test_require(table != NULL, "no table of connections");
	return table;
}

/*
 * Count the daemon's connections that the kernel is about to ask for a sign of
 * life, within what is left until then of this many seconds.
 */
static unsigned int
count_asked_within(long seconds)
{
	const long ticks = seconds * sysconf(_SC_CLK_TCK);
	FILE *table = open_table();
	struct kernel_view view;
	unsigned int count = 0;

	while (read_next(table, &view)) {
		if (view.timer == TIMER_KEEPALIVE &&
		    view.left <= (unsigned long)ticks)
			count++;
	}
	fclose(table);
	return count;
}

static void
wait_asked(unsigned int count)
{
	for (int i = 0; count_asked_within(2) != count; i++) {
		test_require(i < TEST_PATIENCE_MS / ROUND_MS,
		    "%u connections are asked, not %u", count_asked_within(2),
		    count);
		poll(NULL, 0, ROUND_MS);
	}
}

/*
 * Wait until the only connection has left this many probes unanswered.  Fail if
 * it ends before that.
 */
static void
wait_unanswered(unsigned int count)
{
	struct kernel_view view = { 0 };

	for (int i = 0; view.unanswered < count; i++) {
		FILE *table = open_table();
		bool is_there = read_next(table, &view);

		fclose(table);
		ck_assert_msg(
		    is_there, "given up before %u probes were lost", count);
		test_require(i < SILENCE_MS / ROUND_MS, "nobody asked");
		poll(NULL, 0, ROUND_MS);
	}
}

/* A link loses a packet now and then, and an idle user is asked with one. */
START_TEST(two_lost_packets_are_no_end)
{
	struct test_client *alice;
	int unused = 0;

	chatd = test_daemon_start_with("workers=1", NULL);
	alice = test_client_login(chatd, "alice");
	cut_off(alice);
	wait_unanswered(2);
	test_require(setsockopt(test_client_fd(alice), SOL_SOCKET,
			 SO_DETACH_FILTER, &unused, sizeof(unused)) == 0,
	    "the filter stays");
	test_client_ask(alice, "WHO\n", "WHO-OK echobot,alice\n");
}
END_TEST

/* Many names are asked for all the time: few of them are looked after. */
START_TEST(whoever_lives_is_asked_for_a_while)
{
	struct test_client *mallory;

	chatd = test_daemon_start_with("workers=1", NULL);
	for (int i = 0; i < CROWD; i++)
		test_client_login(chatd, test_format("user%d", i));
	mallory = test_client_connect(chatd);
	ck_assert_uint_eq(count_asked_within(2), 0);
	ck_assert(!claim(mallory, "user0"));
	wait_asked(1);
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < CROWD; i++)
			ck_assert(!claim(mallory, test_format("user%d", i)));
	}
	wait_asked(ASKED_MAX);
	wait_asked(0);
}
END_TEST

/* Count the lines that have part in the logs of all nodes. */
static size_t
count_lines(const char *part)
{
	size_t count = 0;

	for (unsigned int i = 0; i < test_nodes_count(); i++)
		count += test_count_lines(
		    test_daemon_log(test_daemon_node(chatd, i)), part);
	return count;
}

START_TEST(a_dead_connection_gives_its_name_up)
{
	static const char *const living[] = { "idle", "bad", "stopped" };
	struct test_client *dead[DEAD], *claimers[DEAD], *bob, *idle, *bad;
	pid_t stopped;

	chatd = test_daemon_start();
	bob = test_client_login(chatd, "bob");
	idle = test_client_login(chatd, "idle");
	for (int i = 0; i < DEAD; i++)
		dead[i] = test_client_login(chatd, dead_name(i));
	bad = test_client_login(chatd, "bad");
	stopped = start_stopped();
	/* Two ask on the worker of whom they ask for, and two on the other. */
	claimers[0] = test_client_connect(chatd);
	claimers[2] = test_client_connect(chatd);
	claimers[1] = test_client_connect(chatd);
	claimers[3] = test_client_connect(chatd);
	for (int i = 0; i < DEAD; i++)
		cut_off(dead[i]);
	disturb(bad);
	for (int i = DEAD / 2; i < DEAD; i++)
		test_client_ask(bob, test_format("SEND %s hi\n", dead_name(i)),
		    "SEND-OK\n");
	claim_until_free(claimers, test_client_connect(chatd), living, 3);
	for (int i = 0; i < DEAD; i++) {
		test_client_ask(bob, test_format("SEND %s hi\n", dead_name(i)),
		    "SEND-OK\n");
		test_client_expect(claimers[i], "DELIVERY bob hi\n");
	}
	test_client_ask(bob, "SEND idle hi\nSEND bad hi\nSEND stopped hi\n",
	    "SEND-OK\nSEND-OK\nSEND-OK\n");
	test_client_expect(idle, "DELIVERY bob hi\n");
	test_client_expect(bad, "DELIVERY bob hi\n");
	kill(stopped, SIGKILL);
	waitpid(stopped, NULL, 0);
	ck_assert_uint_eq(
	    count_lines(": closed: gone without a word, and the name was "
			"asked for"),
	    DEAD);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	test_cases_add(tests, a_dead_connection_gives_its_name_up);
	/* These look at the connections of one daemon. */
	test_cases_add_alone(tests, whoever_lives_is_asked_for_a_while);
	test_cases_add_alone(tests, two_lost_packets_are_no_end);
}
