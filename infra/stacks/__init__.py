"""The stacks: what is kept, the dashboard, the refresh, and who may deploy."""
