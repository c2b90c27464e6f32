"""Settings that every environment shares. What differs by machine comes from the environment."""

from pathlib import Path
from zoneinfo import available_timezones

from csp.constants import NONE, SELF, UNSAFE_INLINE
from environs import Env, validate

from cms.release import release_of

env = Env()

BASE_DIR = Path(__file__).resolve().parents[2]
# Everything a running site writes on a single machine: database, uploads, collected files.
VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")

DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", [])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    "cms",
    "home",
    "directory",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "home.accounts.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.api.v2",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "axes",
    "csp",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_tasks_db",
    "template_partials.apps.SimpleAppConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "cms.health.addresses.Health",
    "cms.proxies.BehindProxy",
    "cms.requests.Requests",
    "cms.middleware.AcceptedEncoding",
    "cms.middleware.ContentPolicy",
    "cms.middleware.SafetyHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.admission.Admission",
    "cms.middleware.ForEditors",
    "cms.middleware.Compression",
    "cms.middleware.SiteLanguage",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
    "cms.middleware.AsLeft",
    "cms.middleware.WayBack",
    "cms.middleware.OfEveryPage",
    "cms.faults.Faults",
    "home.accounts.second_step.SecondStep",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "home.templatetags.center",
                "home.templatetags.entries",
                "home.templatetags.machines",
                "template_partials.templatetags.partials",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    }
]

# How many proxies of ours stand before us: the first overwrites Forwarded, the others add to it.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 1) if env.bool("BEHIND_PROXY", False) else 0

# --- Data -----------------------------------------------------------------------------------------

DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR_DIR}/center.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # One that was cut is found out, and replaced, before it is used. A request waits no longer for
    # a new one than a reader does.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        connect_timeout=3, tcp_user_timeout=10_000
    )
DATABASES["default"]["CONN_MAX_AGE"] = 600  # seconds; each seat of cms/admission.py keeps its own
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Writers queue instead of failing, readers never wait for them.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-16000; PRAGMA mmap_size=134217728;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # How far the worker is, told to the server: a database that the worker writes to cannot.
    "progress": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "progress",
    },
}
if redis_url := env.str("REDIS_URL", ""):
    for _name in ("default", "progress"):
        CACHES[f"without Redis: {_name}"] = CACHES[_name]
        CACHES[_name] = {
            "BACKEND": "cms.caches.OptionalRedis",
            "LOCATION": redis_url,
            "KEY_PREFIX": "progress" if _name == "progress" else "",
            "MEANWHILE": f"without Redis: {_name}",
        }

# --- Language and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
TIME_ZONE = env.str("TIME_ZONE", "America/Chicago")
USE_I18N = True
FORMAT_MODULE_PATH = "cms.formats"
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "locale"]

# --- Files ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = env.str("MEDIA_URL", "/media/")
MEDIA_ROOT = VAR_DIR / "media"
# Pictures of pages for those who share them; whatever is missing is drawn again.
CARDS_ROOT = VAR_DIR / "cards"
# The editions of the directories at /data/; machines that share a database share this folder too.
DATA_ROOT = env.path("DATA_ROOT", VAR_DIR / "data")
DATA_LICENSE = {
    "name": env.str("DATA_LICENSE_NAME", "Creative Commons Attribution 4.0"),
    "url": env.str("DATA_LICENSE_URL", "https://creativecommons.org/licenses/by/4.0/"),
}
STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
# Where uploaded pictures come from when they do not come from this host.
S3_DOMAIN = env.str("S3_DOMAIN", "")
if bucket := env.str("S3_BUCKET", ""):
    _bucket = {"bucket_name": bucket, "endpoint_url": env.str("S3_ENDPOINT", None)}
    STORAGES["default"] = {"BACKEND": "cms.storage.buckets.PrivateStorage", "OPTIONS": _bucket}
    STORAGES["renditions"] = {
        "BACKEND": "cms.storage.buckets.PublicStorage",
        "OPTIONS": {**_bucket, "custom_domain": S3_DOMAIN or None},
    }
    WAGTAILIMAGES_RENDITION_STORAGE = "renditions"

# --- People ---------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Limited by account and peer together, so that strangers cannot lock an editor out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # what is refused makes no wait longer
AXES_HANDLER = (
    "home.accounts.sign_ins.Handler"  # which limits peers and accounts by themselves as well
)
AXES_LOCKOUT_CALLABLE = "home.accounts.sign_ins.refuse"

# Whether an account is good for nothing until a code from the person's phone was given as well.
EDITOR_SECOND_STEP: bool = env.bool("EDITOR_SECOND_STEP", False)
OTP_TOTP_ISSUER = "Library Support Staff Resource Center"

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
LOGIN_URL = "wagtailadmin_login"
CSRF_FAILURE_VIEW = "home.accounts.signed_out.csrf_failure"

