"""Turn free-text call intents into a short, stable list of canonical intents."""
