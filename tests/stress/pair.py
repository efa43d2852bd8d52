# SPDX-License-Identifier: MIT
"""The neighbours: alice writes to bob, and the time until he has it is measured.

They are a process of their own, which does nothing else.  If root runs this, it
goes before every other process (SCHED_FIFO), so that what is measured is the
server, and not the attackers who share a processor with it.

A message goes out at even intervals, whether or not the one before it has arrived,
as people write: so a server that stops for a second is charged with all messages
that it has held up, and not with one.
"""

import gc
import os
import re
import select
import socket
import time

# Nobody waits longer than this for one message.
PATIENCE_S = 20.0

MESSAGE = re.compile(rb"number-(\d{8})")


class Cut(Exception):
    """The server has ended a connection of the pair."""


class Pair:
    def __init__(self, wire, port, address="127.0.0.1"):
        self.wire = wire
        self.number = 0
        self.under_way = {}  # when each message was sent
        self.seen = b""  # by bob, and not yet looked at
        self.alice = self.log_in(port, address, b"alice")
        self.bob = self.log_in(port, address, b"bob")
        self.alice.setblocking(False)

    def log_in(self, port, address, name):
        """Return a connection that is logged in."""
        connection = socket.socket()
        connection.bind((address, 0))
        connection.settimeout(PATIENCE_S)
        connection.connect(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        request, answers = self.wire.login(name)
        if isinstance(answers, bytes):
            answers = (answers,)
        connection.sendall(request)
        seen = b""
        while not any(answer in seen for answer in answers):
            some = connection.recv(65536)
            if not some:
                raise Cut(f"{name.decode()} cannot log in: {seen[-200:]!r}")
            seen += some
        return connection

    def send(self):
        """Send the message that is due."""
        self.number += 1
        self.under_way[self.number] = time.perf_counter_ns()
        try:
            self.alice.send(self.wire.say(b"bob", b"number-%08d" % self.number))
        except BlockingIOError:
            raise Cut("alice is not read") from None

    def take_messages(self):
        """Read what is there for bob; return how long each message took."""
        some = self.bob.recv(65536)
        now = time.perf_counter_ns()
        if not some:
            raise Cut("bob was cut")
        self.seen += some
        took = []
        end = 0
        for match in MESSAGE.finditer(self.seen):
            took.append(now - self.under_way.pop(int(match[1])))
            end = match.end()
        self.seen = self.seen[end:]
        return took

    def take_replies(self):
        """Read what is there for alice."""
        try:
            if not self.alice.recv(65536):
                raise Cut("alice was cut")
        except BlockingIOError:
            pass

    def measure(self, duration_s, interval_s):
        """Return how long each message took, in nanoseconds."""
        interval_ns = int(interval_s * 1e9)
        due = time.perf_counter_ns()
        end = due + int(duration_s * 1e9)
        patience_end = end + int(PATIENCE_S * 1e9)
        took = []
        while due < end or self.under_way:
            now = time.perf_counter_ns()
            if due < end and due <= now:
                self.send()
                due += interval_ns
                self.take_replies()
                continue
            until = due if due < end else patience_end
            # select() is the one that does not round to milliseconds.
            if select.select([self.bob], [], [], max(0, until - now) / 1e9)[0]:
                took += self.take_messages()
            elif until == patience_end:
                raise Cut(f"no answer in {PATIENCE_S:.0f} s")
        self.take_replies()
        return took


def serve(orders, wire, port, address, processor):
    """Be the process: measure as often as the other end of the pipe asks."""
    os.sched_setaffinity(0, {processor})
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    except PermissionError:
        pass
    gc.disable()
    try:
        pair = Pair(wire, port, address)
        orders.send("ready")
        while True:
            orders.send(pair.measure(*orders.recv()))
    except EOFError:
        pass
    except (Cut, OSError) as error:
        orders.send(error)
