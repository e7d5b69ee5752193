#!/usr/bin/env bash
# Removes what install.sh put below a folder.
#
#   .ci/packaging/uninstall.sh FOLDER
set -euo pipefail
folder=$1
rm -rf "$folder/share/feature-atlas"
for file in bin/feature-atlas share/man/man1/feature-atlas.1.gz share/bash-completion/completions/feature-atlas \
  share/zsh/site-functions/_feature-atlas share/fish/vendor_completions.d/feature-atlas.fish; do
  rm -f "$folder/$file"
done
