"""The stacks: what is kept, the dashboard, and the refresh."""
