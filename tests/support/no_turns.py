"""The site without turns for reading: the control of what they are for. `gunicorn tests.support.no_turns:application`."""

from indicators.confined import Turns
from indicators.reading import apart
from welfare.wsgi import application

apart.TURNS = Turns(64)

__all__ = ["application"]
