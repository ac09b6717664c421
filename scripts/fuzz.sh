#!/usr/bin/env bash
# Runs every fuzz target of the module for the time given.
set -euo pipefail

for_each=${1:-20s}
go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' ./... | while read -r package; do
    [ -n "$package" ] || continue
    go test -list '^Fuzz' "$package" | { grep '^Fuzz' || true; } | while read -r target; do
        echo "== $package $target"
        go test -run '^$' -fuzz "^$target\$" -fuzztime "$for_each" "$package"
    done
done
