"""How smoothly the page shows a large map while its numbers change, in a real Chromium."""
