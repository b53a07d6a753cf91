"""The tables of the system: areas, catalogue, forms, reports, figures, releases …"""

from .access import Membership, User
from .area import Area, AreaSuccession
from .area_sum import AreaSum
from .catalogue import (
    Body,
    Breakdown,
    Category,
    Dimension,
    Indicator,
    IndicatorPhrase,
    Responsibility,
    SeriesBreak,
    Topic,
    Unit,
)
from .catalogue_version import CatalogueState
from .figure import DraftFigure, Figure
from .figure_series import FigureSeries
from .form import Form, FormArea, FormLine
from .former_label import FormerLabel
from .history import Change
from .job import IdempotencyKey, Job
from .kept_reading import KeptReading
from .release import Release, ReleaseFile
from .report import Report
from .second_source import SecondSource
from .source import Source

__all__ = [
    "Area",
    "AreaSuccession",
    "AreaSum",
    "Body",
    "Breakdown",
    "CatalogueState",
    "Category",
    "Change",
    "Dimension",
    "DraftFigure",
    "Figure",
    "FigureSeries",
    "Form",
    "FormArea",
    "FormLine",
    "FormerLabel",
    "IdempotencyKey",
    "Indicator",
    "IndicatorPhrase",
    "Job",
    "KeptReading",
    "Membership",
    "Release",
    "ReleaseFile",
    "Report",
    "Responsibility",
    "SecondSource",
    "SeriesBreak",
    "Source",
    "Topic",
    "Unit",
    "User",
]
