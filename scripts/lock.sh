#!/bin/sh
# Write requirements.lock anew, with the newest versions that pyproject.toml allows. Needs uv.
set -eu

lock=requirements.lock
{
    echo "# The versions that the tests run with, on every Python and system that is supported."
    echo "# Used as constraints: pip install -c requirements.lock -e '.[mnist,test]'"
    echo "# Made by scripts/lock.sh (uv pip compile); do not edit."
    # fewest: one numpy for all Pythons, where there is one.
    uv pip compile pyproject.toml --upgrade --all-extras --universal --python-version 3.11 \
        --fork-strategy fewest --no-annotate --no-header --no-emit-index-url --quiet
} >"$lock.new"
mv "$lock.new" "$lock"
