"""Who may open the dashboard: everybody, or whoever has its token."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from jupyter_server.auth.identity import IdentityProvider, User

TOKEN = "INTENTLIB_TOKEN"  # noqa: S105 - the variable's name
"""Variable of the environment that holds the token; everybody may open the dashboard without."""

COOKIE = "intentlib-token"


class Anyone(IdentityProvider):
    """Lets every viewer in, without a cookie that names them and without a page to log in at."""

    def get_user(self, handler: Any) -> User | None:
        """Return the one user there is."""
        return User(username="viewer")

    def get_handlers(self) -> list[Any]:
        """Return no pages."""
        return []


class TokenHolders(Anyone):
    """Lets in whoever opens the page with ``?token=`` once; a cookie says so from then on."""

    secret = ""

    def get_user(self, handler: Any) -> User | None:
        """Return the one user there is, or None where the token is missing or another."""
        shown, token = handler.get_cookie(COOKIE, ""), handler.get_query_argument("token", "")
        if _same(shown, proof(self.secret)):
            return super().get_user(handler)
        if not _same(token, self.secret):
            return None
        handler.set_cookie(
            COOKIE,
            proof(self.secret),
            path=handler.base_url,
            httponly=True,
            samesite="Strict",
            secure=handler.request.protocol == "https",
        )
        return super().get_user(handler)


def holders(secret: str) -> type[IdentityProvider]:
    """Return who lets whom in: whoever has the secret, or everybody where it is empty."""
    return type("Holders", (TokenHolders,), {"secret": secret}) if secret else Anyone


def proof(secret: str) -> str:
    """Return what the cookie holds: it shows that a visitor had the token, and not the token."""
    return hashlib.sha256(f"intentlib dashboard\0{secret}".encode()).hexdigest()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
