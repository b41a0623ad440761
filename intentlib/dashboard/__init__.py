"""What people see in a browser: the state, the views of it, and the server."""
