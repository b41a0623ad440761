"""Pages that stand in for the dashboard where there is none: plain HTML, and nothing to load."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from html import escape

_SCRIPT = """
const look = async () => {
  const answer = await fetch(location.href, { method: "HEAD" }).catch(() => null);
  if (answer?.ok) location.reload();
};
const { again } = document.currentScript.dataset;
if (again) setInterval(look, 1000 * again);
"""
_HASH = b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'self'; "
    f"connect-src 'self'; script-src 'sha256-{_HASH}'"
)
"""What such a page may load."""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }}
main {{ max-width: 34rem; margin: 18vh auto; padding: 0 1.5rem; }}
h1 {{ font-size: 1.5rem; line-height: 1.3; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{text}</p>
</main>
<script data-again="{again}">{script}</script>
</body>
</html>
"""


def plain_page(title: str, text: str, *, again: int = 0) -> str:
    """Return a page that says something.

    Parameters
    ----------
    title
        What is the matter; it is escaped.
    text
        What to do, as HTML.
    again
        Seconds after which it asks, again and again, whether there is another page by now, to show
        that one; 0 for never.
    """
    return _PAGE.format(title=escape(title), text=text, again=again or "", script=_SCRIPT)
