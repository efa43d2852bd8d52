/* SPDX-License-Identifier: MIT */
/* Where listeners come from: bound here, or passed on by a service manager. */

#include "chatd/server/ports.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include "chatd/config/config.h"
#include "chatd/config/load.h"
#include "chatd/core/queue_total.h"
#include "chatd/net/admission.h"
#include "chatd/net/listener.h"

#include "unit/chatd/service/passed_sockets.h"

static void
report_cb(const char *message, void *argument)
{
	(void)argument;
	fprintf(stderr, "%s\n", message);
}

/* Open the listeners of a file with this text.  Describe them, or return NULL.
 */
static const char *
open_text(const char *text, int *status_r)
{
	static char description[256];
	const struct config_errors errors = { report_cb, NULL };
	struct admission admission;
	static struct queue_total queues;
	struct listeners *listeners;
	struct config *config;
	char path[] = "/tmp/check_ports.XXXXXX";
	int fd = mkstemp(path);
	int result;

	STEP(fd != -1);
	STEP(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
	config = config_load(path, NULL, 0, &errors);
	unlink(path);
	STEP(config != NULL);

	admission_init(&admission, ADMISSION_LOGIN, 1);
	queue_total_init(&queues, SIZE_MAX);
	listeners = listeners_new(&admission, &queues);
	STEP(listeners != NULL);
	result = ports_open(listeners, config, status_r);
	if (result == 0)
		result = ports_open_files(listeners, config, status_r);
	listeners_describe(listeners, description, sizeof(description));
	listeners_free(listeners);
	config_free(config);
	return result == 0 ? description : NULL;
}

static void
bind_all(void)
{
	int status;
	const char *found = open_text(
	    "address = 127.0.0.1\nport = 0\n"
	    "listener x { protocol = hello port = 0 }",
	    &status);

	STEP(found != NULL);
	STEP(strncmp(found, "hello on 127.0.0.1:", 19) == 0);
	STEP(strstr(found, ", hello on 127.0.0.1:") != NULL);
}

static void
bind_taken(void)
{
	char text[64];
	int status;

	passed_sockets_place(PASSED_SOCKETS_FIRST, SOCK_STREAM, true);
	snprintf(text, sizeof(text), "address = 127.0.0.1 port = %d",
	    passed_sockets_port(PASSED_SOCKETS_FIRST));
	STEP(open_text(text, &status) == NULL);
	STEP(status == EX_UNAVAILABLE);
}

#ifdef HAVE_SYSTEMD
static void
use_passed(void)
{
	char expected[256];
	const char *found;
	int status;

	for (int i = 0; i < 3; i++)
		passed_sockets_place(
		    PASSED_SOCKETS_FIRST + i, SOCK_STREAM, true);
	passed_sockets_announce(3, "x:chatd.socket:x");
	snprintf(expected, sizeof(expected),
	    "hello on 127.0.0.1:%d, hello on 127.0.0.1:%d, hello on "
	    "127.0.0.1:%d",
	    passed_sockets_port(PASSED_SOCKETS_FIRST + 1),
	    passed_sockets_port(PASSED_SOCKETS_FIRST),
	    passed_sockets_port(PASSED_SOCKETS_FIRST + 2));
	/* Nothing must try to bind this: no machine has the address. */
	found = open_text("address = 192.0.2.1\n"
			  "listener x { protocol = hello port = 1 }",
	    &status);
	STEP(found != NULL);
	STEP(strcmp(found, expected) == 0);
}

/* The unit gives all its sockets one name; the path says whose one is. */
static void
use_passed_path(void)
{
	char directory[] = "/tmp/check_ports.XXXXXX";
	char path[64], text[256], expected[256];
	const char *found;
	int status;

	STEP(mkdtemp(directory) != NULL);
	snprintf(path, sizeof(path), "%s/socket", directory);
	passed_sockets_place(PASSED_SOCKETS_FIRST, SOCK_STREAM, true);
	passed_sockets_place_unix(PASSED_SOCKETS_FIRST + 1, path);
	passed_sockets_announce(2, "main:main");
	snprintf(text, sizeof(text),
	    "listener x { protocol = hello address = \"unix:%s\" }", path);
	snprintf(expected, sizeof(expected),
	    "hello on 127.0.0.1:%d, hello on unix:%s",
	    passed_sockets_port(PASSED_SOCKETS_FIRST), path);
	found = open_text(text, &status);
	STEP(found != NULL);
	STEP(strcmp(found, expected) == 0);
	/* The file belongs to whoever made it. */
	STEP(unlink(path) == 0);
	STEP(rmdir(directory) == 0);
}

static void
pass_datagrams(void)
{
	int status;

	passed_sockets_place(PASSED_SOCKETS_FIRST, SOCK_DGRAM, false);
	passed_sockets_announce(1, NULL);
	STEP(open_text("address = 127.0.0.1 port = 0", &status) == NULL);
	STEP(status == EX_OSERR);
}

static void
pass_unknown(void)
{
	const char *found;
	char port[16];
	int status;

	passed_sockets_place(PASSED_SOCKETS_FIRST, SOCK_STREAM, true);
	snprintf(port, sizeof(port), ":%d",
	    passed_sockets_port(PASSED_SOCKETS_FIRST));
	passed_sockets_announce(1, "nobody");
	found = open_text("address = 127.0.0.1 port = 0", &status);
	STEP(found != NULL);
	STEP(strstr(found, port) == NULL);
}

START_TEST(uses_passed_sockets_in_place_of_addresses)
{
	passed_sockets_run(use_passed);
}
END_TEST

START_TEST(uses_a_passed_socket_for_the_listener_at_its_path)
{
	passed_sockets_run(use_passed_path);
}
END_TEST

START_TEST(refuses_other_passed_sockets)
{
	passed_sockets_run(pass_datagrams);
}
END_TEST

START_TEST(does_without_sockets_for_unknown_listeners)
{
	passed_sockets_run(pass_unknown);
}
END_TEST
#endif

START_TEST(binds_every_listener)
{
	passed_sockets_run(bind_all);
}
END_TEST

START_TEST(says_when_a_port_is_taken)
{
	passed_sockets_run(bind_taken);
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
#ifdef HAVE_SYSTEMD
	test_cases_add(tests, uses_passed_sockets_in_place_of_addresses);
	test_cases_add(
	    tests, uses_a_passed_socket_for_the_listener_at_its_path);
	test_cases_add(tests, refuses_other_passed_sockets);
	test_cases_add(tests, does_without_sockets_for_unknown_listeners);
#endif
	test_cases_add(tests, binds_every_listener);
	test_cases_add(tests, says_when_a_port_is_taken);
}
