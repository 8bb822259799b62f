"""What runs inside the limited child process: it alone imports decoders, and nothing else may import from here."""
