/* SPDX-License-Identifier: MIT */
#include "client/encryption_fixture.h"

#include <netinet/in.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "client/client.h"
#include "common/test_certificate.h"
#include "common/test_daemon.h"
#include "common/test_support.h"

static struct test_daemon *server;
static const char *certificate; /* the server's */
static const char *data;        /* where chatc keeps what it knows */

void
encryption_set_up(void)
{
	certificate = test_certificate_create_usual();
	data = test_directory_create();
	client_set_environment("XDG_DATA_HOME", data);
}

void
encryption_use_certificate(const struct test_certificate *wanted)
{
	certificate = test_certificate_create(wanted);
}

const char *
encryption_certificate(void)
{
	return certificate;
}

const char *
encryption_trust(void)
{
	return encryption_trust_in(certificate);
}

const char *
encryption_trust_in(const char *path)
{
	return test_format("--ca=%s", path);
}

const char *
encryption_known_servers(void)
{
	return test_format("%s/chatd/known_servers", data);
}

void
encryption_make_known_servers(const char *text)
{
	FILE *file;

	ck_assert_int_eq(mkdir(test_format("%s/chatd", data), 0700), 0);
	file = fopen(encryption_known_servers(), "we");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

struct test_daemon *
encryption_start_server(const char *option)
{
	server = test_daemon_start_speaking("sized framed plain",
	    test_format("certificate=%s", certificate), "tls=yes", option,
	    NULL);
	return server;
}

void
encryption_use_server(struct test_daemon *daemon)
{
	server = daemon;
}

unsigned int
encryption_port_of(const char *protocol)
{
	struct sockaddr_storage address;

	test_daemon_address(server, protocol, 0, &address);
	return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

void
encryption_start_at(const char *host, const char *protocol, const char *option,
    const char *other)
{
	const char *arguments[] = { "--tls", "--protocol", protocol, option,
		other,
		test_format("alice@%s:%u", host, encryption_port_of(protocol)),
		NULL };

	client_start(arguments);
}

void
encryption_start(const char *option)
{
	encryption_start_at("localhost", "hello", option, "--plain");
}

void
encryption_leave(void)
{
	client_end_input();
	client_expect_exit(EX_OK);
}
