#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: pictures.py TITLE [COLUMN ROW] <SCREEN >SVG

Draw a terminal's screen, as "tmux capture-pane -e" prints it, as the window of a
terminal in SVG.  COLUMN and ROW say where the cursor is, counted from 0.

The colours are the window's own, so that it looks the same on a light and on a
dark page.  The text stays text, in the fixed-width font of whoever looks at it:
fonts differ in width, so each word that stands apart says where it begins, and
each stretch of text how wide it is.  Only what sets colours is understood.
"""

import re
import sys
import unicodedata
from xml.sax.saxutils import escape

WIDTH, HEIGHT, SIZE = 8.4, 19, 14  # of a character, and of its font
MARGIN, BAR = 18, 36  # around the text, and the height of the title's bar
COLUMNS = 80  # at least

PAPER, INK, FAINT, FRAME = "#12161d", "#d8dee6", "#8b96a3", "#3a434e"
FONTS = ("ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', "
         "'Liberation Mono', monospace")
SIXTEEN = ("#12161d", "#f2777a", "#7fc97f", "#e5c06b", "#6cb0f5", "#cf8ef4",
           "#5cc9c9", "#d8dee6", "#6b7683", "#ff9a9c", "#a3e0a3", "#f5d78e",
           "#93c7ff", "#e0b0ff", "#8ae3e3", "#ffffff")


def colour_of(number):
    """Return one of the usual 256 colours."""
    if number < 16:
        return SIXTEEN[number]
    if number >= 232:
        return "#" + f"{8 + 10 * (number - 232):02x}" * 3
    cube = number - 16
    steps = (cube // 36, cube // 6 % 6, cube % 6)
    return "#" + "".join(f"{55 + 40 * s if s else 0:02x}" for s in steps)


class Style:
    """What the sequences up to here have set."""

    def __init__(self):
        self.grounds = {38: None, 48: None}  # the letters', and that behind them
        self.flags = set()

    def take(self, codes):
        """Obey the numbers of one sequence."""
        flags = {1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "reverse"}
        while codes:
            code = codes.pop(0)
            if code == 0:
                self.__init__()
            elif code in flags:
                self.flags.add(flags[code])
            elif code == 22:
                self.flags -= {"bold", "dim"}
            elif code - 20 in flags:
                self.flags.discard(flags[code - 20])
            elif code in (38, 48) and codes[:1] == [5]:
                self.grounds[code] = colour_of(codes[1])
                del codes[:2]
            elif code in (39, 49):
                self.grounds[code - 1] = None
            elif 30 <= code % 60 <= 37 or 40 <= code % 60 <= 47:
                bright = 8 if code >= 90 else 0
                code -= 60 if bright else 0
                self.grounds[38 if code < 40 else 48] = SIXTEEN[code % 10 + bright]
            else:
                sys.exit(f"pictures.py: {code} is no colour")

    def look(self):
        """Return attributes of a text, and the colour behind it or None."""
        fill, behind = self.grounds[38] or INK, self.grounds[48]
        if "reverse" in self.flags:
            fill, behind = behind or PAPER, fill
        elif "dim" in self.flags and fill == INK:
            fill = FAINT
        words = f' fill="{fill}"' if fill != INK else ""
        for flag, attribute in (("bold", 'font-weight="bold"'),
                                ("italic", 'font-style="italic"'),
                                ("underline", 'text-decoration="underline"')):
            words += f" {attribute}" if flag in self.flags else ""
        return words, behind


def width_of(text):
    """Return how many columns a text takes."""
    return sum(0 if unicodedata.combining(c) else
               2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def draw_line(line, row, style):
    """Return a line's backgrounds, and its text."""
    backgrounds, spans, column = "", "", 0
    baseline = BAR + MARGIN + row * HEIGHT
    for codes, text in re.findall(r"\x1b\[([0-9;]*)m|([^\x1b]+)", line):
        if not text:
            style.take([int(code or 0) for code in codes.split(";")])
            continue
        words, behind = style.look()
        # Blanks that align something belong to the stretch before them.
        for part in re.findall(r".+?(?:  +|$)", text):
            x, length = MARGIN + column * WIDTH, width_of(part) * WIDTH
            if behind:
                backgrounds += (f'<rect x="{x:g}" y="{baseline - SIZE:g}" width='
                                f'"{length:g}" height="{HEIGHT}" fill="{behind}"/>\n')
            spans += (f'<tspan x="{x:g}" textLength="{length:g}"{words}>'
                      f"{escape(part)}</tspan>")
            column += width_of(part)
    return backgrounds, f'<text y="{baseline}">{spans}</text>\n' if spans else ""


def main():
    """Draw what standard input has."""
    if len(sys.argv) not in (2, 4):
        sys.exit(__doc__)
    title, cursor = escape(sys.argv[1]), [int(word) for word in sys.argv[2:]]
    sys.stdin.reconfigure(encoding="utf-8")
    sys.stdout.reconfigure(encoding="utf-8")
    lines = [line.rstrip() for line in sys.stdin.read().rstrip().split("\n")]
    style, backgrounds, texts = Style(), "", ""
    for row, line in enumerate(lines):
        behind, text = draw_line(line, row, style)
        backgrounds += behind
        texts += text
    if cursor:
        backgrounds += (f'<rect x="{MARGIN + cursor[0] * WIDTH:g}" width="{WIDTH}"'
                        f' y="{BAR + MARGIN + cursor[1] * HEIGHT - SIZE}"'
                        f' height="{HEIGHT - 1}" fill="{FAINT}"/>\n')
    width = round(COLUMNS * WIDTH + 2 * MARGIN)
    height = BAR + 2 * MARGIN + (len(lines) - 1) * HEIGHT
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" '
          f'height="{height}" viewBox="0 0 {width} {height}" '
          f'font-family="{FONTS}" font-size="{SIZE}">\n'
          f'<title>{title}</title>\n<rect x="0.5" y="0.5" '
          f'width="{width - 1}" height="{height - 1}" rx="9" fill="{PAPER}" '
          f'stroke="{FRAME}"/>\n'
          f'<path d="M1 {BAR - 10.5}H{width - 1}" stroke="{FRAME}"/>\n'
          f'<text x="{width / 2:g}" y="18" font-size="12" text-anchor="middle" '
          f'fill="{FAINT}">{title}</text>\n'
          f'{backgrounds}<g fill="{INK}" xml:space="preserve">\n{texts}</g>\n</svg>')


main()
