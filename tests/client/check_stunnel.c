/* SPDX-License-Identifier: MIT */
/*
 * stunnel between chatc and chatd: it takes what chatc has encrypted to a
 * listener in clear, and encrypts what chatc says in clear for one with TLS.
 */

#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "client/client.h"
#include "common/test_certificate.h"
#include "common/test_daemon.h"
#include "common/test_programs.h"
#include "common/test_support.h"

#define STUNNEL "/usr/bin/stunnel4"

/* Where the listener in clear and the other one stand in chatd's log. */
#define IN_CLEAR  0
#define ENCRYPTED 1

static struct test_daemon *chatd;
static const char *certificate;
static pid_t stunnel;

static void
start_chatd(void)
{
	const char *text, *path;

	certificate = test_certificate_create_usual();
	text = test_format("address = 127.0.0.1\nport = 0\n"
			   "control_socket = \"\"\ncertificate = \"%s\"\n"
			   "listener encrypted {\nprotocol = hello\n"
			   "address = 127.0.0.1\nport = 0\ntls = yes\n}\n",
	    certificate);
	path = test_file_create(text, strlen(text));
	chatd = test_daemon_start_file(path);
}

static unsigned int
port_of(unsigned int listener)
{
	struct sockaddr_storage address;

	test_daemon_address(chatd, "hello", listener, &address);
	return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

static void
end_stunnel(void *argument)
{
	fclose(argument);
	kill(stunnel, SIGTERM);
	waitpid(stunnel, NULL, 0);
}

/* Start stunnel with this service, and return the port that it has chosen. */
static unsigned int
start_stunnel(const char *service)
{
	const char *text = test_format(
	    "foreground = yes\nsyslog = no\npid =\ndebug = info\n"
	    "[chat]\naccept = 127.0.0.1:0\n%s",
	    service);
	const char *path = test_file_create(text, strlen(text)), *bound = NULL;
	static char line[512];
	unsigned int port = 0;
	FILE *words;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	stunnel = fork();
	test_require(stunnel >= 0, "cannot fork");
	if (stunnel == 0) {
		dup2(ends[1], STDERR_FILENO);
		execl(STUNNEL, STUNNEL, path, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	words = fdopen(ends[0], "r");
	ck_assert_ptr_nonnull(words);
	while (bound == NULL && fgets(line, sizeof(line), words) != NULL)
		bound = strstr(line, "bound to 127.0.0.1:");
	test_require(bound != NULL, "stunnel has ended: %s", line);
	ck_assert_int_eq(sscanf(bound, "bound to 127.0.0.1:%u", &port), 1);
	test_defer(end_stunnel, words);
	return port;
}

static unsigned int
start_decrypting(void)
{
	return start_stunnel(test_format("cert = %s\nconnect = 127.0.0.1:%u\n",
	    certificate, port_of(IN_CLEAR)));
}

static unsigned int
start_encrypting(void)
{
	return start_stunnel(
	    test_format("client = yes\nCAfile = %s\nverifyChain = yes\n"
			"checkHost = localhost\nconnect = 127.0.0.1:%u\n",
		certificate, port_of(ENCRYPTED)));
}

/* Log alice in by TLS, through a stunnel that takes it off. */
static void
log_alice_in(void)
{
	const char *arguments[] = { "--tls",
		test_format("--ca=%s", certificate),
		test_format("alice@localhost:%u", start_decrypting()), NULL };

	client_start(arguments);
	client_expect("Successfully logged in as alice!\n");
}

/* Return a command that runs chatc in clear at this port. */
static const char *
in_clear(const char *name, unsigned int port, const char *arguments)
{
	return test_format("'%s' %s@127.0.0.1:%u %s", test_program("CHATC"),
	    name, port, arguments);
}

START_TEST(both_ways_lead_to_one_chat)
{
	char heard[64] = "";
	unsigned int port;
	FILE *bob;

	start_chatd();
	log_alice_in();
	port = start_encrypting();
	bob = popen(in_clear("bob", port, "--listen"), "r");
	ck_assert_ptr_nonnull(bob);
	test_daemon_wait_log(chatd, " bob: logged in");
	client_type("@bob Hello, Bob!\n");
	client_expect("The message was sent successfully\n");
	ck_assert_ptr_nonnull(fgets(heard, sizeof(heard), bob));
	ck_assert_str_eq(heard, "From alice: Hello, Bob!\n");
	ck_assert_int_eq(
	    system(in_clear("carol", port, "--send alice Good morning")), 0);
	client_expect("From carol: Good morning\n");
	client_type("!quit\n");
	client_expect_exit(EX_OK);
	/* chatd's end is heard through stunnel. */
	test_daemon_signal(chatd, SIGTERM);
	ck_assert_int_eq(WEXITSTATUS(pclose(bob)), EX_IOERR);
}
END_TEST

START_TEST(a_long_text_arrives_as_it_was)
{
	const char *text = test_repeat('x', 16000, "");

	start_chatd();
	log_alice_in();
	client_type(test_format("@alice %s\n", text));
	client_expect("The message was sent successfully\n");
	client_expect(test_format("From alice: %s\n", text));
	client_end_input();
	client_expect_exit(EX_OK);
}
END_TEST

START_TEST(a_stunnel_without_chatd_is_a_server_that_hangs_up)
{
	const char *arguments[4] = { "--tls" };

	start_chatd();
	arguments[1] = test_format("--ca=%s", certificate);
	arguments[2] = test_format("alice@localhost:%u", start_decrypting());
	test_daemon_stop(chatd);
	client_start(arguments);
	client_expect_aside("chatc: The server hung up. Try another name.\n");
	client_end_input();
	client_expect_status(EX_UNAVAILABLE);
}
END_TEST

void
test_add_tests(struct test_cases *tests)
{
	if (access(STUNNEL, X_OK) != 0)
		test_skip("stunnel4 is not installed");
	test_cases_add(tests, both_ways_lead_to_one_chat);
	test_cases_add(tests, a_long_text_arrives_as_it_was);
	test_cases_add(
	    tests, a_stunnel_without_chatd_is_a_server_that_hangs_up);
}
