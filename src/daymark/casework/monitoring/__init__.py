"""What officers go and find: peer-to-peer sightings, whom they hold together, who comes first, how many are unseen."""
