"""A public server. Refuses to start without its own SECRET_KEY and the names it answers to."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import CSRF_TRUSTED_ORIGINS, LOGGING, SILENCED_SYSTEM_CHECKS, VAR_DIR, env

SECRET_KEY = env.str("SECRET_KEY", "")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("Set SECRET_KEY to a random string of at least 50 characters.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [])
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set ALLOWED_HOSTS to the host names of the site, comma separated.")
if any(host.startswith((".", "*")) for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS takes whole host names, without wildcards.")
VAR_DIR.mkdir(parents=True, exist_ok=True)
WAGTAILADMIN_BASE_URL = env.str("BASE_URL", f"https://{ALLOWED_HOSTS[0]}")
CSRF_TRUSTED_ORIGINS = CSRF_TRUSTED_ORIGINS or [f"https://{host}" for host in ALLOWED_HOSTS]

EDITOR_SECOND_STEP = env.bool("EDITOR_SECOND_STEP", True)
SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = 365 * 24 * 3600
# These two speak for other hosts as well, for years: a host below ala.org must not decide for ALA.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)
# These checks ask for just that.
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W005", "security.W021"]
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"

LOGGING["loggers"]["center.audit"]["level"] = "INFO"

EMAIL_CONFIG = env.dj_email_url("EMAIL_URL", "smtp://localhost:25")
if env.str("EMAIL_URL", "") and "EMAIL_BACKEND" not in EMAIL_CONFIG:
    # Letters, and the password, would go unencrypted without a word.
    raise ImproperlyConfigured("Set EMAIL_URL to smtp://... or submission://... (with STARTTLS).")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"center@{ALLOWED_HOSTS[0]}")
