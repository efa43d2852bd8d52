# SPDX-License-Identifier: MIT
"""From what was measured to a table in Markdown."""

import statistics


def percentile(values, share):
    """Return the value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def microseconds(nanoseconds):
    """Return a time in a reader's units: 85 us, 1.2 ms, 3.4 s."""
    if nanoseconds < 999.5e3:
        return f"{nanoseconds / 1e3:.0f} us"
    if nanoseconds < 9.95e6:
        return f"{nanoseconds / 1e6:.1f} ms"
    if nanoseconds < 999.5e6:
        return f"{nanoseconds / 1e6:.0f} ms"
    return f"{nanoseconds / 1e9:.1f} s"


def title(attack):
    return attack.title.format(members=attack.members)


class Row:
    """An attack on a server: windows of quiet and of attack in turn."""

    def __init__(self, attack):
        self.attack = attack
        self.quiet = []  # windows, each a list of nanoseconds
        self.beside = []
        self.after = []  # the slowest messages while the server settles, ns
        self.turns = None  # all, and those of over 5 ms
        self.memory_mib = 0
        self.log_bytes = 0
        self.innocents_cut = 0
        self.failure = None

    def median_of(self, windows, share):
        """Return the median of the windows' percentiles."""
        return statistics.median(percentile(window, share) for window in windows)

    def ratio(self, share):
        """Return the median of the ratios of each attack to the quiet before it."""
        return statistics.median(
            percentile(beside, share) / percentile(quiet, share)
            for quiet, beside in zip(self.quiet, self.beside)
        )

    def longest(self):
        """Return the slowest message beside the attack and after it."""
        return max([max(window) for window in self.beside] + self.after)

    def cells(self):
        if not self.beside:
            return [title(self.attack), self.failure or "not measured"] + ["-"] * 9
        return [
            title(self.attack),
            microseconds(self.median_of(self.quiet, 0.5)),
            microseconds(self.median_of(self.beside, 0.5)),
            microseconds(self.median_of(self.quiet, 0.99)),
            microseconds(self.median_of(self.beside, 0.99)),
            f"{self.ratio(0.99):.1f}",
            microseconds(self.longest()),
            "-" if self.turns is None else f"{self.turns[1]:,} of {self.turns[0]:,}",
            f"{self.memory_mib:.0f} MiB",
            f"{self.log_bytes / 1000:.0f} kB",
            self.failure or str(self.innocents_cut or "nobody"),
        ]


HEAD = [
    "attack",
    "p50 quiet",
    "beside it",
    "p99 quiet",
    "beside it",
    "x",
    "longest",
    "turns > 5 ms",
    "memory",
    "log",
    "innocents cut",
]


def write(head, rows):
    """Return the lines of a table."""
    lines = [head, ["---"] * len(head)] + rows
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def compared(row):
    """Return what a server's column says of an attack."""
    if row is None:
        return "-"
    if not row.beside:
        return row.failure
    said = microseconds(row.median_of(row.beside, 0.99))
    said += f", {microseconds(row.longest())}"
    if row.innocents_cut:
        said += f"; {row.innocents_cut} cut"
    return said + (f"; {row.failure}" if row.failure else "")


def compare(servers, attacks, rows):
    """Return the lines of a table of p99, with a column for each server."""
    lines = [
        [title(attack)] + [compared(rows.get((name, attack.name))) for name in servers]
        for attack in attacks
    ]
    return write(["p99 beside it, longest"] + list(servers), lines)
