/* SPDX-License-Identifier: MIT */
/*
 * irc: the commands of IRC, and what each has to have (chatd-protocols(7)).
 *
 * One line is taken apart here, its command is looked up, and the file that
 * knows that kind of command does the rest.
 */

#include "chatd/protocols/irc/irc.h"

#include "chatd/connection/connection.h"
#include "chatd/core/protocol.h"
#include "chatd/protocols/command.h"
#include "chatd/protocols/foreign.h"
#include "chatd/protocols/irc/irc_cards.h"
#include "chatd/protocols/irc/irc_events.h"
#include "chatd/protocols/irc/irc_help.h"
#include "chatd/protocols/irc/irc_invite.h"
#include "chatd/protocols/irc/irc_label.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_list.h"
#include "chatd/protocols/irc/irc_modes.h"
#include "chatd/protocols/irc/irc_monitor.h"
#include "chatd/protocols/irc/irc_operators.h"
#include "chatd/protocols/irc/irc_people.h"
#include "chatd/protocols/irc/irc_registration.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_rooms.h"
#include "chatd/protocols/irc/irc_run.h"
#include "chatd/protocols/irc/irc_sasl.h"
#include "chatd/protocols/irc/irc_server.h"
#include "chatd/protocols/irc/irc_session.h"
#include "chatd/protocols/irc/irc_talk.h"
#include "chatd/protocols/irc/irc_topics.h"
#include "chatd/protocols/irc/irc_who.h"
#include "chatd/protocols/irc/irc_whowas.h"
#include "chatd/protocols/login_state.h"
#include "common/out_of_line.h"
#include "common/text.h"

#define IRC_DEFAULT_PORT 6667

