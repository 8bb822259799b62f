"""Pass to the authority that can act; acknowledgement."""
