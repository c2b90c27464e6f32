"""A grown site as editors keep it: `python -m tests.bench.tended` verifies entries, checks links
and prints the key of a session of an administrator."""

import random
from datetime import timedelta

import django


def tend() -> str:
    """Give entries days of verification and their links states; returns the key of a session."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from directory.links.usage import entry_models, urls_in_use
    from directory.models import Link

    chance, now = random.Random(7), timezone.now()
    states = [("ok", "ok"), ("ok", "redirected"), ("suspect", "slow"), ("broken", "gone")]
    known = set(Link.objects.values_list("url", flat=True))
    links = []
    for url in urls_in_use():
        if url not in known:
            state, result = chance.choices(states, (90, 5, 3, 2))[0]
            final = "https://example.org/" if result == "redirected" else ""
            links.append(Link(url=url, state=state, result=result, final_url=final, checked_at=now))
    Link.objects.bulk_create(links, batch_size=500)
    for model in entry_models():
        for remainder, days in enumerate((None, 20, 200, 500)):
            pks = [pk for pk in model.objects.values_list("pk", flat=True) if pk % 4 == remainder]
            day = days and now.date() - timedelta(days)
            for start in range(0, len(pks), 500):
                model.objects.filter(pk__in=pks[start : start + 500]).update(verified_on=day)
    user, _made = User.objects.get_or_create(
        username="bench", defaults={"is_superuser": True, "is_staff": True}
    )
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


if __name__ == "__main__":
    django.setup()
    print(tend())
