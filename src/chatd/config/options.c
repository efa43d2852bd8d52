/* SPDX-License-Identifier: MIT */
/*
 * Defaults are kept as text and go through the same parser as the values of a
 * file, so that what the manual shows is what a user could have written.  A
 * table has some twenty rows and is read when chatd starts or reloads, so that
 * it may be searched from the top.
 */

#include "chatd/config/options.h"

#include <string.h>

#include "chatd/accounts/accounts.h"
#include "chatd/config/config.h"
#include "chatd/config/engine_options.h"
#include "chatd/core/name_case.h"
#include "chatd/core/name_source.h"
#include "chatd/net/newcomer.h"
#include "common/log.h"

#define FIELD(type, member)                                                    \
	offsetof(type, member), sizeof(((type *)NULL)->member)
#define MAIN(member)     FIELD(struct config, member)
#define LISTENER(member) FIELD(struct config_listener, member)

#define KIB(n)     ((uint64_t)(n) << 10)
#define MIB(n)     ((uint64_t)(n) << 20)
#define SECONDS(n) ((uint64_t)(n)*1000)
#define HOURS(n)   SECONDS((uint64_t)(n)*3600)

#define PER_SECOND(n) ((uint64_t)(n)*60)

/* In the order of enum log_level. */
static const char *const log_levels[] = { "debug", "info", "notice", "warning",
	"error", NULL };

/* In the order of limits.dialect_list being false and true. */
static const char *const dialects[] = { "who", "list", NULL };

/* In the order of enum length_digits. */
static const char *const length_digits[] = { "auto", "2", "3", "4", NULL };

/* In the order of enum tls_use. */
static const char *const tls_uses[] = { "no", "yes", "auto", NULL };

/* In the order of enum name_source. */
static const char *const name_sources[] = { "none", "certificate", "peer",
	NULL };

/* In the order of drop_is_shared being false and true. */
static const char *const drop_layouts[] = { "connection", "shared", NULL };

/* In the order of enum accounts_use. */
static const char *const accounts_uses[] = { "none", "file", "command", NULL };

/* In the order of limits.registration_is_open being false and true. */
static const char *const registrations[] = { "closed", "open", NULL };

/* In the order of enum names_fold. */
static const char *const names_folds[] = { "no", "owned", "yes", NULL };

/* In the order of enum engine_use. */
static const char *const engines[] = { "memory", "redis", NULL };

/* In the order of enum cluster_lost. */
static const char *const cluster_losses[] = { "close", NULL };

