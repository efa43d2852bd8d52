# SPDX-License-Identifier: MIT
"""A network for the attackers, of which they have many addresses.

The program runs in a network namespace of its own, and the attackers leave it for
another one; a pair of virtual interfaces joins the two.  All of that ends with the
processes.  It takes root, and ip of iproute2.
"""

import ctypes
import ipaddress
import os
import subprocess
import sys

CLONE_NEWNET = 0x40000000

SERVER_ADDRESS = "10.77.0.1"
FIRST_ADDRESS = ipaddress.ip_address("10.77.1.1")
PREFIX_LENGTH = 16

# Says that this program is in its own namespace already.
MARK = "STRESS_NAMESPACE"


def enter():
    """Begin this program again, in a network namespace of its own."""
    if MARK in os.environ:
        ip("link", "set", "lo", "up")
        return
    if os.geteuid() != 0:
        sys.exit("stress: a network for the attackers takes root")
    os.environ[MARK] = "yes"
    os.execvp("unshare", ["unshare", "--net", sys.executable] + sys.argv)


def leave():
    """Take this process to another namespace, where there is no network yet."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def addresses(count):
    """Return the addresses that the attackers have."""
    return [str(FIRST_ADDRESS + number) for number in range(count)]


def ip(*arguments, process=None, lines=None):
    """Run ip, in the namespace of a process if one is given."""
    command = ["ip", *arguments]
    if process is not None:
        command = ["nsenter", "--net", f"--target={process}"] + command
    subprocess.run(command, check=True, input=lines, text=True)


def join(process, count):
    """Join this namespace to that of a process, which gets count addresses."""
    ip("link", "add", "server", "type", "veth", "peer", "attackers")
    ip("link", "set", "attackers", "netns", str(process))
    ip("address", "add", f"{SERVER_ADDRESS}/{PREFIX_LENGTH}", "dev", "server")
    ip("link", "set", "server", "up")
    ip(
        "-batch",
        "-",
        process=process,
        lines="".join(
            f"address add {address}/{PREFIX_LENGTH} dev attackers\n"
            for address in addresses(count)
        )
        + "link set attackers up\n",
    )
