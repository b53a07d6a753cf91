"""Work in the background: requested with a release or an upload, run by a worker, swept up after a crash."""
