# SPDX-License-Identifier: MIT
"""What is sent to each kind of server, and how its answers are known.

A login and a join are steps: bytes to send, and bytes that the answer contains.
A wire that cannot do something has None in its place.
"""


class Hello:
    """The hello protocol of chatd."""

    name = "hello"
    listens = "hello"
    text_max = 16000  # line_max as shipped, and room for what comes before it

    @staticmethod
    def login(name):
        return b"HELLO-FROM %s\n" % name, b"HELLO %s\n" % name

    @staticmethod
    def join(room):
        return b"JOIN %s\n" % room, b"JOIN-OK "

    @staticmethod
    def leave(room):
        return b"LEAVE %s\n" % room

    @staticmethod
    def say(target, text):
        return b"SEND %s %s\n" % (target, text)

    @staticmethod
    def who(_room):
        return b"WHO\n"

    rename = None


class Plain:
    """The plain protocol of chatd, whose guests are all in #lobby."""

    name = "plain"
    listens = "plain"
    text_max = 16000

    @staticmethod
    def login(name):
        return b"!name %s\n" % name, b"You are now"

    join = None
    leave = None
    who = None

    @staticmethod
    def say(_target, text):
        return b"%s\n" % text

    @staticmethod
    def rename(name):
        return b"!name %s\n" % name


class Irc:
    """As much of RFC 1459 as the attacks need."""

    name = "irc"
    listens = "irc"
    text_max = 400  # of 512 for the line

    @staticmethod
    def login(name):
        # The message of the day ends with 376, or 422 if there is none.
        return (
            b"NICK %s\r\nUSER %s 0 * :%s\r\n" % (name, name, name),
            (b" 376 ", b" 422 "),
        )

    @staticmethod
    def join(room):
        return b"JOIN %s\r\n" % room, b" 366 "

    @staticmethod
    def leave(room):
        return b"PART %s\r\n" % room

    @staticmethod
    def say(target, text):
        return b"PRIVMSG %s :%s\r\n" % (target, text)

    @staticmethod
    def who(room):
        return b"WHO %s\r\n" % room

    @staticmethod
    def rename(name):
        return b"NICK %s\r\n" % name
