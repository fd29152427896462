"""All settings, read from the environment. README.md lists the variables.

Without PRODUCTION=1 the site runs in demonstration mode: loopback only, a key made at first start, demonstration
logins allowed. DEBUG is off in every mode.
"""

import os
import sys
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))
BACKUP_DIR = Path(os.environ.get("BACKUP_DIR", VAR_DIR / "backups"))
PRODUCTION = os.environ.get("PRODUCTION") == "1"
DEMONSTRATION = not PRODUCTION
DEBUG = False
KEY_LENGTH = 50
README_HINT = "see README.md, Settings"


def refuse(message):
    """Stop with one line on the command line, with an exception elsewhere."""
    if Path(sys.argv[0]).name == "manage.py":
        raise SystemExit(message)
    raise ImproperlyConfigured(message)


def required(name, development):
    """Return the variable `name`; in production its absence stops the start, by name."""
    value = os.environ.get(name, "")
    if PRODUCTION and not value:
        refuse(f"Set {name} in the environment ({README_HINT}).")
    return value or development


def demonstration_key():
    """Return the key of this demonstration, made at the first start and kept in var/."""
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    path = VAR_DIR / "demonstration-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text()


SECRET_KEY = required("SECRET_KEY", "") or demonstration_key()
SECRET_KEY_FALLBACKS = os.environ.get("SECRET_KEY_FALLBACKS", "").split()
if PRODUCTION and len(SECRET_KEY) < KEY_LENGTH:
    refuse(
        f"SECRET_KEY is {len(SECRET_KEY)} characters long; it needs at least {KEY_LENGTH} ({README_HINT})."
    )
if DEMONSTRATION and "check" in sys.argv[1:2] and "--deploy" in sys.argv:
    refuse(
        f"This is demonstration mode: set PRODUCTION=1 and SECRET_KEY to check a deployment ({README_HINT})."
    )

ALLOWED_HOSTS = [
    host.strip() for host in required("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if host.strip()
]
DATABASE_URL = required("DATABASE_URL", f"sqlite:///{VAR_DIR / 'directory.sqlite3'}")
SITE_NAME = os.environ.get("SITE_NAME", "Steady Ground")
ACCESSIBILITY_CONTACT = os.environ.get("ACCESSIBILITY_CONTACT", "")  # an e-mail address
SITE_CURRENCY = os.environ.get("SITE_CURRENCY", "USD")

DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A read that turns into a write fails at once in WAL unless its transaction began as a write.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-3000;",
    }
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
else:
    # Seconds a statement may take, 0 for no end: the web server's wsgi.py says 2, commands take their time.
    STATEMENT_TIMEOUT = float(os.environ.get("STATEMENT_TIMEOUT") or 0)
    # A change of tables queues behind no reader for long, and nobody behind it: half of what a statement has.
    LOCK_TIMEOUT = 1 if sys.argv[1:2] == ["migrate"] else 0
    limits = {
        "statement_timeout": int(STATEMENT_TIMEOUT * 1_000),
        "idle_in_transaction_session_timeout": 10_000 if STATEMENT_TIMEOUT else 0,
        "lock_timeout": LOCK_TIMEOUT * 1_000,
    }
    DATABASES["default"].setdefault("OPTIONS", {})["connect_timeout"] = 2
    DATABASES["default"]["OPTIONS"]["options"] = " ".join(f"-c {name}={ms}" for name, ms in limits.items())

# Public pages are read from these, with commas between; README.md says which are left out.
REPLICAS = {}
for number, url in enumerate(filter(None, os.environ.get("DATABASE_REPLICAS", "").split(",")), 1):
    if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        refuse(f"DATABASE_REPLICAS needs PostgreSQL; DATABASE_URL names another database ({README_HINT}).")
    replica = dj_database_url.parse(url.strip(), conn_max_age=60, conn_health_checks=True)
    options = DATABASES["default"]["OPTIONS"]
    replica["OPTIONS"] = options | {"options": f"{options['options']} -c default_transaction_read_only=on"}
    replica["TEST"] = {"MIRROR": "default"}
    REPLICAS[f"replica{number}"] = replica
DATABASES |= REPLICAS
DATABASE_ROUTERS = ["programs.databases.Router"]

INSTALLED_APPS = [
    "directory.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "csp",
    "programs",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "directory.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # below the headers: styles and scripts carry them too
    "directory.middleware.compressed",
    "directory.middleware.language",
    "directory.bodies.bodies_end",
    "directory.bodies.bodies_arrive",
    "directory.middleware.writes_wait",
    "directory.replicas.reads_replicas",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "programs.accounts.sessions.sessions_end",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "directory.urls"
WSGI_APPLICATION = "directory.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "programs.pages.context.site",
            ]
        },
    }
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/admin/"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "directory.formats"
TIME_ZONE = os.environ.get("TIME_ZONE", "America/New_York")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_USE_FINDERS = DEMONSTRATION
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # asked by a probe beside the server, without TLS
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
BEHIND_PROXY = os.environ.get("BEHIND_PROXY") == "1"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
CHANGED_COOKIE_NAME = "__Host-changed" if PRODUCTION else "changed"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60  # seconds that nothing is done
SESSION_LONGEST = 12 * 60 * 60  # seconds in all
SECOND_STEP = PRODUCTION  # everybody who signs in shows a code or a passkey too
CHECK_LINKS = os.environ.get("CHECK_LINKS") == "1"  # whether this machine may ask the websites of clinics
SNAPSHOT_DIR = os.environ.get("SNAPSHOT_DIR", "")  # a folder a day of all that is public; empty: none
SNAPSHOT_FORMATS = (os.environ.get("SNAPSHOT_FORMATS") or "csv hsds-tabular").split()
SNAPSHOT_DAYS = int(os.environ.get("SNAPSHOT_DAYS") or 30)  # that such a folder stays
IMPORT_UNDO_DAYS = int(os.environ.get("IMPORT_UNDO_DAYS") or 180)  # days in which an import can be taken back
FOUR_EYES = os.environ.get("FOUR_EYES") == "1"  # whoever changed an entry last does not publish it
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# The words of a search, and who asked, never reach a log or a report: Django's own logger names the path alone.
DEFAULT_EXCEPTION_REPORTER = "directory.reports.ReportWithoutWords"
LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "directory.reports.JsonLine"} if PRODUCTION else {"format": LINE},
        "request": {"()": "directory.reports.JsonLine"}
        if PRODUCTION
        else {"()": "directory.reports.WithoutWords", "format": LINE},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "requests": {"class": "logging.StreamHandler", "formatter": "request"},
    },
    "loggers": {
        "django": {"handlers": ["requests"], "level": "ERROR", "propagate": False},
        "programs": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
