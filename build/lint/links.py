#!/usr/bin/env python3
"""links.py FILE...: every relative link of a Markdown file names a file that is there, and an anchor that is in it.

Uses no network: links with a scheme are left alone. Prints each broken link, and ends with 1 if there is one.
"""

import pathlib
import re
import sys
import urllib.parse

import markdown

LINK = re.compile(r"\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
DEFINITION = re.compile(r"^ {0,3}\[[^\]]+\]:\s+<?([^\s>]+)", re.MULTILINE)
HTML_LINK = re.compile(r"""<(?:a|img)\b[^>]*?\b(?:href|src)\s*=\s*["']([^"']+)["']""")
HTML_ANCHOR = re.compile(r"""\b(?:id|name)\s*=\s*["']([^"']+)["']""")
SCHEME = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*:")


def slug(heading):
    """As GitHub makes an anchor of a heading."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    text = re.sub(r"[*`]|<[^>]+>", "", text).strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def anchors(path, known={}):
    if path not in known:
        text = path.read_text(encoding="utf-8")
        found, seen = set(HTML_ANCHOR.findall(text)), {}
        for heading in markdown.headings(text):
            name = slug(heading)
            number = seen.get(name, 0)
            seen[name] = number + 1
            found.add(name if number == 0 else f"{name}-{number}")
        known[path] = found
    return known[path]


def fault(source, link):
    if SCHEME.match(link) or link.startswith("//"):
        return None
    name, _, anchor = urllib.parse.unquote(link).partition("#")
    target = (source.parent / name).resolve() if name else source.resolve()
    if not target.exists():
        return "no such file"
    if anchor and target.suffix == ".md" and anchor not in anchors(target):
        return "no such heading"
    return None


def main(files):
    broken = links = 0
    for file in map(pathlib.Path, files):
        for number, line in markdown.lines_outside_code(file.read_text(encoding="utf-8")):
            prose = markdown.without_inline_code(line)
            for pattern in (LINK, DEFINITION, HTML_LINK):
                for link in pattern.findall(prose):
                    links += 1
                    why = fault(file, link)
                    if why:
                        broken += 1
                        print(f"{file}:{number}: {link}: {why}")
    print(f"links: {links} in {len(files)} documents, {broken} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
