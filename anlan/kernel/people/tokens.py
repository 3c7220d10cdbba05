"""API keys: a bearer token stands for a seat."""

from datetime import timedelta
from typing import Any

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from anlan.kernel.clock import now, today
from anlan.kernel.scope.models import Seat

from .models import ApiToken


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer <token>``."""

    def authenticate(self, request: Any) -> tuple[Any, ApiToken] | None:
        """(user, token), with ``request.seat`` set on the underlying request."""
        parts = get_authorization_header(request).decode("latin-1").split()
        if len(parts) != 2 or parts[0].lower() != "bearer":
            return None
        token = ApiToken.objects.filter(digest=ApiToken.hash(parts[1]), revoked_at=None).first()
        if token is None or token.expires_at < now():
            raise AuthenticationFailed("令牌无效或已过期，请在“接口令牌”中重新签发")
        seat = (
            Seat.objects.filter(Seat.valid_on(today()), pk=token.seat_id, user__is_active=True)
            .select_related("organisation__area", "role", "user")
            .first()
        )
        if seat is None:
            raise AuthenticationFailed("令牌对应的岗位已失效")
        if token.used_at is None or now() - token.used_at > timedelta(minutes=1):
            ApiToken.objects.filter(pk=token.pk).update(used_at=now())
        request._request.seat = seat
        return seat.user, token

    def authenticate_header(self, request: Any) -> str:
        """Makes a missing token a 401."""
        return "Bearer"