/* clang-format off */
static const struct config_option main_options[] = {
	{ "address", CONFIG_ADDRESS, MAIN(address),
	    "localhost", 1, 255, NULL, false,
	    "Address or host name to listen on; \"*\" is every "
	    "address, unix:PATH a socket." },
	{ "port", CONFIG_NUMBER, MAIN(port),
	    "5378", 0, 65535, NULL, false,
	    "Port of the hello protocol; 0 takes any free one." },
	{ "freebind", CONFIG_BOOLEAN, MAIN(freebind),
	    "no", 0, 1, NULL, false,
	    "Listen on addresses that the machine does not have yet." },
	{ "socket_mode", CONFIG_MODE, MAIN(socket_mode),
	    "0666", 0, 0777, NULL, true,
	    "Permissions of a unix socket; to write is to connect." },
	{ "socket_group", CONFIG_TEXT, MAIN(socket_group),
	    "", 0, 255, NULL, true,
	    "Group of a unix socket, by name or number; \"\" leaves it." },
	{ "tls", CONFIG_CHOICE, MAIN(tls),
	    "no", 0, TLS_USE_AUTO, tls_uses, false,
	    "Whether connections are encrypted; auto leaves it to each "
	    "client." },
	{ "certificate", CONFIG_TEXT, MAIN(certificate),
	    "", 0, 4095, NULL, true,
	    "Files with the certificates of the server, separated by "
	    "commas." },
	{ "key", CONFIG_TEXT, MAIN(key),
	    "", 0, 4095, NULL, true,
	    "Files with their keys; \"\" is the same files." },
	{ "client_ca", CONFIG_TEXT, MAIN(client_ca),
	    "", 0, 4095, NULL, true,
	    "File of the authorities of clients' certificates; \"\" asks "
	    "for none." },
	{ "name_from", CONFIG_CHOICE, MAIN(name_from),
	    "none", 0, NAME_SOURCE_PEER, name_sources, false,
	    "Who says what a user is called on the main listener." },
	{ "allow", CONFIG_NETWORKS, MAIN(allow),
	    "", 0, 0, NULL, true,
	    "Networks that may connect; \"\" is all that are not denied." },
	{ "deny", CONFIG_NETWORKS, MAIN(deny),
	    "", 0, 0, NULL, true,
	    "Networks that may not connect; \"\" is none." },
	{ "max_clients", CONFIG_NUMBER, MAIN(limits.max_clients),
	    "10000", 1, 1000000, NULL, true,
	    "Users logged in at the same time, on all listeners together." },
	{ "max_logins_pending", CONFIG_NUMBER, MAIN(limits.max_logins_pending),
	    "20000", 1, 1000000, NULL, true,
	    "Connections at the same time that have not logged in." },
	{ "max_guests", CONFIG_NUMBER, MAIN(limits.max_guests),
	    "10000", 1, 1000000, NULL, true,
	    "Connections to plain and drop at the same time, which "
	    "need not log in." },
	{ "connections_per_address", CONFIG_NUMBER,
	    MAIN(connections_per_address), "0", 0, 1000000, NULL, true,
	    "Connections that one address may have at the same time; 0 is "
	    "any number." },
	{ "logins_per_address", CONFIG_NUMBER, MAIN(logins_per_address),
	    "0", 0, 1000000, NULL, true,
	    "Connections that one address may make in a minute; 0 is any "
	    "number." },
	{ "logins_burst", CONFIG_NUMBER, MAIN(logins_burst),
	    "20", 1, 10000, NULL, true,
	    "Connections that one address may make at once, before "
	    "logins_per_address holds." },
	{ "limits_exempt", CONFIG_NETWORKS, MAIN(limits_exempt),
	    "127.0.0.0/8 ::1", 0, 0, NULL, true,
	    "Networks whose addresses may have and make any number of "
	    "connections." },
	{ "proxy_from", CONFIG_NETWORKS, MAIN(proxy_from),
	    "", 0, 0, NULL, true,
	    "Networks of proxies that say by a header whose connection it "
	    "is." },
	{ "rooms_max", CONFIG_NUMBER, MAIN(limits.rooms_max),
	    "64", 1, 1000, NULL, true,
	    "Rooms that a user may be in, besides the lobby." },
	{ "rooms_total_max", CONFIG_NUMBER, MAIN(limits.rooms_total_max),
	    "16384", 1, 1000000, NULL, true,
	    "Rooms that there may be, besides the lobby." },
	{ "workers", CONFIG_NUMBER, MAIN(workers),
	    "0", 0, 256, NULL, false,
	    "Threads that serve connections; 0 is one for each processor." },
	{ "user", CONFIG_TEXT, MAIN(user),
	    "chatd", 1, 255, NULL, false,
	    "Account to become when started by root." },
	{ "log_level", CONFIG_CHOICE, MAIN(log_level),
	    "info", 0, LOG_LEVEL_ERROR, log_levels, true,
	    "Lowest level of the lines that are logged." },
	{ "control_socket", CONFIG_TEXT, MAIN(control_socket),
	    "/run/chatd/control", 0, 107, NULL, false,
	    "Socket of the operator's console, for chatctl; \"\" is none." },
	{ "metrics_listen", CONFIG_TEXT, MAIN(metrics_listen),
	    "", 0, 255, NULL, false,
	    "ADDRESS:PORT that serves metrics over HTTP; \"\" is none." },
	{ "irc_ping", CONFIG_DURATION, MAIN(limits.irc_ping_ms),
	    "2min", 0, HOURS(24), NULL, true,
	    "Silence after which irc asks for a client; 0 is never." },
	{ "irc_server_name", CONFIG_HOST, MAIN(limits.irc_server_name),
	    "irc.chatd", 1, LIMITS_IRC_NAME_BYTES, NULL, true,
	    "How irc calls this server; it has a dot in it." },
	{ "irc_network", CONFIG_HOST, MAIN(limits.irc_network),
	    "chatd", 1, LIMITS_IRC_NAME_BYTES, NULL, true,
	    "How irc calls the network, which is all nodes together." },
	{ "irc_sts", CONFIG_DURATION, MAIN(limits.irc_sts_ms),
	    "0", 0, HOURS(365 * 24), NULL, true,
	    "How long clients of irc are to insist on TLS; 0 is not at all." },
	{ "motd_file", CONFIG_TEXT, MAIN(motd_file),
	    "", 0, 4095, NULL, true,
	    "File of what users of irc are shown at first; \"\" is none." },
	{ "cloak_key_file", CONFIG_TEXT, MAIN(cloak_key_file),
	    "", 0, 4095, NULL, false,
	    "File with the key of cloaks; \"\" is one of this start alone." },
	{ "message_rate", CONFIG_RATE, MAIN(message_rate),
	    "auto", 0, PER_SECOND(100000), NULL, true,
	    "Requests a connection may send; 0 is no limit, auto is "
	    "10/s once chatd is open." },
	{ "message_burst", CONFIG_NUMBER, MAIN(limits.rates.requests.burst),
	    "50", 1, RATE_REQUESTS_MAX, NULL, true,
	    "Requests that it may send at once after a pause." },
	{ "byte_rate", CONFIG_BYTE_RATE, MAIN(byte_rate),
	    "auto", 0, PER_SECOND(MIB(1024)), NULL, true,
	    "Bytes a connection may send; 0 is no limit, auto is "
	    "32KiB/s once chatd is open." },
	{ "byte_burst", CONFIG_SIZE, MAIN(limits.rates.bytes.burst),
	    "256KiB", 1, MIB(1024), NULL, true,
	    "Bytes that it may send at once after a pause." },
	{ "name_max", CONFIG_NUMBER, MAIN(limits.name_max),
	    "64", 1, NAME_MAX_BYTES, NULL, true,
	    "Longest name of a user, in bytes." },
	{ "line_max", CONFIG_SIZE, MAIN(limits.line_max),
	    "16KiB", 512, MIB(16), NULL, true,
	    "Longest line that is accepted, not counting its newline." },
	{ "message_max", CONFIG_SIZE, MAIN(limits.message_max),
	    "64KiB", 512, MIB(16), NULL, true,
	    "Longest text of a message in a protocol that sends lengths." },
	{ "send_queue_max", CONFIG_SIZE, MAIN(limits.send_queue_max),
	    "1MiB", KIB(4), MIB(1024), NULL, true,
	    "Bytes that may wait to be sent to one connection before "
	    "senders wait for it." },
	{ "queue_total_max", CONFIG_SIZE, MAIN(queue_total_max), "0", 0,
	    MIB(1024 * 1024), NULL, true,
	    "Bytes that may wait in all; 0 is a quarter of the memory." },
	{ "send_timeout", CONFIG_DURATION, MAIN(limits.send_timeout_ms),
	    "30s", SECONDS(1), HOURS(24), NULL, true,
	    "How long a connection may read nothing of what is sent to it." },
	{ "name_grace", CONFIG_DURATION, MAIN(limits.name_grace_ms), "10s", 0,
	    HOURS(1), NULL, true,
	    "How long nobody gets the name of a user whom the server cut." },
	{ "login_timeout", CONFIG_DURATION, MAIN(limits.login_timeout_ms),
	    "60s", SECONDS(1), HOURS(24), NULL, true,
	    "How long a connection may take to log in." },
	{ "drain_timeout", CONFIG_DURATION, MAIN(limits.drain_timeout_ms),
	    "10s", 0, HOURS(24), NULL, true,
	    "How long stopping may wait for connections to read what "
	    "is left for them." },
	{ "room_list_interval", CONFIG_DURATION,
	    MAIN(limits.room_list_interval_ms),
	    "60s", 0, HOURS(24), NULL, true,
	    "Time between the lists of users that a room is sent; 0 "
	    "is never." },
	{ "echo_user", CONFIG_NAME, MAIN(limits.echo_user),
	    "echobot", 0, NAME_MAX_BYTES, NULL, true,
	    "User who sends every text back to its sender; \"\" is none." },
	{ "echo_delay", CONFIG_DURATION, MAIN(limits.echo_delay_ms),
	    "20ms", 0, SECONDS(60), NULL, true,
	    "Time from SEND-OK to what comes back from the echo user "
	    "or oneself." },
	{ "hello_strict", CONFIG_BOOLEAN, MAIN(limits.hello_strict),
	    "no", 0, 1, NULL, true,
	    "Close a hello connection whose login was refused." },
	{ "dialect", CONFIG_CHOICE, MAIN(limits.dialect_list),
	    "who", 0, 1, dialects, true,
	    "Dialect of hello spoken to clients that have not shown theirs." },
	{ "length_digits", CONFIG_CHOICE, MAIN(limits.length_digits),
	    "auto", 0, LENGTH_DIGITS_4, length_digits, true,
	    "Digits of a length in sized; auto is what a client sends." },
	{ "drop_directory", CONFIG_TEXT, MAIN(drop_directory),
	    "/var/lib/chatd/drop", 1, 4095, NULL, false,
	    "Directory in which the drop protocol files texts." },
	{ "drop_layout", CONFIG_CHOICE, MAIN(drop_is_shared),
	    "connection", 0, 1, drop_layouts, false,
	    "Whether each connection has a folder there, or all "
	    "share the directory." },
	{ "drop_message_max", CONFIG_SIZE, MAIN(limits.drop_message_max),
	    "16MiB", 512, MIB(1024), NULL, true,
	    "Longest text that is filed." },
	{ "drop_total_max", CONFIG_SIZE, MAIN(drop_total_max),
	    "1GiB", 512, MIB(1024 * 1024), NULL, true,
	    "Bytes of the disk that all texts in drop_directory take." },
	{ "drop_files_max", CONFIG_NUMBER, MAIN(drop_files_max),
	    "65536", 1, 10000000, NULL, true,
	    "Texts in drop_directory." },
	{ "accounts", CONFIG_CHOICE, MAIN(accounts),
	    "none", 0, ACCOUNTS_USE_COMMAND, accounts_uses, false,
	    "Whether names have owners, and what knows their passwords." },
	{ "accounts_file", CONFIG_TEXT, MAIN(accounts_file),
	    "/var/lib/chatd/accounts", 1, 4095, NULL, false,
	    "File of the accounts; chatctl(8) changes it." },
	{ "accounts_max", CONFIG_NUMBER, MAIN(accounts_max),
	    "1000", 1, 100000, NULL, false,
	    "Accounts that there may be." },
	{ "auth_command", CONFIG_TEXT, MAIN(auth_command),
	    "", 0, 4095, NULL, false,
	    "Program that checks passwords if accounts is command." },
	{ "auth_timeout", CONFIG_DURATION, MAIN(auth_timeout_ms),
	    "5s", SECONDS(1), SECONDS(60), NULL, false,
	    "How long it may take for a password." },
	{ "bans_file", CONFIG_TEXT, MAIN(bans_file),
	    "auto", 0, 4095, NULL, false,
	    "File of the bans and mutes; auto is beside accounts_file." },
	{ "rooms_file", CONFIG_TEXT, MAIN(rooms_file),
	    "auto", 1, 4095, NULL, false,
	    "File of the rooms that are kept; auto is beside accounts_file." },
	{ "rooms_kept_max", CONFIG_NUMBER, MAIN(rooms_kept_max), "1000", 0,
	    10000, NULL, false, "Rooms that may be kept without members." },
	{ "reserved_names", CONFIG_NAMES, MAIN(limits.reserved_names),
	    "", 0, LIMITS_RESERVED_NAMES_BYTES, NULL, true,
	    "Names that no user may have, separated by commas." },
	{ "registration", CONFIG_CHOICE, MAIN(limits.registration_is_open),
	    "closed", 0, 1, registrations, true,
	    "Whether users may make accounts for themselves." },
	{ "auth_plaintext", CONFIG_BOOLEAN, MAIN(limits.auth_plaintext),
	    "no", 0, 1, NULL, true,
	    "Take passwords over connections that others can read." },
	{ "names_fold", CONFIG_CHOICE, MAIN(names_fold),
	    "owned", 0, NAMES_FOLD_YES, names_folds, false,
	    "Which names are one if they differ in capital letters alone." },
	{ "engine", CONFIG_CHOICE, MAIN(engine),
	    "memory", 0, ENGINE_USE_REDIS, engines, false,
	    "Where names are kept: here, or for a cluster in Redis." },
	{ "engine_address", CONFIG_TEXT, MAIN(engine_address),
	    "localhost:6379", 1, 1023, NULL, false,
	    "HOST:PORT or unix:PATH of Redis, or of its sentinels, "
	    "separated by commas." },
	{ "engine_sentinel", CONFIG_TEXT, MAIN(engine_sentinel),
	    "", 0, ENGINE_SENTINEL_MAX_BYTES, NULL, false,
	    "Name by which sentinels know the master; \"\" is none." },
	{ "engine_replicas", CONFIG_NUMBER, MAIN(engine_replicas),
	    "1", 0, 16, NULL, false,
	    "Replicas that confirm a lease, where there are sentinels." },
	{ "engine_password_file", CONFIG_TEXT, MAIN(engine_password_file),
	    "", 0, 4095, NULL, false,
	    "File with PASSWORD, or USER PASSWORD, for Redis; \"\" is none." },
	{ "engine_tls", CONFIG_BOOLEAN, MAIN(engine_tls),
	    "no", 0, 1, NULL, false,
	    "Whether connections to Redis are encrypted." },
	{ "engine_ca", CONFIG_TEXT, MAIN(engine_ca),
	    "", 0, 4095, NULL, false,
	    "File of the authorities of its certificate; \"\" is the "
	    "system's." },
	{ "engine_certificate", CONFIG_TEXT, MAIN(engine_certificate),
	    "", 0, 4095, NULL, false,
	    "File of the certificate that is shown to Redis; \"\" is none." },
	{ "engine_key", CONFIG_TEXT, MAIN(engine_key),
	    "", 0, 4095, NULL, false,
	    "File of its key; \"\" is the same file." },
	{ "cluster_name", CONFIG_TEXT, MAIN(cluster_name),
	    "chatd", 1, ENGINE_NAME_MAX_BYTES, NULL, false,
	    "Name of the cluster, which every node of it has." },
	{ "node_name", CONFIG_TEXT, MAIN(node_name),
	    "auto", 1, ENGINE_NAME_MAX_BYTES, NULL, false,
	    "Name of this node of it; auto is the name of the machine." },
	{ "cluster_timeout", CONFIG_DURATION, MAIN(cluster_timeout_ms),
	    "5s", SECONDS(1), SECONDS(60), NULL, false,
	    "How long whoever asks the cluster may wait for an answer." },
	{ "cluster_max_clients", CONFIG_NUMBER, MAIN(cluster_max_clients),
	    "0", 0, 10000000, NULL, false,
	    "Users logged in on all nodes together; 0 is any number." },
	{ "cluster_lost", CONFIG_CHOICE, MAIN(cluster_lost),
	    "close", 0, CLUSTER_LOST_CLOSE, cluster_losses, false,
	    "What becomes of users whose node has lost the cluster." },
};

