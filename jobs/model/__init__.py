"""The only room that knows openai and tenacity: chat, speech, pacing, spending."""
