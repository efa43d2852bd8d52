/* SPDX-License-Identifier: MIT */
/* Daemons with options: what each of them is started with. */

#include "common/test_daemon.h"

#include <stdarg.h>
#include <string.h>

#include "common/test_nodes.h"
#include "common/test_support.h"
#include "common/test_transport.h"

/* Say whether option sets the same thing as one of those in the spec. */
static bool
spec_has_option(const struct test_spec *spec, size_t count, const char *option)
{
	size_t name = strcspn(option, "=") + 1;

	for (size_t i = 1; i < count; i += 2)
		if (strncmp(spec->arguments[i], option, name) == 0)
			return true;
	return false;
}

/* Add options up to NULL after the file's name; count all arguments. */
static size_t
spec_add_options(struct test_spec *spec, const char *option, va_list options)
{
	size_t count = 2;

	for (; option != NULL; option = va_arg(options, const char *)) {
		test_require(count + 18 < TEST_SPEC_MAX, "too many options");
		spec->arguments[count++] = "-o";
		spec->arguments[count++] = option;
	}
	return count;
}

/* Add option unless it is there, or something else is wanted in its place. */
static void
spec_add_default(struct test_spec *spec, size_t *count, const char *option)
{
	if (spec_has_option(spec, *count, option))
		return;
	spec->arguments[(*count)++] = "-o";
	spec->arguments[(*count)++] = option;
}

/* Places that only one chatd can have. */
static const char *const unshared[] = { "accounts_file=", "rooms_file=" };

/* Let the second node use another one. */
static void
spec_unshare(const char **option)
{
	if (strncmp(*option, "control_socket=", 15) == 0)
		*option = test_format("%s" TEST_SECOND_NODE, *option);
	if (strncmp(*option, "drop_directory=", 15) == 0)
		*option = test_format(
		    "drop_directory=%s", test_directory_create());
	for (size_t i = 0; i < sizeof(unshared) / sizeof(unshared[0]); i++) {
		if (strncmp(*option, unshared[i], strlen(unshared[i])) == 0)
			*option = test_format("%s%s/of-node", unshared[i],
			    test_directory_create());
	}
}

/* Start two nodes with the count arguments of spec; return the first. */
static struct test_daemon *
daemon_start_nodes(struct test_spec *spec, size_t count)
{
	const char *engine = test_nodes_start_engine();
	struct test_daemon *nodes[2];

	spec_add_default(spec, &count, "engine=redis");
	spec_add_default(
	    spec, &count, test_format("engine_address=%s", engine));
	spec->arguments[count] = "-o";
	for (size_t i = 0; i < 2; i++) {
		spec->arguments[count + 1] = test_format(
		    "node_name=node%zu", i);
		for (size_t j = 1; i > 0 && j < count; j += 2)
			spec_unshare(&spec->arguments[j]);
		nodes[i] = test_daemon_spawn(spec);
	}
	for (size_t i = 0; i < 2; i++)
		test_daemon_wait_started(nodes[i]);
	test_daemon_add_node(nodes[0], nodes[1]);
	return nodes[0];
}

/* Start chatd with the count arguments of spec and the defaults it lacks. */
static struct test_daemon *
daemon_start(struct test_spec *spec, size_t count)
{
	const char *const defaults[] = {
		test_format("address=%s", test_transport_place()), "port=0",
		"workers=2", test_transport_certificate_option(), "tls=yes"
	};
	size_t default_count = test_transport_is_tls() ? 5 : 3;
	struct test_daemon *daemon;

	for (size_t i = 0; i < default_count; i++)
		spec_add_default(spec, &count, defaults[i]);
	if (test_nodes_count() > 1)
		return daemon_start_nodes(spec, count);
	daemon = test_daemon_spawn(spec);
	test_daemon_wait_started(daemon);
	return daemon;
}

struct test_daemon *
test_daemon_start(void)
{
	struct test_spec spec = { .arguments = { "-c", "/dev/null" } };

	return daemon_start(&spec, 2);
}

struct test_daemon *
test_daemon_start_with(const char *option, ...)
{
	struct test_spec spec = { .arguments = { "-c", "/dev/null" } };
	struct test_daemon *daemon;
	va_list options;

	va_start(options, option);
	daemon = daemon_start(&spec, spec_add_options(&spec, option, options));
	va_end(options);
	return daemon;
}

struct test_daemon *
test_daemon_start_speaking(const char *protocols, ...)
{
	const char *path = test_transport_listeners(protocols);
	struct test_spec spec = { .arguments = { "-c", path } };
	struct test_daemon *daemon;
	const char *option;
	va_list options;

	va_start(options, protocols);
	option = va_arg(options, const char *);
	daemon = daemon_start(&spec, spec_add_options(&spec, option, options));
	va_end(options);
	return daemon;
}
