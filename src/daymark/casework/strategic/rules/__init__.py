"""What the picture shows and what it must not show. No database here: a snapshot of counts goes in, tables come out."""
