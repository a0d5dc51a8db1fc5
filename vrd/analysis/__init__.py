"""What sequences answer."""
