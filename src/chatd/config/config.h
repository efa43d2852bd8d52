/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONFIG_H
#define CHATD_CONFIG_H

/*
 * The configuration as a value: complete, checked as a whole, never changed.
 * It is made by config_load() (load.h).  Main thread only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "chatd/core/limits.h"

/* One port to listen on, and what is spoken there. */
struct config_listener {
	char *name;            /* the section's title; "main" for the first */
	char *protocol;        /* a name that protocol_find() knows */
	char *address;         /* numeric, a host name, "*": every address, or
				  "unix:" and a path */
	uint16_t port;         /* 0: any free one; a path has none */
	bool freebind;         /* the machine need not have the address */
	int tls;               /* enum tls_use */
	int name_from;         /* enum name_source */
	bool has_socket_mode;  /* its own, not that of the file */
	bool has_socket_group; /* the same */
	unsigned int socket_mode; /* permissions of a unix socket */
	char *socket_group;       /* its group; "" = the one it is made with */
	bool has_allow;           /* its own, not that of the file */
	bool has_deny;            /* the same */
	char *allow;              /* networks that may connect, as the next */
	char *deny;               /* is read: see access_list.h */
};

struct config {
	char *path;    /* where it was read from; NULL: from no file */
	char *address; /* of the main listener, as listeners[0] has it */
	uint16_t port; /* of the main listener, as listeners[0] has it */
	bool freebind; /* of the main listener, and for metrics_listen */
	unsigned int socket_mode; /* of listeners that have none, as the next */
	char *socket_group;
	int tls;           /* of the main listener: enum tls_use */
	int name_from;     /* the same: enum name_source */
	char *certificate; /* files, as path_list.h has it; "" = none */
	char *key;         /* the same; "" = those of certificate */
	char *client_ca;   /* a file; "" = clients show none */
	char *allow;       /* of listeners that have none, as the next */
	char *deny;
	unsigned int workers; /* threads; 0 = one per processor */
	char *user;           /* the account to become if started as root */
	int log_level;        /* enum log_level */
	char *control_socket; /* path of the console; "" = there is none */
	char *motd_file;      /* what users are told at first; "" = nothing */
	char *cloak_key_file; /* the same as engine_password_file, of cloaks */
	char *metrics_listen; /* where HTTP serves metrics; "" = nowhere */
	char *drop_directory; /* where texts are filed */
	bool drop_is_shared;  /* without a folder for each connection */
	uint64_t drop_total_max;  /* bytes that all texts in it take */
	uint64_t drop_files_max;  /* texts in it */
	int accounts;             /* enum accounts_use */
	char *accounts_file;      /* where it stands who owns which name */
	uint64_t accounts_max;    /* accounts in it */
	char *auth_command;       /* path of what checks passwords; "" = none */
	uint64_t auth_timeout_ms; /* how long it may take */
	char *rooms_file; /* rooms that are kept, where accounts is file */
	uint64_t rooms_kept_max; /* rooms in it */
	int names_fold;          /* enum names_fold */
	char *bans_file;         /* of bans and mutes; "" = nowhere */
	size_t queue_total_max;  /* bytes that may wait in all; 0 = the usual */
	uint64_t connections_per_address; /* open at one time; 0 = any number */
	uint64_t logins_per_address;      /* in a minute; 0 = any number */
	uint64_t logins_burst;            /* of these that may come at once */
	char *limits_exempt;      /* networks that these three do not concern */
	char *proxy_from;         /* networks of proxies that send a header */
	uint64_t message_rate;    /* a minute; RATE_AUTO, 0 = no limit */
	uint64_t byte_rate;       /* the same; limits.rates has what holds */
	int engine;               /* enum engine_use; the next are for redis */
	char *engine_address;     /* of it, separated by commas */
	char *engine_sentinel;    /* the master's name; "" = no sentinels */
	uint64_t engine_replicas; /* that confirm; where there are sentinels */
	char *engine_password_file;
	bool engine_tls;
	char *engine_ca;          /* a file; "" = those of the system */
	char *engine_certificate; /* a file; "" = none is shown */
	char *engine_key;         /* a file; "" = the same file */
	char *cluster_name;
	char *node_name; /* "auto" = that of the machine */
	uint64_t cluster_timeout_ms;
	uint64_t cluster_max_clients; /* 0 = any number */
	int cluster_lost;             /* enum cluster_lost */
	struct limits limits;
	struct config_listener *listeners; /* the main one, then as written */
	size_t listener_count;             /* at least 1 */
};

/*
 * Called once for each error, with a whole sentence such as
 * "/etc/chatd.conf:12: max_clients: found "lots", want a number from 1 to
 * 1000000".  It is printable whatever the file holds.  message is borrowed and
 * valid during the call only.
 */
typedef void config_error_cb(const char *message, void *argument);

/* Where an error goes, and the argument that goes with it. */
struct config_errors {
	config_error_cb *report;
	void *argument;
};

/* Free config; NULL is allowed. */
void config_free(struct config *config);

/* Free what the listener owns. */
void config_listener_clear(struct config_listener *listener);

/* Print every option, its type, default, range and help line, for people. */
void config_print_options(FILE *stream);

#endif
