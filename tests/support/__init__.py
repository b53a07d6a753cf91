"""What the tests are made with: rows, people, installations and addresses; no test is in here."""
