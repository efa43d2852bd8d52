/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONSOLE_H
#define CHATD_CONSOLE_H

/*
 * The operator's console: a unix socket, one request a line (chatctl(8)).
 *
 * A reply is "OK" or "ERROR reason", then lines, then an empty line.  The
 * socket's mode says who may connect, and the peer's credentials are checked
 * against it.  Main thread only.
 */

struct accounts;
struct config;
struct config_errors;
struct config_override;
struct console;
struct directory;
struct event_base;
struct kept_rooms;
struct mailbox;
struct metrics_source;
struct moderation;

/*
 * What the console asks of whoever runs the server, who fills this in once.
 * Everything it points to is borrowed and outlives the console.
 */
struct console_host {
	const struct metrics_source *metrics; /* names the workers too */
	struct event_base *base;
	struct mailbox *mailbox; /* the main thread's */
	struct directory *directory;
	struct moderation *moderation;
	struct accounts *accounts;     /* NULL: nobody owns a name */
	struct kept_rooms *kept_rooms; /* NULL: none without a file of them */

	/* Return the configuration that is in force. */
	const struct config *(*config)(const void *owner);

	/*
	 * Read the configuration again, and forget what was set; or set this
	 * one option until then.  Return 0; or -1 after at least one call of
	 * errors->report, and nothing has changed.
	 */
	int (*reload)(void *owner, const struct config_errors *errors);
	int (*set)(void *owner, const struct config_override *option,
	    const struct config_errors *errors);

	/* Have all connections looked at that a ban or a mute may concern. */
	void (*apply_sanctions)(void *owner);

	/* Begin to stop. */
	void (*drain)(void *owner);

	void *owner; /* the argument of these functions */
};

/*
 * Open the console of host at path; its directory must exist.  Return NULL
 * after a line in the log if it cannot be opened.
 */
struct console *console_new(const struct console_host *host, const char *path);

/* Begin to accept.  Return 0, or -1 if there is no memory. */
int console_start(struct console *console);

/*
 * Close the console, and all connections to it; NULL is allowed.  The workers
 * must have been stopped.
 */
void console_free(struct console *console);

#endif
