import gc
import os
import threading

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.translation import trans_real

from cms.bodies import received

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

application = received(get_wsgi_application())

# Which language a thread speaks is asked for each word of a page. Django asks asgiref, which has
# one lock for all threads, and eight at work spend a tenth of their time on waiting for each other.
trans_real._active = threading.local()

# Django keeps a catalog for each application, most of which have no word in English, and looks
# through all of them for each word of a page; some forty times in one.
english = trans_real.translation(settings.LANGUAGE_CODE)._catalog
kept = [n for n, words in enumerate(english._catalogs) if set(words) - {""}] or [0]
english._catalogs = [english._catalogs[n] for n in kept]
english._plurals = [english._plurals[n] for n in kept]

# What is loaded by now stays as long as the process. Looking through it again for garbage took up
# to 150 ms of one answer in twenty of the editor's lists; the rest is looked through less often.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
