"""The web side: settings, addresses, the embedded database server, middleware and shared pages."""
