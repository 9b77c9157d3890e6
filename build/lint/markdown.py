"""As much of Markdown as the checks of the documents need."""

import re

FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$")
ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")


def lines_outside_code(text):
    """Pairs of line number and line. Fenced code, indented code and HTML comments are left out."""
    fence, comment, blank, in_list = None, False, True, False
    for number, line in enumerate(text.splitlines(), 1):
        marker = FENCE.match(line)
        if fence:
            if marker and marker.group(1).startswith(fence) and line.strip() == marker.group(1):
                fence = None
            continue
        if marker:
            fence = marker.group(1)
            continue
        if comment or line.lstrip().startswith("<!--"):
            comment = "-->" not in line
            continue
        if not line.strip():
            blank = True
            yield number, ""
            continue
        if ITEM.match(line):
            in_list = True
        elif not line.startswith(" "):
            in_list = in_list and not blank
        if line.startswith("    ") and blank and not in_list:
            continue  # and what follows at once is code as well, because blank stays
        blank = False
        yield number, line


def headings(text):
    for _, line in lines_outside_code(text):
        match = HEADING.match(line)
        if match:
            yield match.group(1)


def without_inline_code(line):
    return re.sub(r"(`+)(?:(?!\1).)+?\1", "`code`", line)


def blocks(text):
    """Pairs of line number and text: a paragraph, an item of a list or a cell of a table each."""
    start, words = 0, []
    for number, line in [*lines_outside_code(text), (0, "")]:
        ends = not line or HEADING.match(line) or line.lstrip().startswith("|") or ITEM.match(line)
        if ends and words:
            yield start, " ".join(words)
            words = []
        if line.lstrip().startswith("|"):
            for cell in without_inline_code(line).strip().strip("|").split("|"):
                if re.search(r"\w", cell):
                    yield number, cell.strip()
        elif line and not HEADING.match(line):
            if not words:
                start = number
            words.append(ITEM.sub("", line).strip().lstrip("> "))
