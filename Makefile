# What a newcomer needs: `make demo` to see it, `make test` to prove it.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LDFLAGS := -s -w -X main.version=$(VERSION)

# Real data that some tests read where it lies; a clone without it passes on generated data alone.
export WANGGE_REAL_DATA ?= $(abspath ../shared/data)
# Tests that could not run for want of real data write their names here; the closing lines of `make test` repeat them.
export WANGGE_NOT_RUN := $(CURDIR)/.cache/not-run

RUN_PACKAGES  := postgresql-15 postgresql-15-postgis-3
TEST_PACKAGES := $(RUN_PACKAGES) gdal-bin chromium fonts-noto-cjk zbar-tools poppler-utils

GO_FILES  := go.mod go.sum $(shell git ls-files -co --exclude-standard '*.go' '*.sql')
WEB_FILES := web/package.json web/package-lock.json $(shell git ls-files -co --exclude-standard web/src web/public web/vite.config.ts web/index.html)

.PHONY: help
help: ## list what can be made
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

.PHONY: demo
demo: install-run build ## install what is missing, build, and run on a synthetic town
	bin/wangge demo $(ARGS)

.PHONY: build
build: bin/wangge ## build page and binary into bin/wangge

bin/wangge: $(GO_FILES) web/dist/index.html
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o $@ ./cmd/wangge

web/dist/index.html: web/node_modules/.package-lock.json $(WEB_FILES)
	cd web && npm run build

web/node_modules/.package-lock.json: web/package-lock.json
	cd web && npm ci --ignore-scripts --no-audit --no-fund
	touch $@

.PHONY: install-run
install-run:
	@scripts/install.sh $(RUN_PACKAGES)

.PHONY: install-test
install-test:
	@scripts/install.sh $(TEST_PACKAGES)

.PHONY: test
test: install-test lint test-go test-web build test-e2e ## install what is missing and run everything
	@scripts/closing.sh

.PHONY: lint
lint: web/node_modules/.package-lock.json ## check formatting, vet, staticcheck, types, the OpenAPI document
	@test -z "$$(gofmt -l $$(git ls-files -co --exclude-standard '*.go'))" || { echo "not formatted:"; gofmt -l $$(git ls-files -co --exclude-standard '*.go'); exit 1; }
	go vet ./...
	cd bench && go vet ./...
	go tool -modfile=tools/go.mod staticcheck ./...
	cd web && npm run check

.PHONY: test-go
test-go: ## Go tests with the race detector
	@mkdir -p .cache && rm -f $(WANGGE_NOT_RUN)
	# Go's own limit is 10 minutes a package: on a busy machine with two cores the API's tests come near it.
	go test -race -shuffle=on -count=1 -timeout 30m ./...

.PHONY: test-web
test-web: web/node_modules/.package-lock.json ## TypeScript tests
	cd web && npm test

.PHONY: test-e2e
test-e2e: build ## the built binary in a real browser
	cd web && npm run e2e

.PHONY: bench
bench: install-run ## measure against peers in one run
	scripts/bench.sh

FUZZTIME ?= 20s
.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZTIME (default 20s)
	scripts/fuzz.sh $(FUZZTIME)

.PHONY: clean
clean: ## remove what was built
	rm -rf bin .cache web/node_modules
	find web/dist -mindepth 1 ! -name .keep -delete
