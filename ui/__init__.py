"""The faces: HTTP API, chat page, command line; settings and wiring."""