/* ARGUMENTS_TEXT: there has to be a first parameter, which is not empty. */
static const struct command irc_rows[] = {
	/* verb, legal states, arguments, handler, usage */
	{ SLICE("PRIVMSG"), LOGGED_IN, ARGUMENTS_ANY, irc_talk_privmsg,
	    "PRIVMSG <target>{,<target>} :<text>" },
	{ SLICE("NOTICE"), LOGGED_IN_OR_OUT, ARGUMENTS_ANY, irc_talk_notice,
	    "NOTICE <target>{,<target>} :<text>" },
	{ SLICE("PING"), LOGGED_IN_OR_OUT, ARGUMENTS_ANY, irc_server_ping,
	    "PING <token>" },
	{ SLICE("PONG"), LOGGED_IN_OR_OUT, ARGUMENTS_ANY, irc_server_pong,
	    "PONG <token>" },
	{ SLICE("TAGMSG"), LOGGED_IN, ARGUMENTS_TEXT, irc_talk_tagmsg,
	    "TAGMSG <target>" },
	{ SLICE("JOIN"), LOGGED_IN, ARGUMENTS_TEXT, irc_rooms_join,
	    "JOIN #<room>{,#<room>} [<key>{,<key>}]" },
	{ SLICE("PART"), LOGGED_IN, ARGUMENTS_TEXT, irc_rooms_part,
	    "PART #<room>{,#<room>} [:<why>]" },
	{ SLICE("MODE"), LOGGED_IN, ARGUMENTS_TEXT, irc_modes_handle,
	    "MODE <target> [<change> [<value>...]]" },
	{ SLICE("WHO"), LOGGED_IN, ARGUMENTS_ANY, irc_who_handle,
	    "WHO [<target> [o | %<fields>[,<token>]]]" },
	{ SLICE("WHOIS"), LOGGED_IN, ARGUMENTS_ANY, irc_people_whois,
	    "WHOIS <nick>" },
	{ SLICE("NAMES"), LOGGED_IN, ARGUMENTS_ANY, irc_rooms_names,
	    "NAMES #<room>{,#<room>}" },
	{ SLICE("TOPIC"), LOGGED_IN, ARGUMENTS_TEXT, irc_topics_handle,
	    "TOPIC #<room> [:<text>]" },
	{ SLICE("LIST"), LOGGED_IN, ARGUMENTS_ANY, irc_list_handle,
	    "LIST [#<room>{,#<room>} | <condition>{,<condition>}]" },
	{ SLICE("KICK"), LOGGED_IN, ARGUMENTS_TEXT, irc_rooms_kick,
	    "KICK #<room>{,#<room>} <nick>{,<nick>} [:<why>]" },
	{ SLICE("INVITE"), LOGGED_IN, ARGUMENTS_TEXT, irc_invite,
	    "INVITE <nick> #<room>" },
	{ SLICE("ISON"), LOGGED_IN, ARGUMENTS_TEXT, irc_people_ison,
	    "ISON <nick>..." },
	{ SLICE("USERHOST"), LOGGED_IN, ARGUMENTS_TEXT, irc_people_userhost,
	    "USERHOST <nick>..." },
	{ SLICE("MONITOR"), LOGGED_IN, ARGUMENTS_TEXT, irc_monitor,
	    "MONITOR +|- <nick>{,<nick>} | C|L|S" },
	{ SLICE("AWAY"), LOGGED_IN, ARGUMENTS_ANY, irc_cards_away,
	    "AWAY [:<why>]" },
	{ SLICE("SETNAME"), LOGGED_IN, ARGUMENTS_TEXT, irc_cards_set_name,
	    "SETNAME :<real name>" },
	{ SLICE("WHOWAS"), LOGGED_IN, ARGUMENTS_ANY, irc_whowas,
	    "WHOWAS <nick> [<count>]" },
	{ SLICE("CAP"), LOGGED_IN_OR_OUT, ARGUMENTS_TEXT, irc_registration_cap,
	    "CAP LS|LIST|REQ|END" },
	{ SLICE("AUTHENTICATE"), LOGGED_IN_OR_OUT, ARGUMENTS_TEXT,
	    irc_sasl_handle, "AUTHENTICATE PLAIN" },
	{ SLICE("PASS"), LOGGED_OUT, ARGUMENTS_TEXT, irc_registration_pass,
	    "PASS [<account>:]<password>" },
	{ SLICE("NICK"), LOGGED_IN_OR_OUT, ARGUMENTS_ANY, irc_registration_nick,
	    "NICK <nick>" },
	{ SLICE("USER"), LOGGED_OUT, ARGUMENTS_TEXT, irc_registration_user,
	    "USER <user> 0 * :<real name>" },
	{ SLICE("QUIT"), LOGGED_IN_OR_OUT, ARGUMENTS_ANY, irc_server_quit,
	    "QUIT [:<why>]" },
	{ SLICE("LUSERS"), LOGGED_IN, ARGUMENTS_ANY, irc_server_lusers,
	    "LUSERS" },
	{ SLICE("MOTD"), LOGGED_IN, ARGUMENTS_ANY, irc_server_motd, "MOTD" },
	{ SLICE("VERSION"), LOGGED_IN, ARGUMENTS_ANY, irc_server_version,
	    "VERSION" },
	{ SLICE("TIME"), LOGGED_IN, ARGUMENTS_ANY, irc_server_time, "TIME" },
	{ SLICE("INFO"), LOGGED_IN, ARGUMENTS_ANY, irc_server_info, "INFO" },
	{ SLICE("LINKS"), LOGGED_IN, ARGUMENTS_ANY, irc_server_links, "LINKS" },
	{ SLICE("HELP"), LOGGED_IN, ARGUMENTS_ANY, irc_help,
	    "HELP [<command>]" },
	{ SLICE("HELPOP"), LOGGED_IN, ARGUMENTS_ANY, irc_help,
	    "HELPOP [<command>]" },
	{ SLICE("ADMIN"), LOGGED_IN, ARGUMENTS_ANY, irc_server_admin, "ADMIN" },
	{ SLICE("STATS"), LOGGED_IN, ARGUMENTS_ANY, irc_server_stats,
	    "STATS [<letter>]" },
	{ SLICE("OPER"), LOGGED_IN, ARGUMENTS_TEXT, irc_operators_oper,
	    "OPER <name> <password>" },
	{ SLICE("KILL"), LOGGED_IN, ARGUMENTS_TEXT, irc_operators_kill,
	    "KILL <nick> [:<why>]" },
	{ SLICE("WALLOPS"), LOGGED_IN, ARGUMENTS_TEXT, irc_operators_forbid,
	    "WALLOPS :<text>" },
	{ SLICE("REHASH"), LOGGED_IN, ARGUMENTS_ANY, irc_operators_forbid,
	    "REHASH" },
	{ SLICE("RESTART"), LOGGED_IN, ARGUMENTS_ANY, irc_operators_forbid,
	    "RESTART" },
	{ SLICE("DIE"), LOGGED_IN, ARGUMENTS_ANY, irc_operators_forbid, "DIE" },
};

