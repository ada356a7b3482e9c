"""yibo (译播): translate Markdown articles, prove that nothing was lost, broadcast them."""
