/* SPDX-License-Identifier: MIT */
#include "chatd/server/exposure.h"

#include "chatd/accounts/accounts.h"
#include "chatd/config/config.h"
#include "chatd/net/listener.h"
#include "chatd/server/rate_choice.h"
#include "common/log.h"

void
exposure_log(const struct listeners *listeners, const struct config *config)
{
	const char *open = listeners_find_open(listeners);
	const char *plain = listeners_find_plain(listeners);

	rate_choice_log(config, open);
	if (plain != NULL)
		log_warning("%s is open to other machines without TLS%s: see "
			    "\"Serving a network\" in chatd(8)",
		    plain,
		    config->accounts != ACCOUNTS_USE_NONE
			? ""
			: ", and names have no owners");
	else if (open != NULL && config->accounts == ACCOUNTS_USE_NONE)
		log_warning("%s is open to other machines, and names have no "
			    "owners: see \"Serving a network\" in chatd(8)",
		    open);
}