static const struct config_option listener_options[] = {
	{ "protocol", CONFIG_PROTOCOL, LISTENER(protocol),
	    NULL, 0, 0, NULL, false,
	    "Protocol that is spoken there." },
	{ "address", CONFIG_ADDRESS, LISTENER(address),
	    NULL, 1, 255, NULL, false,
	    "Address, host name or unix:PATH; without it that of the file." },
	{ "port", CONFIG_NUMBER, LISTENER(port),
	    NULL, 0, 65535, NULL, false,
	    "Port; without it the protocol's own, 0 takes any free one." },
	{ "freebind", CONFIG_BOOLEAN, LISTENER(freebind),
	    NULL, 0, 1, NULL, false,
	    "Listen on an address that is not there yet; without it "
	    "that of the file." },
	{ "tls", CONFIG_CHOICE, LISTENER(tls),
	    NULL, 0, TLS_USE_AUTO, tls_uses, false,
	    "Whether connections are encrypted; without it that of the file, "
	    "and no for unix:PATH." },
	{ "name_from", CONFIG_CHOICE, LISTENER(name_from),
	    NULL, 0, NAME_SOURCE_PEER, name_sources, false,
	    "Who says what a user is called; without it none does." },
	{ "socket_mode", CONFIG_MODE, LISTENER(socket_mode),
	    NULL, 0, 0777, NULL, true,
	    "Permissions of a unix socket; without it those of the file." },
	{ "socket_group", CONFIG_TEXT, LISTENER(socket_group),
	    NULL, 0, 255, NULL, true,
	    "Group of a unix socket; without it that of the file." },
	{ "allow", CONFIG_NETWORKS, LISTENER(allow),
	    NULL, 0, 0, NULL, true,
	    "Networks that may connect; without it those of the file." },
	{ "deny", CONFIG_NETWORKS, LISTENER(deny),
	    NULL, 0, 0, NULL, true,
	    "Networks that may not connect; without it those of the file." },
};
/* clang-format on */

struct config_table
config_main_table(void)
{
	return (struct config_table){ main_options,
		sizeof(main_options) / sizeof(main_options[0]) };
}

struct config_table
config_listener_table(void)
{
	return (struct config_table){ listener_options,
		sizeof(listener_options) / sizeof(listener_options[0]) };
}

const struct config_option *
config_table_find(struct config_table table, const char *name)
{
	for (size_t i = 0; i < table.count; i++) {
		if (strcmp(table.rows[i].name, name) == 0)
			return &table.rows[i];
	}
	return NULL;
}
