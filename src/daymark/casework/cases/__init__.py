"""Investigation: who works on what, what was decided and why, until the case is closed with an outcome."""
