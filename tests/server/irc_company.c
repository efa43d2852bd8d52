/* SPDX-License-Identifier: MIT */
#include "server/irc_company.h"

#include "common/test_nodes.h"
#include "server/irc_fixture.h"

struct irc_company
irc_company_gather(void)
{
	struct irc_company all = { .daemon = irc_start("workers=2", NULL) };

	test_nodes_keep_level(all.daemon);
	all.alice = irc_login(all.daemon, "alice");
	irc_join(all.alice, "tea");
	test_nodes_level();
	all.bob = irc_login(all.daemon, "bob");
	irc_join(all.bob, "tea");
	irc_expect(all.alice, ":bob!bob@chatd JOIN #tea\n");
	all.carol = test_client_login(all.daemon, "carol");
	test_client_ask(all.carol, "JOIN #tea\n", "JOIN-OK #tea\n");
	irc_expect(all.alice, ":carol!carol@chatd JOIN #tea\n");
	irc_expect(all.bob, ":carol!carol@chatd JOIN #tea\n");
	return all;
}
