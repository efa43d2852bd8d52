/* SPDX-License-Identifier: MIT */
#include "chatd/server/owners.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "chatd/accounts/accounts.h"
#include "chatd/accounts/auth_command.h"
#include "chatd/config/config.h"
#include "chatd/core/name_case.h"
#include "chatd/keeping/kept_rooms.h"
#include "chatd/worker/worker.h"
#include "common/text.h"

int
owners_make(const struct config *config, struct mailbox *const *mailboxes,
    struct kept_rooms *kept_rooms, struct register_door *door,
    struct accounts **accounts_r)
{
	const struct accounts_settings settings = {
		.path = config->accounts_file,
		.command = config->accounts == ACCOUNTS_USE_COMMAND
			       ? config->auth_command
			       : NULL,
		.command_timeout_ms = config->auth_timeout_ms,
		.most = config->accounts_max,
		.folds_names = config->names_fold != NAMES_FOLD_NO,
		.forget = kept_rooms != NULL ? kept_rooms_forget_cb : NULL,
		.forget_argument = kept_rooms,
		.door = door,
	};
	static const struct accounts_receivers receivers = {
		worker_receive_verified_cb, worker_receive_registered_cb
	};

	*accounts_r = NULL;
	if (config->accounts == ACCOUNTS_USE_NONE)
		return 0;
	*accounts_r = accounts_new(&settings, mailboxes, &receivers);
	return *accounts_r == NULL ? -1 : 0;
}

int
owners_check(const struct config *config, const struct config_errors *errors)
{
	const char *path = config->auth_command, *fault;
	char shown[256], message[384];

	if (config->accounts != ACCOUNTS_USE_COMMAND)
		return EX_OK;
	fault = auth_command_find_fault(path);
	if (fault == NULL)
		return EX_OK;
	snprintf(message, sizeof(message), "auth_command %s: %s",
	    text_escape(path, strlen(path), shown, sizeof(shown)), fault);
	errors->report(message, errors->argument);
	return EX_CONFIG;
}
