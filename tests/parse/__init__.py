"""The parsing room: saved pages with what they say, and each rule on its own."""
