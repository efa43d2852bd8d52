/* SPDX-License-Identifier: MIT */
/*
 * A name is held by the configuration that is in force, by one that is being
 * prepared, and by each worker that may not know of its successor yet.  If it
 * were given up sooner, one worker could let a user in under it while another
 * one still echoes what is sent there.
 */

#include "chatd/server/echo_user.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatd/config/config.h"
#include "chatd/core/mail.h"
#include "chatd/core/name_case.h"
#include "chatd/presence/directory.h"
#include "common/text.h"

struct echo_user {
	struct echo_user *next;
	struct claim *claim; /* NULL: there is no echo user */
	unsigned int holders;
};

/* A worker has forgotten the name that was in force before. */
struct echo_confirmation {
	struct mail mail;
	struct echo_users *users;
	struct echo_user *former;
};

static struct slice
echo_user_name(const struct echo_user *user)
{
	return user->claim != NULL ? claim_name(user->claim)
				   : (struct slice){ "", 0 };
}

/* Find a name that is reserved already, or return NULL. */
static struct echo_user *
echo_users_find(const struct echo_users *users, struct slice name)
{
	struct echo_user *user = users->reserved;

	while (user != NULL &&
	       !name_is_same(directory_folds_names(users->directory),
		   echo_user_name(user), name))
		user = user->next;
	return user;
}

/* Reserve name, which is not reserved yet.  Return how that went. */
static enum claim_outcome
echo_users_reserve(
    struct echo_users *users, struct slice name, struct echo_user **user_r)
{
	struct echo_user *user = calloc(1, sizeof(*user));
	struct claim_answer answer = { .outcome = CLAIM_GRANTED };

	if (user == NULL)
		return CLAIM_OUT_OF_MEMORY;
	if (name.size > 0)
		answer = directory_reserve(users->directory, name);
	if (answer.outcome != CLAIM_GRANTED) {
		free(user);
		return answer.outcome;
	}
	user->claim = answer.claim;
	user->next = users->reserved;
	users->reserved = user;
	*user_r = user;
	return CLAIM_GRANTED;
}

/* Hold name, which is reserved if it has not been. */
static enum claim_outcome
echo_users_hold(
    struct echo_users *users, const char *name, struct echo_user **user_r)
{
	struct slice wanted = { name, strlen(name) };
	struct echo_user *user = echo_users_find(users, wanted);
	enum claim_outcome outcome = CLAIM_GRANTED;

	if (user == NULL)
		outcome = echo_users_reserve(users, wanted, &user);
	if (outcome != CLAIM_GRANTED)
		return outcome;
	user->holders++;
	*user_r = user;
	return CLAIM_GRANTED;
}

/* Give one hold up, and the name with the last one. */
static void
echo_users_let_go(struct echo_users *users, struct echo_user *user)
{
	struct echo_user **link = &users->reserved;

	if (--user->holders > 0)
		return;
	while (*link != user)
		link = &(*link)->next;
	*link = user->next;
	if (user->claim != NULL)
		directory_give_up(users->directory, user->claim);
	free(user);
}

int
echo_users_init(
    struct echo_users *users, struct directory *directory, const char *name)
{
	*users = (struct echo_users){ .directory = directory };
	return echo_users_hold(users, name, &users->in_force) == CLAIM_GRANTED
		   ? 0
		   : -1;
}

void
echo_users_clear(struct echo_users *users)
{
	while (users->reserved != NULL) {
		users->reserved->holders = 1;
		echo_users_let_go(users, users->reserved);
	}
}

/* ---- changing it --------------------------------------------------------- */

static void
echo_confirmed_cb(struct mail *mail, void *receiver)
{
	struct echo_confirmation *confirmation = (struct echo_confirmation *)
	    mail;

	(void)receiver;
	echo_users_let_go(confirmation->users, confirmation->former);
	free(confirmation);
}

/* Make a confirmation for each worker.  Return false if there is no memory. */
static bool
echo_change_make_confirmations(struct echo_users *users,
    struct echo_change *change, unsigned int worker_count)
{
	for (unsigned int i = 0; i < worker_count; i++) {
		struct echo_confirmation *made = calloc(1, sizeof(*made));

		if (made == NULL)
			return false;
		made->mail.receive = echo_confirmed_cb;
		made->users = users;
		made->mail.next = change->confirmations;
		change->confirmations = &made->mail;
	}
	return true;
}

static void
echo_change_refuse(const char *name, const struct config_errors *errors)
{
	char message[320], found[256];

	snprintf(message, sizeof(message),
	    "echo_user: found \"%s\", which is the name of a user who is "
	    "logged in",
	    text_escape(name, strlen(name), found, sizeof(found)));
	errors->report(message, errors->argument);
}

int
echo_change_prepare(struct echo_users *users, const char *name,
    unsigned int worker_count, const struct config_errors *errors,
    struct echo_change *change_r)
{
	struct echo_change change = { NULL, NULL };
	enum claim_outcome outcome = echo_users_hold(users, name, &change.next);

	if (outcome == CLAIM_GRANTED &&
	    echo_change_make_confirmations(users, &change, worker_count)) {
		*change_r = change;
		return 0;
	}
	echo_change_forget(users, &change);
	if (outcome == CLAIM_IN_USE)
		echo_change_refuse(name, errors);
	else
		errors->report("out of memory", errors->argument);
	return -1;
}

void
echo_change_forget(struct echo_users *users, struct echo_change *change)
{
	while (change->confirmations != NULL) {
		struct mail *mail = change->confirmations;

		change->confirmations = mail->next;
		free(mail);
	}
	if (change->next != NULL)
		echo_users_let_go(users, change->next);
	change->next = NULL;
}

struct mail *
echo_change_take_confirmation(
    struct echo_users *users, struct echo_change *change)
{
	struct mail *mail = change->confirmations;
	struct echo_confirmation *confirmation = (struct echo_confirmation *)
	    mail;

	change->confirmations = mail->next;
	confirmation->former = users->in_force;
	users->in_force->holders++;
	return mail;
}

void
echo_change_apply(struct echo_users *users, struct echo_change *change)
{
	echo_users_let_go(users, users->in_force);
	users->in_force = change->next;
	change->next = NULL;
}
