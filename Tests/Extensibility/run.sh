#!/usr/bin/env bash
# Adds a representation, a metric, a page and a language to a copy of the repository, as CONTRIBUTING.md says. Fails where
# one of them touches more files than it may, or where the program does not show it.
#
# The copy is .build/extensibility. Its own .build stays there, so that the next run builds only what has changed.
set -euo pipefail
cd "$(dirname "$0")/../.."
copy=$PWD/.build/extensibility
mkdir -p "$copy/.build"
find "$copy" -mindepth 1 -maxdepth 1 ! -name .build -exec rm -rf {} +
if [ ! -d "$copy/.build/checkouts" ] && [ -d .build/checkouts ]; then
  cp -a .build/checkouts .build/repositories .build/workspace-state.json "$copy/.build/"
fi
git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' path; do
  if [ -e "$path" ]; then printf '%s\0' "$path"; fi
done | tar --create --null --files-from=- | tar --extract --directory "$copy"
cd "$copy"
additions=Tests/Extensibility

commit() { git add --all && git -c user.name=test -c user.email=test@localhost -c commit.gpgsign=false commit -qm "$1"; }

# touches WHAT LIMIT [DEPTH]: counts what was changed or added since the last call: files, or folders of that depth.
touches() {
  git add --all
  local names
  names=$(git diff --cached --name-only --no-renames | cut -d/ -f1-"${3:-99}" | sort -u)
  local count
  count=$(grep -c . <<< "$names" || true)
  echo "$1: $count of at most $2: ${names//$'\n'/, }"
  if [ "$count" -lt 1 ] || [ "$count" -gt "$2" ]; then
    echo "$1 touches $count places; it may touch 1 to $2" >&2
    exit 1
  fi
  commit "$1"
}

# row FILE TYPE TEXT: puts a row at the end of `static let all: [TYPE] = [`.
row() {
  awk -v start="static let all: [$2] = [" -v row="$3" \
    'index($0, start) { inside = 1 } inside && /^  \]/ { print row; inside = 0 } { print }' "$1" > "$1.new"
  mv "$1.new" "$1"
}

git init -q
commit "The repository"

cp $additions/ActiveCount.swift Sources/Probing/Representations/
row Sources/Probing/Representation.swift Representation '    activeCount,'
touches "a representation" 2

row Sources/Probing/Metric.swift Metric '    Metric(kind: MetricKind("error_rate", isBetterWhenHigher: false, isCompared: true)) {
      1 - Statistics.accuracy(predicted: $0.decisions, truth: $0.labels)
    },'
touches "a metric" 2

cp $additions/CountsPage.swift Sources/Site/Pages/
cp $additions/counts.md templates/en/
row Sources/Site/SiteSection.swift SiteSection '    counts,'
touches "a page" 3

cp -r templates/en templates/xx
sed -i 's/^overview = .*/overview = Übersicht/' templates/xx/words.txt
sed -i 's/^# Counts/# Anzahlen/' templates/xx/counts.md
touches "a language" 1 2

swift build --product feature-atlas
program=.build/debug/feature-atlas
site=.build/atlas
rm -rf $site
$program build $additions/atlas.yml --language xx --output $site
$program verify $site

# expect WHAT COMMAND…: stops where the command fails.
expect() {
  local what=$1
  shift
  if ! "$@"; then
    echo "not so: $what" >&2
    exit 1
  fi
  echo "ok: $what"
}

# count TABLE CONDITION: rows of a CSV file for which an awk condition holds; $(name) in it is a column.
count() {
  awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
    function at(name) { if (!(name in column)) { print "no column " name > "/dev/stderr"; exit 1 } return $column[name] }
    '"$2"' { n++ } END { print n + 0 }' "$1"
}

data=$site/data/messages
probes=$data/probes.csv
comparisons=$data/comparisons.csv
rows=$(count $probes 1)
expect "every fold has its row of the representation" \
  [ "$(count $probes 'at("representation") == "active-count" && at("n_features") == 1')" = 4 ]
expect "the metric is a column, in its own terms" \
  [ "$(count $probes 'at("accuracy") + at("error_rate") > 0.999999 && at("accuracy") + at("error_rate") < 1.000001')" = "$rows" ]
for metric in macro_f1 error_rate; do
  expect "the representation is compared with the majority class by $metric" \
    [ "$(count $comparisons 'at("a") ~ /^active-count / && at("b") == "majority" && at("metric") == "'$metric'"')" = 1 ]
done
expect "a lower error rate is the better one" \
  [ "$(count $comparisons 'at("metric") == "error_rate" && at("b") == "majority" && at("verdict") == "better" && at("mean_a") < at("mean_b")')" -ge 1 ]
expect "the pages say the name of the representation, which has no words" \
  grep -q active-count $site/probes/messages/index.html
expect "the page is there, with its heading as title" grep -q '<title>Anzahlen' $site/counts.html
expect "the page shows the findings" grep -q '>320<' $site/counts.html
expect "the navigation names the page" grep -q '<a href="counts.html">Anzahlen</a>' $site/index.html
expect "every page is in the new language" \
  [ -z "$(find $site -name '*.html' -exec grep -L '<html lang="xx"' {} +)" ]
expect "every page has the changed word" [ -z "$(find $site -name '*.html' -exec grep -L '>Übersicht</a>' {} +)" ]
echo "Additions touch what they may, and show in the atlas."
