/* SPDX-License-Identifier: MIT */
/* What goes over each wire, byte for byte, for the server that errs. */

#include "unit/bench/bench_server.h"

#include <string.h>

#define BYTES(text)                                                            \
	{                                                                      \
		text, sizeof(text) - 1                                         \
	}
#define NO_BYTES                                                               \
	{                                                                      \
		NULL, 0                                                        \
	}
#define IRC_ACK_LOGIN(name)                                                    \
	BYTES("CAP REQ :echo-message\r\nNICK " name "\r\nUSER " name           \
	      " 0 * :" name "\r\nCAP END\r\n")
#define NATS_CONNECT(verbose, name, subscribe)                                 \
	BYTES("CONNECT {\"verbose\":" verbose                                  \
	      ",\"pedantic\":false,\"name\":\"" name "\"}\r\n" subscribe       \
	      "PING\r\n")

static const struct bench_dialect dialects[] = {
	{ "hello", "pairs",
	    { BYTES("HELLO-FROM t00000\n"), BYTES("HELLO-FROM l00000\n") },
	    { BYTES("HELLO t00000\n"), BYTES("HELLO l00000\n") },
	    { BYTES("SEND l00000 "), BYTES("\n") },
	    { BYTES("DELIVERY t00000 "), BYTES("\n") }, BYTES("SEND-OK\n"),
	    BYTES("UNKNOWN\n") },
	{ "hello", "room",
	    { BYTES("HELLO-FROM t00000\nJOIN #bench\n"),
		BYTES("HELLO-FROM l00000\nJOIN #bench\n") },
	    { BYTES("HELLO t00000\nJOIN-OK #bench\nJOINED #bench l00000\n"),
		BYTES("HELLO l00000\nJOINED #bench t00000\nJOIN-OK #bench\n") },
	    { BYTES("SEND #bench "), BYTES("\n") },
	    { BYTES("SAID #bench t00000 "), BYTES("\n") }, BYTES("SEND-OK\n"),
	    BYTES("UNKNOWN\n") },
	{ "sized", "pairs",
	    { BYTES("0011NAME t00000"), BYTES("0011NAME l00000") },
	    { BYTES("0012HELLO t00000"), BYTES("0012HELLO l00000") },
	    { BYTES("0111MSG l00000 "), BYTES("") },
	    { BYTES("0112t00000 SENT "), BYTES("") }, NO_BYTES,
	    BYTES("0026ERROR no such user: l00000") },
	{ "framed", "pairs",
	    { BYTES("\0\6\0\0\0\0t00000"), BYTES("\0\6\0\0\0\0l00000") },
	    { BYTES("\0\6\0\0\0\24servert00000 has logged in"
		    "\0\6\0\0\0\24serverl00000 has logged in"),
		BYTES("\0\6\0\0\0\24servert00000 has logged in"
		      "\0\6\0\0\0\24serverl00000 has logged in") },
	    { BYTES("\0\6\0\0\0\154t00000@l00000 "), BYTES("") },
	    { BYTES("\0\6\0\0\0\154t00000@l00000 "), BYTES("") }, NO_BYTES,
	    BYTES("\0\6\0\0\0\24serverno such user: l00000") },
	{ "framed", "room",
	    { BYTES("\0\6\0\0\0\0t00000"), BYTES("\0\6\0\0\0\0l00000") },
	    { BYTES("\0\6\0\0\0\24servert00000 has logged in"),
		BYTES("\0\6\0\0\0\24serverl00000 has logged in") },
	    { BYTES("\0\6\0\0\0\144t00000"), BYTES("") },
	    { BYTES("\0\6\0\0\0\144t00000"), BYTES("") }, NO_BYTES,
	    BYTES("\0\6\0\0\0\14servertext refused") },
	{ "plain", "pairs",
	    { BYTES("!name t00000\n"), BYTES("!name l00000\n") },
	    { BYTES("[127.0.0.1:1] entered room\nYou are now t00000\n"),
		BYTES(
		    "You are now l00000\nClient (127.0.0.1, 1) is offline\n") },
	    { BYTES("@l00000 "), BYTES("\n") },
	    { BYTES("\r<t00000> @l00000 "), BYTES("\n") }, NO_BYTES,
	    BYTES("! refused: no such user: l00000\n") },
	{ "plain", "room", { BYTES("!name t00000\n"), BYTES("!name l00000\n") },
	    { BYTES("You are now t00000\n"), BYTES("You are now l00000\n") },
	    { BYTES(""), BYTES("\n") }, { BYTES("\r<t00000> "), BYTES("\n") },
	    NO_BYTES, BYTES("! refused: line too long\n") },
	{ "irc", "pairs",
	    { BYTES("NICK t00000\r\nUSER t00000 0 * :t00000\r\n"),
		BYTES("NICK l00000\r\nUSER l00000 0 * :l00000\r\n") },
	    { BYTES(":s 001 t00000 :Hi\r\n:s 376 t00000 :End\r\nPING :1\r\n"),
		BYTES(":s 001 l00000 :Hi\r\n:s 422 l00000 :None\r\n") },
	    { BYTES("PRIVMSG l00000 :"), BYTES("\r\n") },
	    { BYTES(":t00000!~t@host PRIVMSG l00000 :"), BYTES("\r\n") },
	    NO_BYTES, BYTES(":s 401 t00000 l00000 :No such nick\r\n") },
	{ "irc-ack", "pairs",
	    { IRC_ACK_LOGIN("t00000"), IRC_ACK_LOGIN("l00000") },
	    { BYTES(":s CAP * ACK :echo-message\r\n:s 376 t00000 :End\r\n"),
		BYTES(
		    ":s CAP * ACK :echo-message\r\n:s 422 l00000 :None\r\n") },
	    { BYTES("PRIVMSG l00000 :"), BYTES("\r\n") },
	    { BYTES(":t00000!~t@host PRIVMSG l00000 :"), BYTES("\r\n") },
	    NO_BYTES, BYTES(":s CAP * NAK :echo-message\r\n") },
	{ "nats", "pairs",
	    { NATS_CONNECT("false", "t00000", ""),
		NATS_CONNECT("false", "l00000", "SUB l00000 1\r\n") },
	    { BYTES("INFO {}\r\nPONG\r\n"), BYTES("INFO {}\r\nPONG\r\n") },
	    { BYTES("PUB l00000 100\r\n"), BYTES("\r\n") },
	    { BYTES("MSG l00000 1 100\r\n"), BYTES("\r\n") }, NO_BYTES,
	    BYTES("-ERR 'Slow Consumer'\r\n") },
	{ "nats-ack", "pairs",
	    { NATS_CONNECT("true", "t00000", ""),
		NATS_CONNECT("true", "l00000", "SUB l00000 1\r\n") },
	    { BYTES("+OK\r\nPONG\r\n"), BYTES("+OK\r\n+OK\r\nPONG\r\n") },
	    { BYTES("PUB l00000 100\r\n"), BYTES("\r\n") },
	    { BYTES("MSG l00000 1 100\r\n"), BYTES("\r\n") }, BYTES("+OK\r\n"),
	    BYTES("-ERR 'Slow Consumer'\r\n") },
	{ "redis", "pairs",
	    { BYTES("PING\r\n"), BYTES("SUBSCRIBE l00000\r\n") },
	    { BYTES("+PONG\r\n"),
		BYTES("*3\r\n$9\r\nsubscribe\r\n$6\r\nl00000\r\n:1\r\n") },
	    { BYTES("*3\r\n$7\r\nPUBLISH\r\n$6\r\nl00000\r\n$100\r\n"),
		BYTES("\r\n") },
	    { BYTES("*3\r\n$7\r\nmessage\r\n$6\r\nl00000\r\n$100\r\n"),
		BYTES("\r\n") },
	    BYTES(":1\r\n"), BYTES(":0\r\n") },
	{ "memcached", "pairs", { BYTES("version\r\n"), NO_BYTES },
	    { BYTES("VERSION 1\r\n"), NO_BYTES },
	    { BYTES("set l00000 0 0 100\r\n"), BYTES("\r\n") },
	    { NO_BYTES, NO_BYTES }, BYTES("STORED\r\n"),
	    BYTES("SERVER_ERROR out of memory\r\n") },
	{ "drop", "pairs", { BYTES("\0\0\0\1t00000\n"), NO_BYTES },
	    { BYTES("A"), NO_BYTES }, { BYTES("\0\0\0\1"), BYTES("\n") },
	    { NO_BYTES, NO_BYTES }, BYTES("A"), BYTES("R") },
};

