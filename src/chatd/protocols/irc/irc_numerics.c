/* SPDX-License-Identifier: MIT */
/*
 * The words of the numerics, as nearly all servers have them: there are clients
 * that look at them.
 */

#include "chatd/protocols/irc/irc_numerics.h"

#include <stddef.h>

struct irc_numeric_row {
	enum irc_numeric numeric;
	const char *text;
};

/* In the order of the numbers, each of those that have words. */
static const struct irc_numeric_row irc_numeric_rows[] = {
	{ IRC_RPL_WELCOME, "Welcome to the % Network, %" },
	{ IRC_RPL_YOURHOST, "Your host is %, running version %" },
	{ IRC_RPL_CREATED, "This server was created %" },
	{ IRC_RPL_ISUPPORT, "are supported by this server" },
	{ IRC_RPL_BOUNCE, "Please use this server instead" },
	{ IRC_RPL_ENDOFSTATS, "End of /STATS report" },
	{ IRC_RPL_STATSUPTIME, "Server Up % days %" },
	{ IRC_RPL_LUSERCLIENT,
	    "There are % users and % invisible on % servers" },
	{ IRC_RPL_LUSEROP, "operator(s) online" },
	{ IRC_RPL_LUSERUNKNOWN, "unknown connection(s)" },
	{ IRC_RPL_LUSERCHANNELS, "channels formed" },
	{ IRC_RPL_LUSERME, "I have % clients and % servers" },
	{ IRC_RPL_ADMINME, "Administrative info" },
	{ IRC_RPL_TRYAGAIN, "Please wait a while and try again." },
	{ IRC_RPL_LOCALUSERS, "Current local users %, max %" },
	{ IRC_RPL_GLOBALUSERS, "Current global users %, max %" },
	{ IRC_RPL_WHOISCERTFP, "has client certificate fingerprint %" },
	{ IRC_RPL_UNAWAY, "You are no longer marked as being away" },
	{ IRC_RPL_NOWAWAY, "You have been marked as being away" },
	{ IRC_RPL_WHOISREGNICK, "has identified for this nick" },
	{ IRC_RPL_WHOISOPERATOR, "is an IRC operator" },
	{ IRC_RPL_ENDOFWHO, "End of WHO list" },
	{ IRC_RPL_WHOISIDLE, "seconds idle, signon time" },
	{ IRC_RPL_ENDOFWHOIS, "End of /WHOIS list" },
	{ IRC_RPL_LISTSTART, "Users  Name" },
	{ IRC_RPL_LISTEND, "End of /LIST" },
	{ IRC_RPL_WHOISACCOUNT, "is logged in as" },
	{ IRC_RPL_NOTOPIC, "No topic is set" },
	{ IRC_RPL_WHOISBOT, "is a bot" },
	{ IRC_RPL_ENDOFINVITELIST, "End of /INVITE list" },
	{ IRC_RPL_WHOISACTUALLY, "is actually using host" },
	{ IRC_RPL_ENDOFINVEXLIST, "End of channel invite exception list" },
	{ IRC_RPL_ENDOFEXCEPTLIST, "End of channel exception list" },
	{ IRC_RPL_ENDOFLINKS, "End of /LINKS list" },
	{ IRC_RPL_ENDOFNAMES, "End of /NAMES list" },
	{ IRC_RPL_ENDOFBANLIST, "End of channel ban list" },
	{ IRC_RPL_ENDOFWHOWAS, "End of WHOWAS" },
	{ IRC_RPL_MOTD, "- %" },
	{ IRC_RPL_ENDOFINFO, "End of /INFO list" },
	{ IRC_RPL_MOTDSTART, "- % Message of the day -" },
	{ IRC_RPL_ENDOFMOTD, "End of /MOTD command." },
	{ IRC_RPL_WHOISHOST, "is connecting from %" },
	{ IRC_RPL_WHOISMODES, "is using modes %" },
	{ IRC_RPL_YOUREOPER, "You are now an IRC operator" },
	{ IRC_RPL_REHASHING, "Rehashing" },
	{ IRC_RPL_VISIBLEHOST, "is now your visible host" },
	{ IRC_ERR_UNKNOWNERROR, "Unknown error" },
	{ IRC_ERR_NOSUCHNICK, "No such nick/channel" },
	{ IRC_ERR_NOSUCHSERVER, "No such server" },
	{ IRC_ERR_NOSUCHCHANNEL, "No such channel" },
	{ IRC_ERR_CANNOTSENDTOCHAN, "Cannot send to channel" },
	{ IRC_ERR_TOOMANYCHANNELS, "You have joined too many channels" },
	{ IRC_ERR_WASNOSUCHNICK, "There was no such nickname" },
	{ IRC_ERR_TOOMANYTARGETS, "Too many targets" },
	{ IRC_ERR_NOORIGIN, "No origin specified" },
	{ IRC_ERR_INVALIDCAPCMD, "Invalid CAP command" },
	{ IRC_ERR_NORECIPIENT, "No recipient given (%)" },
	{ IRC_ERR_NOTEXTTOSEND, "No text to send" },
	{ IRC_ERR_BADMASK, "Bad server/host mask" },
	{ IRC_ERR_INPUTTOOLONG, "Input line was too long" },
	{ IRC_ERR_UNKNOWNCOMMAND, "Unknown command" },
	{ IRC_ERR_NOMOTD, "MOTD File is missing" },
	{ IRC_ERR_NOADMININFO, "No administrative info available" },
	{ IRC_ERR_NONICKNAMEGIVEN, "No nickname given" },
	{ IRC_ERR_ERRONEUSNICKNAME, "Erroneous nickname" },
	{ IRC_ERR_NICKNAMEINUSE, "Nickname is already in use" },
	{ IRC_ERR_BANNICKCHANGE,
	    "Cannot change nickname while banned on channel" },
	{ IRC_ERR_NICKCOLLISION, "Nickname collision KILL" },
	{ IRC_ERR_UNAVAILRESOURCE, "Nick/channel is temporarily unavailable" },
	{ IRC_ERR_NICKTOOFAST, "Nick change too fast. Please wait a while." },
	{ IRC_ERR_USERNOTINCHANNEL, "They aren't on that channel" },
	{ IRC_ERR_NOTONCHANNEL, "You're not on that channel" },
	{ IRC_ERR_USERONCHANNEL, "is already on channel" },
	{ IRC_ERR_NOTREGISTERED, "You have not registered" },
	{ IRC_ERR_NEEDMOREPARAMS, "Not enough parameters" },
	{ IRC_ERR_ALREADYREGISTERED, "You may not reregister" },
	{ IRC_ERR_PASSWDMISMATCH, "Password incorrect" },
	{ IRC_ERR_YOUREBANNEDCREEP, "You are banned from this server." },
	{ IRC_ERR_KEYSET, "Channel key already set" },
	{ IRC_ERR_CHANNELISFULL, "Cannot join channel (+l)" },
	{ IRC_ERR_UNKNOWNMODE, "is unknown mode char to me" },
	{ IRC_ERR_INVITEONLYCHAN, "Cannot join channel (+i)" },
	{ IRC_ERR_BANNEDFROMCHAN, "Cannot join channel (+b)" },
	{ IRC_ERR_BADCHANNELKEY, "Cannot join channel (+k)" },
	{ IRC_ERR_BADCHANMASK, "Bad Channel Mask" },
	{ IRC_ERR_NEEDREGGEDNICK,
	    "You need to be identified to a registered account" },
	{ IRC_ERR_BANLISTFULL, "Channel list is full" },
	{ IRC_ERR_NOPRIVILEGES,
	    "Permission Denied- You're not an IRC operator" },
	{ IRC_ERR_CHANOPRIVSNEEDED, "You're not channel operator" },
	{ IRC_ERR_CANTKILLSERVER, "You cant kill a server!" },
	{ IRC_ERR_UNIQOPPRIVSNEEDED,
	    "You're not the original channel operator" },
	{ IRC_ERR_NOOPERHOST, "No O-lines for your host" },
	{ IRC_ERR_UMODEUNKNOWNFLAG, "Unknown MODE flag" },
	{ IRC_ERR_USERSDONTMATCH, "Cant change mode for other users" },
	{ IRC_ERR_HELPNOTFOUND, "No help available on this topic" },
	{ IRC_ERR_INVALIDKEY, "Key is not well-formed" },
	{ IRC_RPL_STARTTLS, "STARTTLS successful, proceed with TLS handshake" },
	{ IRC_RPL_WHOISSECURE, "is using a secure connection" },
	{ IRC_ERR_STARTTLS, "STARTTLS failed" },
	{ IRC_RPL_ENDOFHELP, "End of /HELP" },
	{ IRC_ERR_NOPRIVS, "Insufficient oper privileges." },
	{ IRC_RPL_ENDOFMONLIST, "End of MONITOR list" },
	{ IRC_ERR_MONLISTFULL, "Monitor list is full." },
	{ IRC_RPL_LOGGEDIN, "You are now logged in as %" },
	{ IRC_RPL_LOGGEDOUT, "You are now logged out" },
	{ IRC_ERR_NICKLOCKED, "You must use a nick assigned to you" },
	{ IRC_RPL_SASLSUCCESS, "SASL authentication successful" },
	{ IRC_ERR_SASLFAIL, "SASL authentication failed" },
	{ IRC_ERR_SASLTOOLONG, "SASL message too long" },
	{ IRC_ERR_SASLABORTED, "SASL authentication aborted" },
	{ IRC_ERR_SASLALREADY, "You have already authenticated using SASL" },
	{ IRC_RPL_SASLMECHS, "are available SASL mechanisms" },
};

const char *
irc_numeric_get_text(enum irc_numeric numeric)
{
	size_t low = 0;
	size_t high = sizeof(irc_numeric_rows) / sizeof(irc_numeric_rows[0]);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct irc_numeric_row *row = &irc_numeric_rows[middle];

		if (row->numeric == numeric)
			return row->text;
		if (row->numeric < numeric)
			low = middle + 1;
		else
			high = middle;
	}
	return "";
}
