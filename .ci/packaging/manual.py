#!/usr/bin/env python3
"""Prints the man page of a program from the description that swift-argument-parser gives of it.

    feature-atlas --experimental-dump-help | .ci/packaging/manual.py VERSION DATE > feature-atlas.1

Everything but the sections of files and variables comes from the description, so that page and --help say the same.
"""

import json
import re
import sys

FILES = [
    ("PREFIX/share/feature-atlas", "Templates and theme, found beside the program: PREFIX/bin/../share/feature-atlas."),
    ("~/.cache/feature-atlas", "Encoded blocks of hidden states, at most 16 GiB; --cache and --no-cache change that."),
]
VARIABLES = [
    ("FEATURE_ATLAS_SHARE", "Folder with templates/ and site/, where there is none beside the program."),
    ("XDG_CACHE_HOME", "Folder that holds the cache, in place of ~/.cache."),
    ("TMPDIR", "Folder for values that do not fit into memory, in place of /var/tmp."),
]


def escaped(text):
    """`text` as roff prints it literally: no escapes, no line that is taken for a request."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.MULTILINE)


def paragraphs(text):
    """Paragraphs of a discussion; lines that start with EXAMPLE: are set as they would be typed."""
    for block in (text or "").split("\n\n"):
        block = block.strip()
        if block.startswith("EXAMPLE:"):
            yield ".PP\nExample:\n.PP\n.in +4n\n.EX\n" + escaped(block.removeprefix("EXAMPLE:").strip()) + "\n.EE\n.in"
        elif block:
            yield ".PP\n" + escaped(block)


def spelled(name):
    return {"long": "--", "short": "-", "longWithSingleDash": "-"}[name["kind"]] + name["name"]


def value_of(argument):
    return f"\\fI{escaped(argument.get('valueName', 'value'))}\\fR"


def usage(argument):
    """The argument as in a synopsis: what may be left out stands in brackets."""
    if argument["kind"] == "positional":
        text = value_of(argument)
    else:
        text = f"\\fB{escaped(spelled(argument['preferredName']))}\\fR"
        if argument["kind"] == "option":
            text += " " + value_of(argument)
    text += " ..." if argument["isRepeating"] else ""
    return f"[{text}]" if argument["isOptional"] else text


def term(argument):
    """The argument as the head of its entry: every name, and the value that it takes."""
    if argument["kind"] == "positional":
        return value_of(argument)
    names = ", ".join(f"\\fB{escaped(spelled(name))}\\fR" for name in argument["names"])
    return names + (" " + value_of(argument) if argument["kind"] == "option" else "")


def entries(arguments):
    for argument in arguments:
        text = argument.get("abstract", "")
        text += f" {argument['discussion']}" if argument.get("discussion") else ""
        default = argument.get("defaultValue")
        if default and argument["kind"] == "option":
            text += f" Default: {default}."
        yield f".TP\n{term(argument)}\n{escaped(text.strip())}"


def shown(command):
    return [argument for argument in command.get("arguments", []) if argument["shouldDisplay"]]


def own(command):
    """Arguments of a command without --help and --version, which all of them have: they stand under OPTIONS."""
    return [argument for argument in shown(command) if argument.get("valueName") not in ("help", "version")]


def page(tool, version, date):
    root = tool["command"]
    name = root["commandName"]
    lines = [
        f'.TH {escaped(name.upper())} 1 "{date}" "{escaped(name)} {escaped(version)}" "User Commands"',
        ".nr HY 0\n.nh\n.ad l",  # names of files and options are not hyphenated
        ".SH NAME", f"{escaped(name)} \\- {escaped(root['abstract'].rstrip('.'))}",
        ".SH SYNOPSIS", f"\\fB{escaped(name)}\\fR \\fIcommand\\fR [\\fIarguments\\fR]",
        ".SH DESCRIPTION", escaped(root["abstract"]),
        *paragraphs(root.get("discussion")), ".SH OPTIONS", *entries(shown(root)), ".SH COMMANDS",
    ]
    for command in root["subcommands"]:
        if not command["shouldDisplay"]:
            continue
        arguments = own(command)
        synopsis = " ".join(usage(argument) for argument in arguments)
        lines += [
            f".SS {escaped(name)} {escaped(command['commandName'])}", escaped(command["abstract"]),
            f".PP\n\\fB{escaped(name)} {escaped(command['commandName'])}\\fR {synopsis}",
            *paragraphs(command.get("discussion")), *entries(arguments),
        ]
    for title, rows in (("ENVIRONMENT", VARIABLES), ("FILES", FILES)):
        lines.append(f".SH {title}")
        lines += [f".TP\n\\fB{escaped(key)}\\fR\n{escaped(text)}" for key, text in rows]
    return "\n".join(lines) + "\n"


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    tool = json.load(sys.stdin)
    if tool.get("serializationVersion") != 0:
        raise SystemExit(f"description of version {tool.get('serializationVersion')}; this script reads version 0")
    sys.stdout.write(page(tool, sys.argv[1], sys.argv[2]))


if __name__ == "__main__":
    main()
