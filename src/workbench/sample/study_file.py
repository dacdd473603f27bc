"""The study.yaml that is written beside the sample data, with a comment for every choice."""

from __future__ import annotations

from workbench.sample.survey import (
    AGES,
    ATTITUDES,
    BREWS,
    GENDERS,
    HOUSEHOLDS,
    INCOMES,
    NEEDS,
    OCCASIONS,
    OFTEN,
    PLACES,
    REGIONS,
)

_HEAD = """\
# A study: what the files are, what their columns mean, how segments are formed.
# The data are invented (made by `workbench sample`): a coffee roaster with shops, a web shop and an app.
# Check it with `workbench check study.yaml`, run it with `workbench run study.yaml`.
name: coffee
title: Coffee drinkers, spring 2026
kind: b2c
population: 120000            # the customers that the respondents stand for
"""

_SURVEY = """
survey:
  source: {survey}
  id: respondent              # one row a person; ids are text, leading zeros stay
  weight: weight              # the field institute's weights
  duration: duration          # seconds, for the checks of response quality
  variables:
    answered: {{type: date, role: ignore}}

    # who and where: these describe the segments and never form them
"""

_BEHAVIOUR = """
    # what they say they do, beside what the purchases show
"""

_TAIL = """
purchases:
  source: {purchases}
  customer: customer          # the same ids as the survey's respondent
  date: ordered_at
  order: order_id
  amount: price * quantity    # a return is a line with a negative quantity
  quantity: quantity
  category: category
  product: product
  channel: channel
  cost: cost                  # of the whole line; gives the margin
  observed: {{from: 2025-01-01, until: 2026-03-31}}   # the window in which purchases could be seen
  currency: EUR

segments:
  k: null                     # null: the program proposes a number and says why
  min_share: 0.05             # no segment smaller than this share
  effort: standard            # quick, standard or thorough

say_do:
  - {{say: say_often, do: frequency, label: How often they order}}
  - {{say: say_organic, do: share.organic, label: Share of organic coffee}}

personas:
  notes: sqlite               # the notes' store beside this file, or the url of a PostgreSQL database
  files: [{notes}]   # brought into the store once; the interviews are invented

sharing:
  min_cell: 11                # no published table cell of 1 to 10 people
  sensitive: [q30]
"""


def study_text(
    *,
    survey: str = "data/sample/survey.csv",
    purchases: str = "data/sample/purchases.csv",
    notes: tuple[str, ...] = ("data/sample/interviews.csv", "data/sample/interview_codes.csv"),
) -> str:
    """Write the study file for the sample's survey, purchases and interview notes at these paths.

    Examples
    --------
    >>> from workbench.config import parse_study
    >>> study = parse_study(study_text())
    >>> study.name, study.survey.id, len(study.survey.variables)
    ('coffee', 'respondent', 35)
    """
    blocks = [_HEAD, _SURVEY.format(survey=survey), *_who_and_where()]
    blocks.append("\n    # what they think: five-point agreement, one battery; these form the segments\n")
    blocks += [_item(name, wording, "psychographic", "attitudes") for name, _, _, wording in ATTITUDES]
    blocks.append("\n    # what they need coffee for: five-point importance; these form the segments too\n")
    blocks += [_item(name, wording, "need", "needs") for name, _, wording in NEEDS]
    blocks += [
        _BEHAVIOUR,
        *_behaviour(),
        *_prices_and_texts(),
        _TAIL.format(purchases=purchases, notes=", ".join(notes)),
    ]
    return "".join(blocks)


def _who_and_where() -> list[str]:
    return [
        _line("age", "demographic", "ordinal", "How old are you?", AGES),
        _line("gender", "demographic", "nominal", "How do you describe yourself?", GENDERS),
        _line("income", "demographic", "ordinal", "Household income a year before taxes", INCOMES),
        _line("household", "demographic", "ordinal", "People in your household", HOUSEHOLDS),
        _line("region", "geographic", "nominal", "Where do you live?", REGIONS),
        _line("place", "geographic", "ordinal", "What kind of place is it?", PLACES),
    ]


def _behaviour() -> list[str]:
    brews = _line("brew", "behavioural", "multi-select", "How do you make coffee at home?", BREWS, "options")
    return [
        brews.replace("}", ', separator: ","}'),
        _line("occasion", "behavioural", "nominal", "Where do you drink most of your coffee?", OCCASIONS),
        _line("say_often", "behavioural", "ordinal", "How often do you buy coffee from us?", OFTEN),
        (
            '    say_organic: {factor: behavioural, role: descriptor, type: numeric, unit: "%",'
            ' label: "Of the coffee that you buy from us, which share is organic?"}\n'
        ),
    ]


def _prices_and_texts() -> list[str]:
    questions = {
        "price_too_cheap": "At which price for 250 g would you doubt the quality?",
        "price_good_value": "At which price is it good value?",
        "price_getting_expensive": "At which price does it begin to be expensive?",
        "price_too_expensive": "At which price is it too expensive?",
    }
    prices = [
        f'    {name}: {{factor: psychographic, role: descriptor, type: numeric, unit: EUR, label: "{label}"}}\n'
        for name, label in questions.items()
    ]
    return [
        "\n    # price sensitivity (van Westendorp), euros for 250 g\n",
        *prices,
        "\n    # in their own words\n",
        '    q20: {type: open text, role: open text, label: "What do you like about buying coffee from us?"}\n',
        '    q21: {type: open text, role: open text, label: "What should we change?"}\n',
        "\n    # sensitive (health): described at most, never a basis, never on a published page\n",
        (
            '    q30: {factor: demographic, role: descriptor, type: binary, levels: ["No", "Yes"],'
            ' label: "Has a doctor advised you to drink less coffee?"}\n'
        ),
    ]


def _item(name: str, wording: str, factor: str, battery: str) -> str:
    return (
        f"    {name}: {{factor: {factor}, role: basis, type: likert, battery: {battery},"
        f' levels: [1, 2, 3, 4, 5], label: "{wording}"}}\n'
    )


def _line(name: str, factor: str, kind: str, label: str, levels: tuple[str, ...], key: str = "levels") -> str:
    listed = ", ".join(f'"{level}"' for level in levels)
    return (
        f'    {name}: {{factor: {factor}, role: descriptor, type: {kind}, label: "{label}",'
        f"\n      {key}: [{listed}]}}\n"
    )