static const struct command_table irc_commands = { irc_rows,
	sizeof(irc_rows) / sizeof(irc_rows[0]) };

/* ---- lines --------------------------------------------------------------- */

/* Nothing but a browser begins with a request of HTTP. */
static void
irc_refuse_verb(
    struct connection *connection, struct slice line, struct slice verb)
{
	if (login_state(connection) == LOGGED_IN)
		irc_reply_about(connection, IRC_ERR_UNKNOWNCOMMAND, verb);
	else if (foreign_is_http(line))
		connection_finish(connection, CLOSE_WRONG_PROTOCOL);
	else
		irc_reply_say(connection, IRC_ERR_NOTREGISTERED);
}

/*
 * Whoever has read UTF8ONLY in the welcome knows what is wrong.  Those who go
 * are let go, without their last words.
 */
static bool
irc_refuse_bytes(struct connection *connection, const struct command *command,
    const struct irc_parameters *parameters)
{
	struct slice rest = parameters->rest;

	if (login_state(connection) != LOGGED_IN ||
	    command->handle == irc_server_quit ||
	    command->handle == irc_rooms_part ||
	    text_is_utf8(rest.bytes, rest.size))
		return false;
	irc_reply_fail(connection, command->verb, "INVALID_UTF8",
	    "What you sent is not UTF-8, and was not taken");
	return true;
}

/* Look at the first parameter, and let the handler have it and the rest. */
static enum command_status
irc_dispatch(struct connection *connection, const struct command *command,
    struct irc_parameters *parameters)
{
	struct irc_session *session = irc_session_of(connection);
	struct slice argument = { 0 };
	enum command_status status = COMMAND_BAD_ARGUMENTS;

	if ((command->states & login_state(connection)) == 0) {
		irc_reply_say(connection, command->states == LOGGED_OUT
					      ? IRC_ERR_ALREADYREGISTERED
					      : IRC_ERR_NOTREGISTERED);
		return COMMAND_DONE;
	}
	if (irc_refuse_bytes(connection, command, parameters))
		return COMMAND_DONE;
	irc_line_take_parameter(parameters, &argument);
	session->purpose = IRC_FOR_LINE;
	session->verb = command->verb.bytes;
	if (argument.size > 0 || command->arguments != ARGUMENTS_TEXT)
		status = command->handle(
		    connection, argument, parameters->rest);
	if (status == COMMAND_BAD_ARGUMENTS)
		irc_reply_about(
		    connection, IRC_ERR_NEEDMOREPARAMS, command->verb);
	return status == COMMAND_AGAIN ? COMMAND_AGAIN : COMMAND_DONE;
}

static enum command_status
irc_handle_command(struct connection *connection, struct slice text,
    struct irc_line *line, struct command_run *run)
{
	char room[IRC_VERB_BYTES];
	const struct command *command = command_find(
	    &irc_commands, irc_line_raise_verb(line->verb, room));

	if (command != NULL) {
		/* A stranger, who is refused, begins no run. */
		if ((command->states & login_state(connection)) != 0)
			irc_run_begin(run, command, text, line);
		return irc_dispatch(connection, command, &line->parameters);
	}
	irc_refuse_verb(connection, text, line->verb);
	return COMMAND_DONE;
}

/*
 * Note that the line is done, unless it has to come again.  One that has a
 * label comes again until it is answered, because that is where its answer
 * ends.
 */
static enum command_status
irc_end_line(struct connection *connection, enum command_status status)
{
	struct irc_session *session = irc_session_of(connection);

	if (status == COMMAND_AGAIN)
		return status;
	session->steps = 0;
	if (session->label == NULL)
		return status;
	if (irc_session_waits(connection)) {
		irc_label_set_handled(session);
		return COMMAND_AGAIN;
	}
	irc_label_end(connection);
	return status;
}

static OUT_OF_LINE enum command_status
irc_handle_whole(
    struct connection *connection, struct slice text, struct command_run *run)
{
	struct irc_session *session = irc_session_of(connection);
	enum command_status status = COMMAND_DONE;
	struct irc_line line;

