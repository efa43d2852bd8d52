# SPDX-License-Identifier: MIT
"""The attackers, and the crowd that they need: one process, one loop.

Every connection reads, or does not, or reads at a rate.  Those that flood write the
same lines over and over, as fast as the server takes them, and come back under
another name when they are cut.
"""

import errno
import os
import select
import socket
import struct
import time

IP_BIND_ADDRESS_NO_PORT = 24  # Python has no name for it

STEP_PATIENCE_S = 60.0
READ_BYTES = 262144
WRITE_BYTES = 65536

# A flooder whom the server cuts comes back after this time, and one who can write
# nothing for as long leaves and comes back if the attack wants that.
RETURN_S = 0.1

# What the kernel keeps for a connection that reads slowly or not at all.
SLOW_READER_BYTES = 65536

# With the segments of a loopback, of 64 KB, the server's kernel would take 3 MB for
# each before anything waits in the server; with those of a network it is less.
SLOW_READER_SEGMENT = 1448

# Those who read at a rate read this often.
RATE_TICK_S = 0.01


class Client:
    """One connection.

    way is where it comes from, or None, and where it goes: a host and a port.
    steps are what it sends before it is ready, and the answers it waits for, or
    None if it waits for good.  reads is True, False, or a rate in bytes per second.
    lines is what it floods, or None.  is_innocent says that the server should let
    it stay.
    """

    def __init__(self, way, steps, reads, lines=None, is_innocent=False):
        self.source, self.server = way
        self.steps = list(steps)
        self.reads = reads
        self.lines = lines and memoryview(lines)
        self.is_innocent = is_innocent
        self.offset = 0
        self.seen = b""
        self.connection = None
        self.is_ready = False
        self.last_write = 0.0
        self.written = 0

    def open(self):
        """Begin to connect."""
        self.connection = socket.socket()
        self.connection.setblocking(False)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Leaving is by RST, so that nothing of the attack waits in the kernel.
        self.connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        if self.lines:
            self.connection.setsockopt(
                socket.SOL_SOCKET, socket.SO_SNDBUF, WRITE_BYTES
            )
        if self.reads is not True:
            self.connection.setsockopt(
                socket.SOL_SOCKET, socket.SO_RCVBUF, SLOW_READER_BYTES
            )
            self.connection.setsockopt(
                socket.IPPROTO_TCP, socket.TCP_MAXSEG, SLOW_READER_SEGMENT
            )
        if self.source:
            # Not a port for good, of which all of them together may need too many.
            self.connection.setsockopt(
                socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1
            )
            self.connection.bind((self.source, 0))
        code = self.connection.connect_ex(self.server)
        if code not in (0, errno.EINPROGRESS):
            raise OSError(code, os.strerror(code))

    def answered(self, some):
        """Say whether the answer to the present step is complete."""
        self.seen = self.seen[-65536:] + some
        answers = self.steps[0][1]
        if answers is None:
            return False
        if isinstance(answers, bytes):
            answers = (answers,)
        return any(answer in self.seen for answer in answers)

    def flood(self):
        """Write until the socket takes no more; say whether it took anything."""
        took = 0
        while took < WRITE_BYTES:
            end = min(self.offset + WRITE_BYTES, len(self.lines))
            try:
                count = self.connection.send(self.lines[self.offset : end])
            except BlockingIOError:
                break
            took += count
            self.offset = (self.offset + count) % len(self.lines)
        self.written += took
        return took > 0


class Crowd:
    """All connections of the process, in one loop."""

    def __init__(self):
        self.poll = select.epoll()
        self.clients = {}  # by descriptor
        self.scratch = bytearray(READ_BYTES)
        self.cut = []  # clients whom the server has ended
        self.next_tick = 0.0

    def add(self, client):
        """Begin to connect a client, and to take it through its steps."""
        client.open()
        self.clients[client.connection.fileno()] = client
        self.poll.register(client.connection, select.EPOLLOUT)

    def remove(self, client):
        """Leave at once, if the client is there."""
        if client.connection is None:
            return
        self.poll.unregister(client.connection)
        del self.clients[client.connection.fileno()]
        client.connection.close()
        client.connection = None

    def bring_in(self, clients, at_once):
        """Log many clients in, this many at a time."""
        waiting = list(reversed(clients))
        arriving = []
        deadline = time.monotonic() + STEP_PATIENCE_S
        while waiting or arriving:
            while waiting and len(arriving) < at_once:
                arriving.append(waiting.pop())
                self.add(arriving[-1])
            self.turn(0.1)
            arriving = [client for client in arriving if not client.is_ready]
            for client in arriving:
                if client.connection is None:
                    raise RuntimeError(f"not let in: {client.seen[-200:]!r}")
            if time.monotonic() > deadline:
                raise RuntimeError(
                    f"{len(waiting) + len(arriving)} of {len(clients)} are not in"
                    f" after {STEP_PATIENCE_S:.0f} s"
                )

    def turn(self, timeout_s):
        """Serve whatever is there, once."""
        for descriptor, events in self.poll.poll(timeout_s, 1024):
            client = self.clients.get(descriptor)
            if client is None:
                continue
            try:
                self.serve(client, events)
            except OSError:
                self.cut.append(client)
                self.remove(client)
        now = time.monotonic()
        if now >= self.next_tick:
            self.next_tick = now + RATE_TICK_S
            self.read_at_rates()

    def serve(self, client, events):
        if events & ~select.EPOLLOUT:
            self.receive(client)
        if events & select.EPOLLOUT and client.connection is not None:
            if not client.is_ready:
                self.take_step(client)
            elif client.flood():
                client.last_write = time.monotonic()

    def receive(self, client):
        count = client.connection.recv_into(self.scratch)
        if count == 0:
            raise ConnectionResetError
        if not client.is_ready:
            if client.answered(bytes(self.scratch[:count])):
                client.steps.pop(0)
                client.seen = b""
                self.take_step(client)

    def take_step(self, client):
        """Send the request of the next step; after the last one it is ready."""
        if client.steps:
            client.connection.send(client.steps[0][0])
            self.poll.modify(client.connection, select.EPOLLIN)
            return
        client.is_ready = True
        client.last_write = time.monotonic()
        events = select.EPOLLIN if client.reads is True else 0
        if client.lines:
            events |= select.EPOLLOUT
        self.poll.modify(client.connection, events)

    def read_at_rates(self):
        for client in list(self.clients.values()):
            if client.reads is True or client.reads is False:
                continue
            if not client.is_ready:
                continue
            try:
                size = int(client.reads * RATE_TICK_S)
                if not client.connection.recv(size):
                    raise ConnectionResetError
            except BlockingIOError:
                pass
            except OSError:
                self.cut.append(client)
                self.remove(client)