# --- What a browser may do ------------------------------------------------------------------------

# Of the editor, whose preview panel frames pages; cms.middleware says DENY for all that nobody may.
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
MEDIA_ORIGIN: list[str] = env.list("MEDIA_ORIGIN", [f"https://{S3_DOMAIN}"] if S3_DOMAIN else [])

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, *MEDIA_ORIGIN],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# Wagtail's editor, the preview panel and the userbar of signed-in editors.
EDITOR_CONTENT_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "font-src": [SELF, "data:"],
    "img-src": [SELF, "data:", "blob:", "https:", *MEDIA_ORIGIN],
    "media-src": [SELF],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "worker-src": [SELF, "blob:"],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
}

# --- Wagtail --------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Library Support Staff Resource Center"
# All but two names of files, by which no browser knows a zone.
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"localtime", "Factory"})
WAGTAILADMIN_BASE_URL = env.str("BASE_URL", "http://127.0.0.1:8000")
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = True
# Containment: the ranked SQLite backend answers 500 for quotes and NUL bytes and is slow
# (wagtail#13227). Public search never goes through it; see directory/search/index.py.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "home.admin.containment"}}
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "home.admin.rich_text.RichTextEditor"}}
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_IMAGE_FORM_BASE = "home.admin.uploads.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
# Of pages and documents that editors keep for some.
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "password_required.html"  # noqa: S105
WAGTAILDOCS_PASSWORD_REQUIRED_TEMPLATE = "password_required.html"  # noqa: S105
WAGTAIL_FRONTEND_LOGIN_URL = "/admin/login/"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "rtf", "txt", "xlsx"]
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # no page loads anything from another host

# Rich text leaves with the addresses that the site itself shows, not with Wagtail's own marks.
WAGTAILAPI_RICH_TEXT_FORMAT = "html"
WAGTAILAPI_SEARCH_ENABLED = False

# --- Links ----------------------------------------------------------------------------------------

# Whom the owner of a site can ask about our visits; the address of this site when empty.
LINK_CHECK_CONTACT = env.str("LINK_CHECK_CONTACT", "")
# Whether `run_scheduled` asks them; `check_links` always does.
CHECK_LINKS_DAILY = env.bool("CHECK_LINKS_DAILY", True)

# --- What the public sends ------------------------------------------------------------------------

AXES_CLIENT_IP_CALLABLE = "directory.web.peers.peer_of"
# A peer is a whole network, since a library, or a class of thirty, may share one address and one
# sender may have many. What goes beyond the last two is kept aside, see submissions/limits.py.
SUBMISSION_LIMITS = {
    "peer in an hour": env.int("SUBMISSIONS_OF_A_PEER", 10),
    "peer in a day": 3 * env.int("SUBMISSIONS_OF_A_PEER", 10),
    "e-mail in a day": 5,
    "all in an hour": env.int("SUBMISSIONS_OF_ALL", 100),
}

# How long the words of readers are kept who say what an answer lacked; see /privacy/.
READER_WORDS_KEPT_DAYS = env.int("READER_WORDS_KEPT_DAYS", 365)

# --- Directory API --------------------------------------------------------------------------------

# How many requests one peer may send in a minute; 0 for any number.
API_REQUESTS_A_MINUTE = env.int("API_REQUESTS_A_MINUTE", 600)

# --- Answers --------------------------------------------------------------------------------------

# How many requests each process answers at once; the others wait (cms/admission.py). 0 for all.
REQUESTS_AT_ONCE = env.int("WEB_THREADS", 8)
# What each process may keep of answers that anybody gets, in megabytes; 0 for none.
KEPT_ANSWERS_MB = env.int("KEPT_ANSWERS_MB", 32)

# --- Background and logs --------------------------------------------------------------------------

# What a request hands on with `@task(backend="background")` is done by `manage.py db_worker`.
# Wagtail's own tasks, which are short, are done at once.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "background": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
# The editor's preview frames public pages; readers get frame-ancestors 'none' instead.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(levelname)s %(name)s %(message)s %(request_id)s",
            "timestamp": "time",
        },
    },
    "filters": {"numbered": {"()": "cms.logs.Numbered"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env.str("LOG_FORMAT", "line", validate=validate.OneOf(["line", "json"])),
            "filters": ["numbered"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
    "loggers": {
        "center.requests": {"level": "INFO" if env.bool("LOG_REQUESTS", False) else "WARNING"},
        "center.audit": {"level": "WARNING"},
    },
}
# What whoever asks for /metrics must bear; without one there is nothing at that address.
METRICS_TOKEN = env.str("METRICS_TOKEN", "")

# Part of every ETag, so that a new version of the code is seen at once.
RELEASE = env.str("RELEASE", "") or release_of(
    *(BASE_DIR / folder for folder in ("cms", "directory", "home", "templates"))
)
