"""What the site does when something breaks under it: real servers, real processes killed. `make fault-test` runs it."""
