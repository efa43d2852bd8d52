/* SPDX-License-Identifier: MIT */
/*
 * A node whose passwords are another's business must not be in a cluster with
 * one that has accounts: there nobody would own the names.
 */

#include "chatd/server/shared_registers.h"

#include <stdio.h>

#include "chatd/accounts/account_text.h"
#include "chatd/accounts/accounts.h"
#include "chatd/config/config.h"
#include "chatd/config/engine_options.h"
#include "chatd/core/name_case.h"
#include "chatd/keeping/kept_rooms.h"
#include "chatd/moderation/moderation.h"
#include "chatd/moderation/sanction_text.h"
#include "chatd/storage/register.h"

/* Add a door.  Return it, or NULL with errno set. */
static struct register_door *
shared_registers_add(
    struct shared_registers *registers, const struct register_options *options)
{
	struct register_door *door = register_door_new(options);

	if (door != NULL)
		registers->doors[registers->count++] = door;
	return door;
}

int
shared_registers_make(
    struct shared_registers *registers, const struct config *config)
{
	static const char *const uses[] = {
		[ACCOUNTS_USE_NONE] = "none",
		[ACCOUNTS_USE_FILE] = "file",
		[ACCOUNTS_USE_COMMAND] = "command",
	};
	static const char *const folds[] = {
		[NAMES_FOLD_NO] = "no",
		[NAMES_FOLD_OWNED] = "owned",
		[NAMES_FOLD_YES] = "yes",
	};
	const struct register_options accounts = {
		.name = "accounts",
		.option = "accounts_file",
		.most = config->accounts_max,
		.record_bytes_max = ACCOUNT_TEXT_LINE_BYTES,
	};
	const struct register_options rooms = kept_rooms_register(
	    config->rooms_kept_max);
	static const struct register_options bans = {
		.name = "bans",
		.option = "bans_file",
		.most = MODERATION_MOST,
		.record_bytes_max = SANCTION_TEXT_LINE_BYTES,
	};

	*registers = (struct shared_registers){ .count = 0 };
	(void)snprintf(registers->rules, sizeof(registers->rules),
	    "accounts=%s,names_fold=%s", uses[config->accounts],
	    folds[config->names_fold]);
	if (config->engine == ENGINE_USE_MEMORY)
		return 0;
	registers->bans = shared_registers_add(registers, &bans);
	if (registers->bans == NULL)
		return -1;
	if (config->accounts != ACCOUNTS_USE_FILE)
		return 0;
	registers->accounts = shared_registers_add(registers, &accounts);
	registers->rooms = shared_registers_add(registers, &rooms);
	return registers->accounts != NULL && registers->rooms != NULL ? 0 : -1;
}

void
shared_registers_clear(struct shared_registers *registers)
{
	for (size_t i = 0; i < registers->count && !registers->are_in_use; i++)
		register_door_free(registers->doors[i]);
}
