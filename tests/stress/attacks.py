# SPDX-License-Identifier: MIT
"""The attacks, and the process that carries them out.

An attack has members, who are there all the time, and attackers, who come when it
begins and are gone when it ends.  An attacker may have a victim, who comes and goes
with them.
"""

import dataclasses
import itertools
import os
import ssl
import time
from typing import Callable, Optional, Union

import crowd
import namespace

ROOM = b"#crowd"
ROOMS_JOINED = 100000


@dataclasses.dataclass
class Attack:
    """What is done, and by whom; {members} in the title is how many there are."""

    name: str
    title: str
    # Bytes that one attacker writes over and over: whole lines.  The arguments are
    # the wire, the attacker's name and their victim's.
    lines: Callable
    members: int = 0
    members_join: bool = True
    members_read: Union[bool, int] = True
    members_are_renewed: bool = False
    attackers: int = 1
    attackers_join: bool = False
    attackers_read: bool = True
    attackers_are_guests: bool = False
    # One who is not read any more comes back as somebody else.
    attackers_return: bool = False
    # One who is ready leaves, and somebody else comes.
    attackers_leave: bool = False
    # What they do in place of logging in, and at which port of chatd-open.
    steps: Optional[list] = None
    listens: Optional[str] = None
    victims_read: Optional[Union[bool, int]] = None
    room: bytes = ROOM


def say_to_room(wire, _name, _victim):
    return wire.say(ROOM, b"x") * 4096


def say_much_to_room(wire, _name, _victim):
    return wire.say(ROOM, b"x" * wire.text_max) * 64


def say_to_victim(wire, _name, victim):
    return wire.say(victim, b"x" * wire.text_max) * 64


def ask_for_lists(wire, _name, _victim):
    return wire.who(ROOM) * 4096


def join_rooms(wire, _name, _victim):
    return b"".join(
        wire.join(b"#r%d" % number)[0] for number in range(ROOMS_JOINED)
    )


def come_and_go(wire, _name, _victim):
    return (wire.join(ROOM)[0] + wire.leave(ROOM)) * 2048


def change_names(wire, name, _victim):
    return (wire.rename(b"a" + name) + wire.rename(b"b" + name)) * 2048


def guess_passwords(_wire, _name, _victim):
    return b"AUTH owner guess\n" * 2048


def say_nothing(_wire, _name, _victim):
    return None


