#!/usr/bin/env bash
# Installs a package in a Debian 12 that has nothing else, builds the demo there as an ordinary user, and removes it again.
#
#   Tests/Package/clean_root.sh PROGRAM
#
# Needs root, debootstrap and Debian's packages. The bare system is kept in .build/clean-root.tar for the next run.
set -euo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/../.."
if [ "$(id -u)" != 0 ]; then
  echo "error: a clean root is made by root" >&2
  echo "  hint: sudo make test-deb" >&2
  exit 2
fi
# Mounts belong to this script alone and end with it.
[ -n "${CLEAN_ROOT_APART:-}" ] || exec env CLEAN_ROOT_APART=1 unshare --mount "$0" "$program"

base=$PWD/.build/clean-root.tar
work=$(mktemp -d -p "$PWD/.build" clean-root.XXXXXX)
root=$work/root
trap 'umount -q "$root/proc" || true; rm -rf "$work"' EXIT
passed=0
check() { # check WHAT COMMAND…
  local what=$1
  shift
  if "$@" > "$work/log" 2>&1; then
    passed=$((passed + 1))
    echo "ok: $what"
  else
    tail -n 40 "$work/log" >&2
    echo "failed: $what" >&2
    exit 1
  fi
}
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
user() { chroot --userspec=1234:1234 "$root" env -i PATH=/usr/bin:/bin HOME=/srv LC_ALL=C.UTF-8 "$@"; }

package=$(.ci/packaging/deb.sh "$program" "$work/a")
again=$(umask 077; TZ=Asia/Tokyo .ci/packaging/deb.sh "$program" "$work/b")
check "the package is the same bytes twice" cmp "$package" "$again"
# Version of the program, which the newest section of CHANGELOG.md has.
version=$("$program" --version)
check "the package has the version of the program" \
  test "$(dpkg-deb --field "$package" Version)" = "${version%% *}-1"
check "the changelog has it, with a date" grep -qE "^## ${version%% *} \([0-9]{4}-[0-9]{2}-[0-9]{2}\)$" CHANGELOG.md

if [ ! -e "$base" ]; then
  echo "making a bare Debian 12"
  debootstrap --variant=minbase bookworm "$work/base" > "$work/log" 2>&1 || { tail -n 40 "$work/log" >&2; exit 1; }
  tar -C "$work/base" -cf "$base.part" . && mv "$base.part" "$base"
fi
mkdir "$root"
tar -C "$root" -xf "$base"
cp /etc/resolv.conf "$root/etc/resolv.conf"
mount -t proc proc "$root/proc"
install -m 644 "$package" "$root/tmp/feature-atlas.deb"
check "no Swift and no BLAS there" \
  test -z "$(find "$root" -xdev \( -iname 'libswift*' -o -name 'swift' -o -name 'libopenblas*' \) -print -quit)"
check "apt-get update" inside apt-get update -q
check "the package installs with its dependencies" \
  inside apt-get install -qy --no-install-recommends /tmp/feature-atlas.deb
check "every library is found" bash -c "! chroot '$root' ldd /usr/bin/feature-atlas | grep 'not found'"
check "installed files are as packed" inside dpkg --verify feature-atlas

cp -r examples "$root/srv/demo"
chown -R 1234:1234 "$root/srv"
check "the version is the program's" \
  test "$(user feature-atlas --version)" = "$("$program" --version)"
check "init finds the templates to copy" user sh -c 'mkdir /srv/new && cp /srv/demo/reviews.csv /srv/new/ && cp -r /srv/demo/states /srv/new/ \
  && cd /srv && feature-atlas init new --templates && find new/templates -name feature.md | grep -q .'
check "the demo is accepted" user feature-atlas check /srv/demo/atlas.yml
check "the demo is built" user feature-atlas build /srv/demo/atlas.yml -o /srv/atlas
check "the demo is whole" user feature-atlas verify /srv/atlas
check "the demo has its first page" grep -q '<html' "$root/srv/atlas/index.html"

check "shells and manual" inside apt-get install -qy --no-install-recommends zsh fish man-db
check "the manual has no warning" bash -c "test -z \"\$(chroot '$root' env LC_ALL=C.UTF-8 MANROFFSEQ= \
  man --warnings -l /usr/share/man/man1/feature-atlas.1.gz 2>&1 > /dev/null)\""
check "man finds it" bash -c "chroot '$root' man feature-atlas | grep -q 'feature-atlas build'"

# What each shell offers: a name of a command, a value of an option, a file of the right kind.
cat > "$root/tmp/offers.bash" <<'BASH'
source /usr/share/bash-completion/completions/feature-atlas
offers() {
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMPREPLY=()
  COMP_POINT=${#COMP_LINE}
  _feature-atlas "$1" "${@: -1}" "${@: -2:1}"
  printf '%s\n' "${COMPREPLY[@]}"
}
cd /srv/demo || exit 1
offers feature-atlas rend | grep -x 'render *' || exit 1
offers feature-atlas build --edition '' | grep -x 'audit *' || exit 1
offers feature-atlas build --language '' | grep -x 'ja *' || exit 1
offers feature-atlas build a | grep -x 'atlas.yml *' || exit 1
! offers feature-atlas build '' | grep 'reviews.csv'
BASH
check "bash offers commands, values and files" user bash /tmp/offers.bash
cat > "$root/tmp/offers.fish" <<'FISH'
cd /srv/demo
complete -C 'feature-atlas rend' | string match -r '^render\b'; or exit 1
complete -C 'feature-atlas build --edition ' | string match -r '^audit\b'; or exit 1
complete -C 'feature-atlas build ' | string match 'atlas.yml'; or exit 1
not complete -C 'feature-atlas build ' | string match 'reviews.csv'; or exit 1
FISH
check "fish offers commands, values and files" user fish /tmp/offers.fish
# zsh completes only at a terminal, which this root has none of: that it finds the function and can read it is what is checked.
check "zsh finds its completions" user zsh -fc \
  'autoload -Uz compinit && compinit -u -D && [[ $_comps[feature-atlas] == _feature-atlas ]] && autoload +X _feature-atlas'

check "the package is removed" inside apt-get purge -qy feature-atlas
check "nothing of it stays" \
  test -z "$(find "$root/usr" "$root/etc" "$root/var/lib/dpkg/info" -name '*feature-atlas*' -print -quit)"
echo "$passed passed, 0 failed"
