"""What has been translated and verified already."""
