#!/bin/sh
# commit.sh CHECKOUT FOLDER: writes FOLDER/Commit.swift; nil where CHECKOUT is no git checkout of its own.
set -eu
commit=
if prefix=$(git -C "$1" rev-parse --show-prefix 2>/dev/null) && [ -z "$prefix" ]; then
  commit=$(git -C "$1" rev-parse --verify --quiet --short=12 HEAD) || commit=
  [ -z "$commit" ] || [ -z "$(git --no-optional-locks -C "$1" status --porcelain)" ] || commit=$commit+changes
fi
value=nil
[ -z "$commit" ] || value="\"$commit\""
text="extension Version { static let commit: String? = $value }"
# An unchanged file is left alone, so that nothing is compiled again.
[ "$text" = "$(cat "$2/Commit.swift" 2>/dev/null)" ] || printf '%s\n' "$text" > "$2/Commit.swift"
