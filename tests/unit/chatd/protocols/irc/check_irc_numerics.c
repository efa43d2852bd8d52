/* SPDX-License-Identifier: MIT */
/* The words of numerics, under the numbers that the documents give them. */

#include "chatd/protocols/irc/irc_numerics.h"

#include <string.h>

#include "unit/unit.h"

#define NUMERICS_MAX 1000

/* As many have words that are always the same. */
#define NUMERICS_WITH_WORDS 112

static const struct {
	int number;
	enum irc_numeric numeric;
	const char *text;
} wanted[] = {
	{ 1, IRC_RPL_WELCOME, "Welcome to the % Network, %" },
	{ 4, IRC_RPL_MYINFO, "" },
	{ 5, IRC_RPL_ISUPPORT, "are supported by this server" },
	{ 221, IRC_RPL_UMODEIS, "" },
	{ 251, IRC_RPL_LUSERCLIENT,
	    "There are % users and % invisible on % servers" },
	{ 266, IRC_RPL_GLOBALUSERS, "Current global users %, max %" },
	{ 306, IRC_RPL_NOWAWAY, "You have been marked as being away" },
	{ 318, IRC_RPL_ENDOFWHOIS, "End of /WHOIS list" },
	{ 332, IRC_RPL_TOPIC, "" },
	{ 353, IRC_RPL_NAMREPLY, "" },
	{ 366, IRC_RPL_ENDOFNAMES, "End of /NAMES list" },
	{ 376, IRC_RPL_ENDOFMOTD, "End of /MOTD command." },
	{ 401, IRC_ERR_NOSUCHNICK, "No such nick/channel" },
	{ 403, IRC_ERR_NOSUCHCHANNEL, "No such channel" },
	{ 404, IRC_ERR_CANNOTSENDTOCHAN, "Cannot send to channel" },
	{ 411, IRC_ERR_NORECIPIENT, "No recipient given (%)" },
	{ 417, IRC_ERR_INPUTTOOLONG, "Input line was too long" },
	{ 421, IRC_ERR_UNKNOWNCOMMAND, "Unknown command" },
	{ 433, IRC_ERR_NICKNAMEINUSE, "Nickname is already in use" },
	{ 451, IRC_ERR_NOTREGISTERED, "You have not registered" },
	{ 461, IRC_ERR_NEEDMOREPARAMS, "Not enough parameters" },
	{ 471, IRC_ERR_CHANNELISFULL, "Cannot join channel (+l)" },
	{ 482, IRC_ERR_CHANOPRIVSNEEDED, "You're not channel operator" },
	{ 502, IRC_ERR_USERSDONTMATCH, "Cant change mode for other users" },
	{ 671, IRC_RPL_WHOISSECURE, "is using a secure connection" },
	{ 730, IRC_RPL_MONONLINE, "" },
	{ 734, IRC_ERR_MONLISTFULL, "Monitor list is full." },
	{ 903, IRC_RPL_SASLSUCCESS, "SASL authentication successful" },
	{ 908, IRC_RPL_SASLMECHS, "are available SASL mechanisms" },
};

START_TEST(numbers_have_their_words)
{
	ck_assert_int_eq((int)wanted[_i].numeric, wanted[_i].number);
	ck_assert_str_eq(
	    irc_numeric_get_text(wanted[_i].numeric), wanted[_i].text);
}
END_TEST

/* A row out of order would not be found. */
START_TEST(all_rows_are_found)
{
	size_t count = 0;

	for (unsigned int i = 0; i < NUMERICS_MAX; i++)
		count += *irc_numeric_get_text((enum irc_numeric)i) != '\0';
	ck_assert_uint_eq(count, NUMERICS_WITH_WORDS);
	ck_assert_str_eq(irc_numeric_get_text((enum irc_numeric)0), "");
	ck_assert_str_eq(irc_numeric_get_text((enum irc_numeric)999), "");
}
END_TEST

void
unit_add_tests(struct test_cases *tests)
{
	test_cases_add_loop(tests, numbers_have_their_words, 0,
	    sizeof(wanted) / sizeof(wanted[0]));
	test_cases_add(tests, all_rows_are_found);
}
