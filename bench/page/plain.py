"""A page that shows nothing but as many dots as the map does: what this Chromium can, on this machine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bench.page.browser import Tab, tab

_DOTS = 13
"Twelve contacts a second are shown, each for 1.1 s."
_PAGE = f"""
<body>
<style>
  i {{ position: absolute; width: 14px; height: 14px; border-radius: 50%; background: blue }}
  i {{ will-change: transform }}
</style>
<script>
  for (let row = 0; row < {_DOTS}; row++) {{
    const dot = document.createElement("i");
    document.body.append(dot);
    const ends = [0, 1400].map((x) => ({{ transform: `translate(${{x}}px, ${{60 * row}}px)` }}));
    dot.animate(ends, {{ duration: 1100, iterations: Infinity }});
  }}
</script>
"""


@asynccontextmanager
async def dots() -> AsyncIterator[Tab]:
    async with tab() as opened:
        await opened.page.set_content(_PAGE)
        yield opened
