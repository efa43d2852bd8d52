/* SPDX-License-Identifier: MIT */
#include "common/test_nodes.h"

#include <sys/socket.h>

#include <stdlib.h>
#include <string.h>

#include "cluster/redis_fixture.h"
#include "common/test_client.h"
#include "common/test_support.h"
#include "common/test_transport.h"

/*
 * A server whose run has no epoch yet may be one that was restarted, and nodes
 * wait until those who had names before it have claimed them anew
 * (cluster/scripts.h).  Here is nobody who could.
 */
#define BEGIN_EPOCH                                                            \
	"EVAL \"local run = string.match(redis.call('INFO', 'server'), "       \
	"'run_id:(%x+)') return redis.call('SET', '{chatd}:epoch', run..'.1')" \
	"\" 0\r\n"

unsigned int
test_nodes_count(void)
{
	const char *count = getenv("CHATD_TEST_NODES");

	if (count == NULL)
		return 1;
	test_require(
	    strcmp(count, "2") == 0, "CHATD_TEST_NODES is %s, not 2", count);
	return 2;
}

void
test_nodes_require(void)
{
	if (test_nodes_count() > 1)
		redis_require();
}

const char *
test_nodes_start_engine(void)
{
	/* What is kept on a disk is of no use to a test that ends. */
	const struct redis_spec spec = { .more = "appendonly no\n" };
	const char *where = redis_address(redis_start(&spec));
	struct sockaddr_storage address;
	size_t size = test_transport_take_path(where, &address);
	struct test_client *client = test_client_connect_socket(
	    (struct sockaddr *)&address, size);

	test_client_ask(client, BEGIN_EPOCH, "+OK\r\n");
	test_client_close(client);
	return where;
}