	/* The chat may have looked at a password until now. */
	if (session->secret != NULL && !session->secret->is_chosen &&
	    session->secret->size == 0)
		irc_session_forget(session);
	/* Clients of IRC read lines, however many come at a time. */
	connection_set_pipelining(connection, true);
	if (irc_label_is_handled(session))
		return irc_end_line(connection, COMMAND_DONE);
	switch (irc_line_parse(text, &line)) {
	case IRC_LINE_VALID:
		session->tags = line.tags;
		irc_label_begin(connection, line.tags);
		status = irc_handle_command(connection, text, &line, run);
		break;
	case IRC_LINE_TOO_LONG:
		irc_reply_say(connection, IRC_ERR_INPUTTOOLONG);
		break;
	case IRC_LINE_EMPTY:
	case IRC_LINE_MALFORMED:
		break;
	}
	return irc_end_line(connection, status);
}

static enum command_status
irc_handle_line(
    struct connection *connection, struct slice text, struct command_run *run)
{
	return irc_run_handle(connection, run, text)
		   ? COMMAND_DONE
		   : irc_handle_whole(connection, text, run);
}

/* All that is refused in this way is a line that is too long. */
static void
irc_refuse_line(struct connection *connection, enum command_status status)
{
	(void)status;
	irc_reply_say(connection, IRC_ERR_INPUTTOOLONG);
}

static bool
irc_find_receiver(
    struct slice line, const struct command_run *run, struct slice *name_r)
{
	(void)run;
	return irc_talk_find_receiver(line, name_r);
}

static size_t
irc_input(struct connection *connection, const char *bytes, size_t size)
{
	static const struct lines_handlers handlers = { irc_handle_line,
		irc_refuse_line, true, irc_find_receiver };
	struct irc_state *state = irc_state_of(connection);
	struct irc_session room;
	size_t used = size;

	if (!irc_session_open(connection, &room))
		return used;
	used = lines_input(connection, &state->lines, &handlers, bytes, size);
	irc_session_shut(connection, &room);
	return used;
}

/* ---- answers ------------------------------------------------------------- */

static void
irc_answer_request(
    struct connection *connection, const struct chat_answer *answer)
{
	switch (answer->request) {
	case CHAT_AUTHENTICATE:
	case CHAT_LOGIN:
	case CHAT_RENAME:
		irc_registration_answer(connection, answer);
		break;
	case CHAT_SEND:
	case CHAT_SAY:
		irc_talk_answer(connection, answer);
		break;
	case CHAT_LIST:
	case CHAT_JOIN:
	case CHAT_LEAVE:
	case CHAT_TOPIC:
	case CHAT_KICK:
	case CHAT_INVITE:
		irc_rooms_answer(connection, answer);
		break;
	case CHAT_MODE:
	case CHAT_BANS:
		irc_modes_answer(connection, answer);
		break;
	case CHAT_REGISTER:
		break; /* there is no verb for it here */
	}
}

static void
irc_answer(struct connection *connection, const struct chat_answer *answer)
{
	struct irc_session room;

	if (!irc_session_open(connection, &room))
		return;
	irc_answer_request(connection, answer);
	irc_session_shut_answered(connection, &room);
}

static void
irc_goodbye(struct connection *connection, enum protocol_goodbye why)
{
	static const struct slice words[] = {
		[GOODBYE_STOPPING] = SLICE(
		    "ERROR :Closing link: the server stops\r\n"),
		[GOODBYE_KICKED] = SLICE(
		    "ERROR :Closing link: an operator wants you to leave\r\n"),
		[GOODBYE_BANNED] = SLICE("ERROR :Closing link: banned\r\n"),
		[GOODBYE_REPLACED] = SLICE(
		    "ERROR :Closing link: the owner of your nick has come\r\n"),
	};

	if (!irc_session_enter(connection))
		return;
	irc_label_interrupt(connection);
	connection_append(connection, APPEND_EVENT, &words[why], 1);
	irc_session_leave(connection);
}

const struct protocol *
irc_protocol(void)
{
	static const struct protocol protocol = {
		.name = "irc",
		.summary = "users and rooms, for the clients of IRC",
		.default_port = IRC_DEFAULT_PORT,
		.logs_in = true,
		.folds_names = true,
		.shows_styles = true,
		.has_cards = true,
		.state_size = sizeof(struct irc_state),
		.busy = SLICE("ERROR :Closing link: Server full\r\n"),
		.commands = &irc_commands,
		.input = irc_input,
		.answer = irc_answer,
		.tell = irc_events_tell,
		.variant = irc_events_variant,
		.goodbye = irc_goodbye,
		.silent = irc_server_silent,
		.killed = irc_operators_end,
		.ended = irc_session_close,
	};

	return &protocol;
}
