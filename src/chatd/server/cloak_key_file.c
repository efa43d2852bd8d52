/* SPDX-License-Identifier: MIT */
#include "chatd/server/cloak_key_file.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sysexits.h>

#include "chatd/config/config.h"
#include "chatd/core/cloak.h"
#include "chatd/presence/cards.h"
#include "chatd/presence/directory.h"
#include "chatd/server/secret_file.h"
#include "common/secret.h"

struct cloak_key_draft {
	struct cloak_key key;
	bool is_given;
};

static int
cloak_key_digit(char byte)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = byte != '\0' ? strchr(digits, byte) : NULL;

	return at != NULL ? (int)(at - digits) % 16 : -1;
}

/* Read the digits of line.  Return false if there is anything else. */
static bool
cloak_key_read(struct slice line, struct cloak_key *key_r)
{
	if (line.size != 2 * sizeof(key_r->bytes))
		return false;
	for (size_t i = 0; i < sizeof(key_r->bytes); i++) {
		int high = cloak_key_digit(line.bytes[2 * i]);
		int low = cloak_key_digit(line.bytes[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		key_r->bytes[i] = (unsigned char)(high * 16 + low);
	}
	return true;
}

static const char *
cloak_key_take_cb(int fd, void *argument)
{
	struct cloak_key_draft *draft = argument;
	struct secret line = { 0 };
	enum secret_outcome outcome = secret_read_line(fd, line.bytes);
	const char *fault = NULL;

	if (outcome == SECRET_FAILED)
		fault = strerror(errno);
	else if (outcome == SECRET_GIVEN)
		draft->is_given = cloak_key_read(
		    slice_trim(slice_of(line.bytes)), &draft->key);
	if (fault == NULL && !draft->is_given)
		fault = "its first line is not a key of 32 hexadecimal digits; "
			"openssl rand -hex 16 makes one";
	secret_clear(&line);
	return fault;
}

int
cloak_key_file_load(const struct config *config,
    const struct config_errors *errors, struct directory *directory)
{
	struct cloak_key_draft draft = { .is_given = false };
	int status = secret_file_read("cloak_key_file", config->cloak_key_file,
	    errors, cloak_key_take_cb, &draft);

	if (draft.is_given && directory != NULL)
		cards_set_key(directory_cards(directory), &draft.key);
	secret_erase(&draft, sizeof(draft));
	return status;
}
