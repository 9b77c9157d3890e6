#!/usr/bin/env python3
"""prose.py MOST FILE...: sentences of more than 30 words, and phrases that a reader stumbles over, in Markdown files.

Ends with 1 if it finds more than MOST. With --list it prints each finding, else the count of each file.
"""

import pathlib
import re
import sys

import markdown

LONGEST = 30

PHRASES = {
    phrase: re.compile(phrase)
    for phrase in (
        r"\b(?:told|says|said) so\b",
        r"\bWho (?:may|does|has|wants|asks|reads|looks|needs|only)\b(?![^.]*\?)",
        r", too[.,;:)]",
        r"\b[Nn]obody\b",
        r"\b[Ww]ho(?:m)?ever\b",
        r"\bof whatever\b",
        r"\bas of before\b",
        r"\bbut for\b",
        r"\bfor ever\b",
        r"\bis nowhere\b",
        r"\bgoes (?:again|at once|first|last)\b",
        r"\bonce in a JVM's life\b",
    )
}

# An abbreviation does not end a sentence, nor does a point inside of a number or a name.
END = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)[.!?][)\"'*_]*(?=\s+[A-Z0-9`*\[(\"']|$)")


def plain(block):
    text = markdown.without_inline_code(block)
    return re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)


def sentences(text):
    begin = 0
    for end in END.finditer(text):
        yield text[begin : end.end()].strip()
        begin = end.end()
    if text[begin:].strip():
        yield text[begin:].strip()


def length(sentence):
    return sum(1 for word in sentence.split() if re.search(r"\w", word))


def findings(file):
    for number, block in markdown.blocks(file.read_text(encoding="utf-8")):
        for sentence in sentences(plain(block)):
            words = length(sentence)
            if words > LONGEST:
                yield number, f"{words} words: {sentence[:90]}"
            for phrase in PHRASES.values():
                match = phrase.search(sentence)
                if match:
                    yield number, f"'{match.group().strip()}': {sentence[:90]}"


def main(arguments):
    listed = "--list" in arguments
    most, *names = [argument for argument in arguments if argument != "--list"]
    total = 0
    for file in map(pathlib.Path, names):
        found = list(findings(file))
        total += len(found)
        if listed:
            for number, what in found:
                print(f"{file}:{number}: {what}")
        elif found:
            long = sum(1 for _, what in found if " words: " in what)
            print(f"  {file}: {long} long sentences, {len(found) - long} phrases")
    print(f"prose: {total} findings in {len(names)} documents, at most {most} allowed")
    return 1 if total > int(most) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
