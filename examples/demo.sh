#!/bin/sh
# The main job on the sample articles: offline, without a key. The model's replies come from the recorded cassette,
# the voice is the embedded one.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
unset OPENAI_API_KEY OPENAI_BASE_URL

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
step() { printf '\n\033[1m$ %s\033[0m\n' "$*"; "$@"; }

cassette=$PWD/cassettes/demo.yaml
originals=$PWD/examples/content
rm -rf demo-out
mkdir demo-out
cp -r examples/content examples/yibo.toml demo-out/
cd demo-out
article=content/posts/2025-04-26-container-shipping

step yibo run content --dry-run
step yibo run content --cassette "$cassette" --report report.json

say "All that changed in the source:"
diff "$originals/posts/${article##*/}.md" "$article.md" || true
say "The translation, demo-out/$article.en.md, begins:"
sed -n '1,46p' "$article.en.md" | cut -c1-150

step yibo check "$article.md" "$article.en.md"
step yibo review content --out review
say "A second run has nothing to do, and nothing to pay:"
step yibo run content

say "And as a podcast, with the embedded voice:"
step yibo narrate content/posts/*.en.md
step yibo feed content
step ls -l podcast podcast/content/posts
say "Read: demo-out/review/index.html"
say "Listen: demo-out/podcast/$article.en.mp3"