static const struct bench_dialect list_dialects[] = {
	{ "hello", "who", { BYTES("HELLO-FROM t00000\n"), NO_BYTES },
	    { BYTES("HELLO t00000\n"), NO_BYTES }, { BYTES("WHO\n"), NO_BYTES },
	    { NO_BYTES, NO_BYTES }, BYTES("WHO-OK echobot,t00000\n"),
	    BYTES("WHO-OK echobot\n") },
	{ "sized", "who", { BYTES("0011NAME t00000"), NO_BYTES },
	    { BYTES("0012HELLO t00000"), NO_BYTES },
	    { BYTES("0008GETNAMES"), NO_BYTES }, { NO_BYTES, NO_BYTES },
	    BYTES("0014echobot t00000"), BYTES("0007echobot") },
	{ "framed", "who", { BYTES("\0\6\0\0\0\0t00000"), NO_BYTES },
	    { BYTES("\0\6\0\0\0\24servert00000 has logged in"), NO_BYTES },
	    { BYTES("\0\6\0\0\0\4t00000!who"), NO_BYTES },
	    { NO_BYTES, NO_BYTES },
	    BYTES("\0\6\0\0\0\25serverusers: echobot t00000"),
	    BYTES("\0\6\0\0\0\16serverusers: echobot") },
	{ "plain", "who", { BYTES("!name t00000\n"), NO_BYTES },
	    { BYTES("You are now t00000\n"), NO_BYTES },
	    { BYTES("!who\n"), NO_BYTES }, { NO_BYTES, NO_BYTES },
	    BYTES("users: echobot t00000\n"), BYTES("users: echobot\n") },
	{ "irc", "who",
	    { BYTES("NICK t00000\r\nUSER t00000 0 * :t00000\r\n"), NO_BYTES },
	    { BYTES(":s 376 t00000 :End\r\n:t00000!t@h JOIN #bench\r\n"
		    ":s 353 t00000 = #bench :@t00000\r\n"
		    ":s 366 t00000 #bench :End\r\n"),
		NO_BYTES },
	    { BYTES("NAMES #bench\r\n"), NO_BYTES }, { NO_BYTES, NO_BYTES },
	    BYTES(":s 353 t00000 = #bench :@t00000\r\n"
		  ":s 366 t00000 #bench :End\r\n"),
	    BYTES(":s 366 t00000 #bench :End\r\n") },
};

const struct bench_dialect *
bench_dialect(int index)
{
	return &dialects[index];
}

int
bench_dialect_count(void)
{
	return (int)(sizeof(dialects) / sizeof(dialects[0]));
}

bool
bench_dialect_echoes(const struct bench_dialect *dialect)
{
	return strcmp(dialect->wire, "irc-ack") == 0;
}

const struct bench_dialect *
bench_list_dialect(int index)
{
	return &list_dialects[index];
}

int
bench_list_dialect_count(void)
{
	return (int)(sizeof(list_dialects) / sizeof(list_dialects[0]));
}
