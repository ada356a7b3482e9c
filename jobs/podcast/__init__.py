"""Script, audio, chapters, transcript and feed of an episode."""
