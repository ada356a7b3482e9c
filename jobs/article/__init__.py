"""Text of an article: front matter, segments, Markdown skeleton; and the files it lives in."""
