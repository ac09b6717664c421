#!/bin/sh
# The closing lines of `make test`: what ran, and plainly what did not.
set -eu

if [ -s "${WANGGE_NOT_RUN:-}" ]; then
    echo
    echo "NOT RUN for want of real data (WANGGE_REAL_DATA=$WANGGE_REAL_DATA is not a folder):"
    sort -u "$WANGGE_NOT_RUN" | sed 's/^/  /'
    echo "Everything else passed on generated data alone."
else
    echo
    echo "Everything passed, the real-data tests included."
fi
