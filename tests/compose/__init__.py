"""The containers themselves: an engine, images (or stand-ins for them), and the blocks of docs/deploy.md."""