def client_hello():
    """Return the first message of a handshake of TLS."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    peer = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
    try:
        peer.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


# How the answer to that begins: a handshake, in a record that calls itself TLS 1.2.
SERVER_HELLO = b"\x16\x03\x03"


# How the names of attacks end that are others, with more attackers.
MORE_ATTACKERS = "-8"

ATTACKS = [
    Attack(
        "deaf",
        "somebody writes to a user who never reads",
        say_to_victim,
        attackers_return=True,
        victims_read=False,
    ),
    Attack(
        "lists",
        "somebody asks for the list of {members:,} users, and never reads it",
        ask_for_lists,
        members=1000,
        attackers_read=False,
        attackers_return=True,
    ),
    Attack("joins", "somebody joins 100,000 rooms", join_rooms),
    Attack(
        "lines",
        "a member floods a room of {members:,}",
        say_to_room,
        members=8000,
        attackers_join=True,
    ),
    Attack(
        "lines-8",
        "eight members flood it",
        say_to_room,
        members=8000,
        attackers=8,
        attackers_join=True,
    ),
    Attack(
        "churn",
        "somebody joins and leaves a room of {members:,}",
        come_and_go,
        members=8000,
    ),
    Attack(
        "churn-8", "eight do so", come_and_go, members=8000, attackers=8
    ),
    Attack(
        "names",
        "eight guests change their names in a lobby of {members:,}",
        change_names,
        members=2000,
        attackers=8,
        attackers_join=True,
        attackers_are_guests=True,
        room=b"#lobby",
    ),
    Attack(
        "queues",
        "somebody floods a room of {members:,} who do not read",
        say_much_to_room,
        members=1500,
        members_read=False,
        members_are_renewed=True,
        attackers_join=True,
    ),
    Attack(
        "slow",
        "somebody floods a user who reads 250 KB/s",
        say_to_victim,
        victims_read=250000,
    ),
    Attack(
        "log",
        "a guest changes their name, alone",
        change_names,
        attackers_are_guests=True,
    ),
    Attack(
        "passwords",
        "somebody tries passwords",
        guess_passwords,
        steps=[],
        listens="hello",
    ),
    Attack(
        "handshakes",
        "10,000 begin a handshake of TLS, and do not go on",
        say_nothing,
        attackers=10000,
        steps=[(client_hello(), None)],
        listens="tls",
    ),
    Attack(
        "handshakes-again",
        "100 begin one after the other",
        say_nothing,
        attackers=100,
        attackers_leave=True,
        steps=[(client_hello(), SERVER_HELLO)],
        listens="tls",
    ),
]


class Scene:
    """The process's side of an attack on one server."""

    def __init__(self, attack, wires, ports, at_once, sources=None):
        self.attack = attack
        self.wire, self.guest_wire = wires
        self.ports = ports
        self.at_once = at_once
        self.host = namespace.SERVER_ADDRESS if sources else "127.0.0.1"
        self.sources = itertools.cycle(sources or [None])
        self.crowd = crowd.Crowd()
        self.members = []
        self.attackers = []
        self.victims = []
        self.count = 0  # of names
        self.returning = []  # those to come back, and when

    def new_name(self, prefix):
        self.count += 1
        return b"%s%d" % (prefix, self.count)

    def new_way(self, listens):
        """Return from where to where the next one connects."""
        if listens not in self.ports:
            raise RuntimeError(f"the server has no port for {listens}")
        return next(self.sources), (self.host, self.ports[listens])

    def open(self):
        """Bring the members in."""
        attack = self.attack
        self.members = []
        for _ in range(attack.members):
            steps = [self.wire.login(self.new_name(b"m"))]
            if attack.members_join:
                steps.append(self.wire.join(attack.room))
            self.members.append(
                crowd.Client(
                    self.new_way(self.wire.listens),
                    steps,
                    attack.members_read,
                    is_innocent=attack.members_read is not False,
                )
            )
        self.crowd.bring_in(self.members, self.at_once)

    def send_attacker(self):
        """Have another attacker come, with a victim if they need one."""
        attack = self.attack
        victim_name = None
        if attack.victims_read is not None:
            victim_name = self.new_name(b"v")
            victim = crowd.Client(
                self.new_way(self.wire.listens),
                [self.wire.login(victim_name)],
                attack.victims_read,
                is_innocent=attack.victims_read is not False,
            )
            self.crowd.bring_in([victim], 1)
            self.victims.append(victim)
        wire = self.guest_wire if attack.attackers_are_guests else self.wire
        name = self.new_name(b"x")
        steps = attack.steps
        if steps is None:
            steps = [wire.login(name)]
            if attack.attackers_join and wire.join:
                steps.append(wire.join(attack.room))
        attacker = crowd.Client(
            self.new_way(attack.listens or wire.listens),
            steps,
            attack.attackers_read,
            attack.lines(wire, name, victim_name),
        )
        self.attackers.append(attacker)
        self.crowd.add(attacker)

    def start(self):
        for _ in range(self.attack.attackers):
            self.send_attacker()

    def keep_up(self):
        """Replace the attackers who were cut, and those who are not read."""
        now = time.monotonic()
        for attacker in list(self.attackers):
            is_stalled = (
                self.attack.attackers_return
                and attacker.is_ready
                and now - attacker.last_write > crowd.RETURN_S
            )
            has_done = self.attack.attackers_leave and attacker.is_ready
            if attacker.connection is not None and not is_stalled and not has_done:
                continue
            self.crowd.remove(attacker)
            self.attackers.remove(attacker)
            if has_done:
                self.send_attacker()
                continue
            if self.victims and self.attack.attackers_return:
                self.crowd.remove(self.victims.pop(0))
            self.returning.append(now + crowd.RETURN_S)
        while self.returning and self.returning[0] < now:
            self.returning.pop(0)
            self.send_attacker()

    def stop(self):
        """Take the attackers away, and everything that is on its way from them."""
        for client in self.attackers + self.victims:
            self.crowd.remove(client)
        self.attackers = []
        self.victims = []
        self.returning = []
        if self.attack.members_are_renewed:
            for client in self.members:
                self.crowd.remove(client)
            self.open()

    def innocents_cut(self):
        return sum(client.is_innocent for client in self.crowd.cut)


def serve(orders, scene, processor):
    """Be the process: do what the other end of the pipe asks, and else read."""
    os.sched_setaffinity(0, {processor})
    if scene.host != "127.0.0.1":
        namespace.leave()
        orders.send(os.getpid())
        orders.recv()
    scene.crowd.poll.register(orders, 1)
    is_attacking = False
    try:
        while True:
            scene.crowd.turn(0.01)
            if is_attacking:
                scene.keep_up()
            if not orders.poll():
                continue
            order = orders.recv()
            getattr(scene, order)()
            is_attacking = order == "start"
            orders.send(scene.innocents_cut())
    except EOFError:
        pass
    except (OSError, RuntimeError) as error:
        orders.send(error)
