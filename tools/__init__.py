"""What a developer runs beside the site itself; nothing here is imported by it."""
