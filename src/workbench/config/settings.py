"""The frozen settings of a study, one class a section of study.yaml."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, field_validator, model_validator

from workbench.config.vocabulary import Balance, Effort, Factor, Join, Method, Role, VariableType

SEED = 20261121
Share = Annotated[float, Field(ge=0, le=1)]
Scalar = str | int | float | bool


def shown_path(source: str) -> str:
    """Name a path in a message or on a page: as given when it is near, else by its last part.

    An absolute path, or one that climbs far, tells how somebody's machine is laid out.

    Examples
    --------
    >>> shown_path("data/a.csv"), shown_path("/home/ana/a.csv"), shown_path("../../../home/ana/a.csv")
    ('data/a.csv', '…/a.csv', '…/a.csv')
    """
    path = Path(source)
    return f"…/{path.name}" if path.is_absolute() or path.parts[:2] == ("..", "..") else source


DURATION = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)\s*(s|m|h)")
"""A number of seconds, minutes or hours."""


class Section(BaseModel):
    """A section of study.yaml: unknown keys are errors, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class VariableSettings(Section):
    """One variable of the survey; what is left out is inferred from the data."""

    factor: Factor | None = None
    role: Role | None = None
    type: VariableType | None = None
    label: str | None = None
    levels: tuple[str, ...] | None = None
    options: tuple[str, ...] | None = None
    separator: str | None = None
    battery: str | None = None
    unit: str | None = None
    log: bool | None = None
    date_format: str | None = None
    missing: tuple[str, ...] = ()

    @field_validator("levels", "options", "missing", mode="before")
    @classmethod
    def _texts(cls, value: Any) -> Any:
        """YAML reads ``[1, 2, yes]`` as numbers and a truth value; levels are texts."""
        if isinstance(value, (list, tuple)):
            return tuple(_text(item) for item in value)
        return value


class TableSource(Section):
    """Where rows come from: a file of the study's folder, or a database by url."""

    source: str
    table: str | None = None
    query: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    decimal: Literal[".", ","] | None = None
    header: bool | None = None
    columns: tuple[str, ...] | None = None
    date_format: str | None = None

    _shown: str | None = PrivateAttr(default=None)

    @property
    def shown(self) -> str:
        """The source as the study file has it: ``${NAME}`` unexpanded, for messages and facts."""
        return self._shown or self.source

    @model_validator(mode="after")
    def _one_of_table_and_query(self) -> TableSource:
        if self.table is not None and self.query is not None:
            raise ValueError("give 'table' or 'query', not both")
        return self


class SurveySettings(TableSource):
    """The survey: a row a respondent."""

    id: str | None = None
    weight: str | None = None
    customer: str | None = None
    duration: str | None = None
    questions: str | None = None
    variables: dict[str, VariableSettings] = Field(default_factory=dict)


class Observed(Section):
    """The window in which purchases could have been seen: dates, or columns that hold them.

    ``until: customer`` ends each customer's window at their own last purchase line.
    """

    from_: datetime.date | str | None = Field(default=None, alias="from")
    until: datetime.date | str | None = None

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class PurchaseSettings(TableSource):
    """The purchases: many rows a customer, dated."""

    customer: str
    date: str
    order: str | None = None
    amount: str | None = None
    quantity: str | None = None
    category: str | None = None
    product: str | None = None
    channel: str | None = None
    cost: str | None = None
    observed: Observed = Observed()
    top_categories: Annotated[int, Field(ge=1, le=50)] = 8
    sample_above: Annotated[int, Field(ge=1_000)] = 200_000
    currency: str = ""
    variables: dict[str, VariableSettings] = Field(default_factory=dict)


class SegmentSettings(Section):
    """How segments are formed; defaults need no reading."""

    method: Method = "kmeans"
    k: Annotated[int, Field(ge=2, le=30)] | None = None
    balance: Balance = "blocks"
    min_share: Share = 0.05
    min_size: Annotated[int, Field(ge=1)] = 50
    effort: Effort = "standard"
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = SEED
    ipsatise: tuple[str, ...] = ()
    weights: dict[Factor, Annotated[float, Field(gt=0)]] = Field(default_factory=dict)
    names: dict[str, str] = Field(default_factory=dict)


class SayDo(Section):
    """A pair: what a survey question says, what the purchases do."""

    say: str
    do: str
    label: str | None = None


class PersonaSettings(Section):
    """Where interview notes live: ``sqlite`` beside the study, or a database url; `files` are brought in once."""

    notes: str = "sqlite"
    files: tuple[str, ...] = ()


class QualitySettings(Section):
    """What is done about flagged respondents: nothing is excluded unless the study says so."""

    exclude: bool = False
    fail_above: Share | None = None


class SharingSettings(Section):
    """What a published page may show."""

    min_cell: Annotated[int, Field(ge=2)] = 11
    sensitive: tuple[str, ...] = ()


class ReportSettings(Section):
    """How pages look."""

    code: Literal["hidden", "folded"] = "hidden"
    language: str = "en"


class DriftSettings(Section):
    """The gate on change between runs: PSI above it ends the run with exit code 5."""

    fail_above: Annotated[float, Field(gt=0)] | None = None


class HookSettings(Section):
    """Commands or webhooks told of a run, its run.json on standard input or as the body."""

    success: str | None = None
    failure: str | None = None
    drift: str | None = None
    longer_than: dict[str, str] = Field(default_factory=dict)

    @field_validator("longer_than")
    @classmethod
    def _durations(cls, value: dict[str, str]) -> dict[str, str]:
        for limit in value:
            if not DURATION.fullmatch(limit.strip()):
                raise ValueError("durations such as 90s, 10m or 2h")
        return value


class Study(Section):
    """A whole study.yaml.

    Attributes
    ----------
    path
        The file it was read from; sources are relative to its folder.
    """

    name: str
    title: str = ""
    kind: Literal["b2c", "b2b", "both"] = "b2c"
    customer_type: str | None = None
    join: Join = "both"
    population: Annotated[int, Field(gt=0)] | None = None
    survey: SurveySettings | None = None
    purchases: PurchaseSettings | None = None
    segments: SegmentSettings = SegmentSettings()
    say_do: tuple[SayDo, ...] = ()
    personas: PersonaSettings = PersonaSettings()
    quality: QualitySettings = QualitySettings()
    sharing: SharingSettings = SharingSettings()
    report: ReportSettings = ReportSettings()
    drift: DriftSettings = DriftSettings()
    hooks: HookSettings = HookSettings()
    only: dict[str, Scalar] = Field(default_factory=dict)

    _path: Path = PrivateAttr(default=Path("study.yaml"))

    @field_validator("name")
    @classmethod
    def _plain_name(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", value):
            raise ValueError("letters, digits and hyphens only, as in 'coffee-2026'")
        return value

    @model_validator(mode="after")
    def _some_data(self) -> Study:
        if self.survey is None and self.purchases is None:
            raise ValueError("a study needs a 'survey', 'purchases', or both")
        if self.kind == "both" and self.customer_type is None:
            raise ValueError("kind 'both' needs 'customer_type: <column>'")
        return self

    @property
    def path(self) -> Path:
        return self._path

    @property
    def folder(self) -> Path:
        """The study's folder: sources, notes and reports are beside study.yaml."""
        return self._path.parent

    @property
    def heading(self) -> str:
        """The title, or the name when no title is given."""
        return self.title or self.name


def _text(item: Any) -> Any:
    if isinstance(item, bool):
        return "Yes" if item else "No"
    return str(item) if isinstance(item, (int, float, datetime.date)) else item
