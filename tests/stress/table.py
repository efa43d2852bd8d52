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

    def cells(self):
        if not self.beside:
            return [title(self.attack), self.failure or "not measured"] + ["-"] * 8
        return [
            title(self.attack),
            microseconds(self.median_of(self.quiet, 0.5)),
            microseconds(self.median_of(self.beside, 0.5)),
            microseconds(self.median_of(self.quiet, 0.99)),
            microseconds(self.median_of(self.beside, 0.99)),
            f"{self.ratio(0.99):.1f}",
            microseconds(max(max(window) for window in self.beside)),
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
    "memory",
    "log",
    "innocents cut",
]


def write(head, rows):
    """Return the lines of a table."""
    lines = [head, ["---"] * len(head)] + rows
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def compare(servers, attacks, rows):
    """Return the lines of a table of p99, with a column for each server."""
    lines = []
    for attack in attacks:
        line = [title(attack)]
        for server in servers:
            row = rows.get((server, attack.name))
            if row is None:
                line.append("-")
            elif not row.beside:
                line.append(row.failure)
            else:
                line.append(
                    microseconds(row.median_of(row.beside, 0.99))
                    + f" (x{row.ratio(0.99):.1f})"
                    + (f", {row.failure}" if row.failure else "")
                )
        lines.append(line)
    return write(["p99 beside"] + list(servers), lines)
