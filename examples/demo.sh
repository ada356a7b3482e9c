#!/bin/sh
# The main job on the sample articles: offline, without a key, replies from the recorded cassette.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
unset OPENAI_API_KEY OPENAI_BASE_URL || true

step() { printf '\n\033[1m$ %s\033[0m\n' "$*"; "$@"; }

rm -rf demo-out
mkdir demo-out
cp -r examples/content examples/yibo.toml demo-out/

step yibo run demo-out/content --dry-run
step yibo run demo-out/content --cassette cassettes/demo.yaml --report demo-out/report.json

article=posts/2025-04-26-container-shipping
printf '\nAll that changed in the source:\n'
diff "examples/content/$article.md" "demo-out/content/$article.md" || true
printf '\nThe translation, demo-out/content/%s.en.md, begins:\n\n' "$article"
sed -n '1,46p' "demo-out/content/$article.en.md" | cut -c1-160

step yibo check "demo-out/content/$article.md" "demo-out/content/$article.en.md"
printf '\nA second run has nothing to do, and nothing to pay:\n'
step yibo run demo-out/content
