"""The public pages: query string → checked filters → query → builders → response."""
