"""Pages that stand in for the dashboard where there is none: plain HTML, and nothing to load."""

from __future__ import annotations

from html import escape

CSP = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'self'"
"""What such a page may load."""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{refresh}<title>{title}</title>
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
</body>
</html>
"""


def plain_page(title: str, text: str, *, again: int = 0) -> str:
    """Return a page that says something, and looks again after some seconds where asked for.

    Parameters
    ----------
    title
        What is the matter; it is escaped.
    text
        What to do, as HTML.
    again
        Seconds until the page loads itself again; 0 for never.
    """
    refresh = f'<meta http-equiv="refresh" content="{again}">\n' if again else ""
    return _PAGE.format(title=escape(title), text=text, refresh=refresh)
