#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A client for the hello protocol, which chatd-protocols(7) describes.

    python3 hello.py alice localhost 5378

Type "bob Good morning!" to write to bob.  A line is read from the terminal only
when the reply to the last one has arrived; a delivery may arrive at any moment,
even between a request and its reply.
"""

import select
import socket
import sys


def converse(connection, server, terminal):
    """Send what is typed and print what arrives, until the server closes."""
    reply_is_due = False
    while True:
        sources = [server] if reply_is_due else [server, terminal]
        if server in select.select(sources, [], [])[0]:
            line = server.readline()
            if not line:
                return
            print(line.decode(), end="", flush=True)
            if not line.startswith(b"DELIVERY "):
                reply_is_due = False
            continue
        reply_is_due = True
        line = terminal.readline()
        if line:
            connection.sendall(b"SEND " + line.rstrip(b"\n") + b"\n")
        else:
            connection.shutdown(socket.SHUT_WR)


def main():
    if len(sys.argv) != 4:
        sys.exit("usage: hello.py NAME HOST PORT")
    _, name, host, port = sys.argv
    with socket.create_connection((host, port)) as connection:
        # No buffers, because select() does not know what lies in them.
        server = connection.makefile("rb", buffering=0)
        terminal = open(sys.stdin.fileno(), "rb", buffering=0)
        connection.sendall(f"HELLO-FROM {name}\n".encode())
        reply = server.readline().decode()
        if not reply.startswith("HELLO "):
            sys.exit(f"hello.py: not logged in: {reply.strip()}")
        print(reply, end="", flush=True)
        converse(connection, server, terminal)


try:
    main()
except OSError as error:
    sys.exit(f"hello.py: {error}")
