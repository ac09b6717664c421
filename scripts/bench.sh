#!/usr/bin/env bash
# Runs every benchmark in turn and prints one report, which is also kept in .cache/bench.md. Progress goes to standard error.
#
#   BENCH_ROUNDS=5   how often each thing is measured, in turn with its peers
#   BENCH_QUICK=1    only show that the benchmarks still run; the figures mean nothing
#   BENCH_ONLY="locate http"   some of them
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
mkdir -p .cache/bench

psql_version=$(/usr/lib/postgresql/15/bin/postgres --version 2>/dev/null | grep -oE '[0-9]+\.[0-9]+' | head -n 1 || true)
postgis_version=$(dpkg-query -W -f '${Version}' postgresql-15-postgis-3 2>/dev/null | cut -d+ -f1 || true)

# Whatever fails, what the others measured is shown.
failed=""
{
    echo "# Benchmarks"
    echo
    echo "- processors: $(nproc), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
    echo "- memory: $(awk '/^MemTotal/ {printf "%.0f GB", $2 / 1e6}' /proc/meminfo)"
    echo "- $(go env GOVERSION), PostgreSQL ${psql_version:-unknown}, PostGIS ${postgis_version:-unknown}"
    echo "- commit $(git describe --always --dirty 2>/dev/null || echo unknown), $(date -u +%F)"
    if [ "${BENCH_QUICK:-}" = 1 ]; then
        echo "- a quick run: the figures mean nothing"
    else
        echo "- medians of ${BENCH_ROUNDS:-5} rounds"
    fi
} | tee .cache/bench.md

for name in ${BENCH_ONLY:-locate http csv intake photos bulk tiles}; do
    (cd bench && go build -o "$root/.cache/bench/$name" "./$name")
    if ! (cd bench && "$root/.cache/bench/$name") | tee -a .cache/bench.md; then
        failed="$failed $name"
    fi
done

if [ -n "$failed" ]; then
    echo "failed:$failed" >&2
    exit 1
fi
echo >&2
echo "kept in .cache/bench.md" >&2
