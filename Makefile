# Two commands do everything on a fresh Debian 12 with Swift 6: `make demo` and `make test`.
SHELL := /bin/bash
PACKAGES := libopenblas-dev libcmark-gfm-dev libcmark-gfm-extensions-dev zlib1g-dev libzstd-dev libssl-dev libjpeg62-turbo-dev libpng-dev pkg-config
# What the tests of the site use when it is there: a browser, a validator, and what prints, with a font for Japanese.
CHECKERS := chromium tidy poppler-utils faketime python3-venv fonts-morisawa-bizud-gothic libpangoft2-1.0-0
# What `install`, `deb` and `test-deb` need besides.
PACKAGERS := python3-minimal dpkg-dev xz-utils
ROOTS := $(PACKAGERS) debootstrap
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
PREFIX ?= /usr/local
DEMO ?= atlas-demo
DOCS ?= .build/docs
PEER ?= ../shared/peer
RUNS ?= 5

CHARTS ?= charts.html
# The optimised build of the demo serves the tests, too: nothing is compiled twice.
SWIFT_BUILD := swift build -c release
SWIFT_TEST := swift test -c release --disable-testable-imports --explicit-target-dependency-import-check error
# What is given to others carries the Swift runtime, and nothing that is there for tests.
PACKED := .build/packed/release/feature-atlas

.PHONY: demo demo-japanese charts test build packed lint format packages checkers screens screens-update install uninstall deb test-deb test-extraction bench docs fuzz extensibility clean

# Installs those of the Debian packages $(1) that are missing.
define need
@missing=(); for p in $(1); do dpkg -s $$p >/dev/null 2>&1 || missing+=($$p); done; \
if [ $${#missing[@]} -gt 0 ]; then \
  echo "installing $${missing[*]}"; \
  $(SUDO) apt-get update -q && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $${missing[@]}; \
fi
endef

demo: build
	.build/release/feature-atlas build examples/atlas.yml -o $(DEMO)
	@echo
	@echo "Open file://$(abspath $(DEMO))/index.html in a browser."

build: packages
	$(SWIFT_BUILD) --product feature-atlas

packed: packages
	FEATURE_ATLAS_PACKED=1 $(SWIFT_BUILD) --static-swift-stdlib --product feature-atlas --scratch-path .build/packed

# The question of the demo in two languages: English and Japanese, one encoder for both.
demo-japanese: build
	.build/release/feature-atlas build examples/japanese.yml -o $(DEMO)-japanese
	@echo
	@echo "Open file://$(abspath $(DEMO))-japanese/index.html in a browser."

# A page that shows every chart with made-up values.
charts: packages
	FEATURE_ATLAS_CHARTS=$(abspath $(CHARTS)) $(SWIFT_TEST) --filter ChartTests.gallery

test: packages
	$(SWIFT_TEST)

packages:
	$(call need,$(PACKAGES))

checkers:
	$(SUDO) apt-get update -q
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $(CHECKERS)
	[ -x .build/checkers/bin/python ] || python3 -m venv .build/checkers
	.build/checkers/bin/pip install -q axe-core-python pikepdf pillow weasyprint==70.0

# Every kind of page on a desktop and a phone, in light and dark, and on paper: pictures of the site SITE.
SITE ?= $(DEMO)
screens:
	.build/checkers/bin/python Tests/SiteTests/browser/screens.py $(SITE) .build/screens

# Keeps how the pages of the tests look now, after somebody has looked at .build/screens/tests.
screens-update:
	FEATURE_ATLAS_SCREENS=update $(SWIFT_TEST) --filter pagesLookAsTheyDid

lint:
	swift format lint --strict --recursive Package.swift Plugins Sources Tests

format:
	swift format --in-place --recursive Package.swift Plugins Sources Tests

# The program carries the Swift runtime; it needs only the shared libraries of Debian that `ldd` lists.
install: packed
	$(call need,python3-minimal)
	.ci/packaging/install.sh $(PACKED) $(DESTDIR)$(PREFIX)

# A package for this Debian, below .build/deb; `make test-deb` tries it in a system that has nothing else.
deb: packed
	$(call need,$(PACKAGERS))
	.ci/packaging/deb.sh $(PACKED) .build/deb

test-deb: packed
	$(call need,$(ROOTS))
	Tests/Package/clean_root.sh $(PACKED)

# The script that extracts states, with tiny random models; torch and transformers (some 1 GB) go into .build/extraction.
test-extraction:
	$(call need,python3-venv)
	[ -x .build/extraction/bin/python ] || python3 -m venv .build/extraction
	.build/extraction/bin/pip install -q $$(grep -E '^(numpy|safetensors|torch|transformers|pillow)==' examples/requirements.txt)
	FEATURE_ATLAS=$(wildcard .build/release/feature-atlas) .build/extraction/bin/python Tests/Extraction/test_extract_states.py

# Against what users would run instead, on a quiet machine; the ratios are compared with Benchmarks/ratios.csv.
bench: build
	Benchmarks/bench.sh $(PEER) $(RUNS)

# Every reader of foreign files for a few seconds, with AddressSanitizer.
fuzz: packages
	@for target in safetensors npy npz torch json delimited arrow results images; do \
	  FUZZ_OPTIMISE=-Onone FUZZ_SECONDS=6 Tests/Fuzz/run.sh $$target 20000 > .build/fuzz.log 2>&1 \
	    || { tail -n 40 .build/fuzz.log; exit 1; }; \
	  echo "fuzz $$target: $$(grep -E '^(Done|skipped)' .build/fuzz.log)"; \
	done

# What a representation, a metric, a page and a language take, in a copy of the repository.
extensibility: packages
	Tests/Extensibility/run.sh

# One DocC archive a module; a link that leads nowhere fails.
docs: build
	.ci/docs.sh $(DOCS)

uninstall:
	.ci/packaging/uninstall.sh $(DESTDIR)$(PREFIX)

clean:
	rm -rf .build $(DEMO) $(DEMO)-japanese
