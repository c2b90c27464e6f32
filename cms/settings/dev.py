"""`make run` on one's own machine: production's behaviour without TLS, SECRET_KEY kept in var/."""

from django.core.management.utils import get_random_secret_key

from .base import *  # noqa: F403
from .base import SILENCED_SYSTEM_CHECKS, VAR_DIR, WAGTAILADMIN_BASE_URL, env

DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]", env.str("HOST", "localhost")]
)

VAR_DIR.mkdir(parents=True, exist_ok=True)
_key_file = VAR_DIR / "secret-key"
if not _key_file.exists():
    _key_file.touch(mode=0o600)
    _key_file.write_text(get_random_secret_key())
SECRET_KEY = _key_file.read_text()

WAGTAILADMIN_BASE_URL = WAGTAILADMIN_BASE_URL.replace("8000", env.str("PORT", "8000"))
# A machine on which somebody tries things out bothers nobody unasked.
CHECK_LINKS_DAILY = env.bool("CHECK_LINKS_DAILY", False)
vars().update(env.dj_email_url("EMAIL_URL", "console://"))
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "axes.W006"]
