#!/usr/bin/env bash
# Makes a package for Debian from a built program and prints its path.
#
#   .ci/packaging/deb.sh PROGRAM FOLDER
#
# The same program and SOURCE_DATE_EPOCH (by default the time of the commit) give the same bytes. The version is the
# program's own where CHANGELOG.md has a section for it (`## 1.2.0 (2026-12-01)`), and one that sorts before it
# (`1.2.0~20261127.0522`) where it has none. Maintainer: DEBFULLNAME and DEBEMAIL, as Debian's tools read them.
set -euo pipefail
program=$(realpath "$1")
mkdir -p "$2"
folder=$(realpath "$2")
cd "$(dirname "$0")/../.."
umask 022
export LC_ALL=C TZ=UTC
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || true)}
if [ -z "$SOURCE_DATE_EPOCH" ]; then
  echo "error: this is no git checkout, so the package has no date" >&2
  echo "  hint: set SOURCE_DATE_EPOCH to the seconds since 1970 of this version" >&2
  exit 2
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root

version=$("$program" --version)
version=${version%% *}
if ! grep -qE "^## \[?${version//./\\.}\]?( |$)" CHANGELOG.md; then
  version=$version~$(date -d "@$SOURCE_DATE_EPOCH" +%Y%m%d.%H%M)
fi
version=$version-1
architecture=$(dpkg --print-architecture)
maintainer="${DEBFULLNAME:-The feature-atlas authors} <${DEBEMAIL:-feature-atlas@localhost}>"

.ci/packaging/install.sh "$program" "$root/usr" share/zsh/vendor-completions
documents=$root/usr/share/doc/feature-atlas
install -d "$documents" "$root/DEBIAN"
install -m 644 .ci/packaging/copyright "$documents/copyright"
gzip -9nc CHANGELOG.md > "$documents/changelog.gz"
gzip -9nc > "$documents/changelog.Debian.gz" <<CHANGES
feature-atlas ($version) unstable; urgency=medium

  * See changelog.gz.

 -- $maintainer  $(date -R -d "@$SOURCE_DATE_EPOCH")
CHANGES

# dpkg-shlibdeps finds the packages of the shared libraries, with the versions whose symbols are used.
mkdir -p "$work/debian"
printf 'Source: feature-atlas\n\nPackage: feature-atlas\nArchitecture: any\n' > "$work/debian/control"
depends=$(cd "$work" && dpkg-shlibdeps -O "$root/usr/bin/feature-atlas" 2>"$work/shlibdeps.log") || {
  cat "$work/shlibdeps.log" >&2
  exit 1
}
depends=${depends#shlibs:Depends=}

# Sizes of files, not of blocks, which differ between file systems.
size=$(find "$root/usr" -type f -printf '%s\n' | awk '{ total += int(($1 + 1023) / 1024) } END { print total }')
cat > "$root/DEBIAN/control" <<CONTROL
Package: feature-atlas
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $size
Depends: $depends
Suggests: chromium, weasyprint, fonts-morisawa-bizud-gothic
Section: science
Priority: optional
Description: static atlas of the features of sparse autoencoders
 Measures the features of trained sparse autoencoders on labelled hidden states
 and publishes the results as a static HTML site: what each feature responds
 to, probes with intervals, bias by group, and transfer to other data. It reads
 files and never runs or retrains the model.
 .
 On x86-64 it needs a processor with AVX2, FMA and F16C (2013 or later).
CONTROL
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) > "$root/DEBIAN/md5sums"
find "$root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

# One thread: xz cuts the data otherwise into as many blocks as there are cores.
package=$folder/feature-atlas_${version}_$architecture.deb
dpkg-deb --root-owner-group -Zxz --threads-max=1 --build "$root" "$package.part" > /dev/null
mv "$package.part" "$package"
echo "$package"
