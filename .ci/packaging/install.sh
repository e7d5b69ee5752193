#!/usr/bin/env bash
# Installs a built program with all that belongs to it: templates, theme, man page, completions of bash, zsh and fish.
#
#   .ci/packaging/install.sh PROGRAM FOLDER [ZSH]
#
# FOLDER takes bin/ and share/, say /usr/local or a package's root with /usr. ZSH is the folder of zsh's completions below
# it, by default share/zsh/site-functions. SOURCE_DATE_EPOCH dates the man page; without it, the commit does.
set -euo pipefail
program=$(realpath "$1") folder=$2 zsh=${3:-share/zsh/site-functions}
cd "$(dirname "$0")/../.."
umask 022
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)}
version=$("$program" --version)
share=$folder/share/feature-atlas

install -d "$folder/bin" "$share" "$folder/share/man/man1" "$folder/share/bash-completion/completions" "$folder/$zsh" \
  "$folder/share/fish/vendor_completions.d"
install -s "$program" "$folder/bin/feature-atlas"
# A template that the new version no longer has must not stay.
rm -rf "$share/templates" "$share/site"
cp -r templates site "$share/"
# What the program's messages name: the script that makes hidden states.
install -d "$share/examples"
install -m 644 examples/extract_states.py examples/requirements.txt "$share/examples/"
chmod -R u=rwX,go=rX "$share"

"$program" --experimental-dump-help | .ci/packaging/manual.py "${version%% *}" "$(date -u -d "@$epoch" +%F)" \
  | gzip -9n > "$folder/share/man/man1/feature-atlas.1.gz"
"$program" --generate-completion-script bash > "$folder/share/bash-completion/completions/feature-atlas"
"$program" --generate-completion-script zsh > "$folder/$zsh/_feature-atlas"
"$program" --generate-completion-script fish > "$folder/share/fish/vendor_completions.d/feature-atlas.fish"
