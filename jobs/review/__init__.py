"""The pages that people look at: an article beside its translation, and what the checks say of it."""
