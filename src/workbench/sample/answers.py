"""Open answers of the sample study, put together from many parts.

Each answer takes its subject from one of the five themes, most often from the one that moves the
respondent; parts are short spoken phrases, joined as people join them, with their haste and slips.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.sample.drawing import drawn
from workbench.sample.people import People


@dataclass(frozen=True, slots=True)
class _Talk:
    """Parts of answers about one theme: praise and its reason; a wish and its reason."""

    praise: tuple[str, ...]
    because: tuple[str, ...]
    wish: tuple[str, ...]
    so_that: tuple[str, ...]


_TALK = (
    _Talk(  # pace
        praise=(
            "the app order is ready when I walk in",
            "it takes me two minutes on the way to the train",
            "I can order ahead and skip the line",
            "the shop by the station opens early enough for my shift",
            "the flat white is the same every morning",
            "one tap and my usual is paid",
            "they know my order by now",
            "the take-away cups do not leak on my bike",
            "it is right on my way to work",
        ),
        because=(
            "I have exactly six minutes between tram and office",
            "I am no use to anybody before the first cup",
            "mornings with two children are tight",
            "I start at seven",
            "I do not want to think at that hour",
            "everything before nine has to be quick",
            "my train does not wait",
        ),
        wish=(
            "open the station shop at six",
            "a second till in the morning",
            "let me repeat my last order without three screens",
            "a shelf for app orders, I still stand in the queue for mine",
            "tell me in the app how long it takes",
            "more people behind the bar between seven and eight",
            "do not change the app every month",
            "oat milk runs out before eight",
        ),
        so_that=(
            "I missed my connection twice",
            "the queue goes out of the door",
            "I walked on last week and bought elsewhere",
            "a morning coffee must not take a quarter of an hour",
            "that is the only time I come",
        ),
    ),
    _Talk(  # taste
        praise=(
            "there is always a coffee I have not had before",
            "the washed Ethiopians are the best I can get here",
            "the roast date is printed on the bag",
            "the notes on the card are honest",
            "the Nyeri tasted of blackcurrant as promised",
            "your light roasts are really light",
            "I learned to brew from the little recipe cards",
            "the Gesha was worth every cent",
            "small lots, gone when they are gone",
        ),
        because=(
            "I keep a notebook of every bag",
            "I weigh my water, yes I am that person",
            "the weekend brew is my hour of quiet",
            "supermarket beans bore me",
            "I want to taste where it comes from",
            "my grinder deserves good beans",
            "half the fun is comparing two farms side by side",
        ),
        wish=(
            "more natural process coffees",
            "a tasting set of four small bags",
            "say who the farmer is and what they were paid",
            "write the altitude and the variety on every bag",
            "roast on Mondays so that it arrives fresh for the weekend",
            "let me see the next lots before they sell out",
            "smaller bags, I like to change often",
            "a subscription that sends something different each time",
        ),
        so_that=(
            "I had the same three for months",
            "the last bag was four weeks old",
            "I would gladly pay for that",
            "I like to read before I brew",
            "other roasters do it already",
        ),
    ),
    _Talk(  # thrift
        praise=(
            "the kilo bag is cheaper than in the supermarket",
            "the house blend is on offer often enough",
            "decent coffee for the money",
            "I can stock up when capsules are reduced",
            "no delivery fee above thirty euros",
            "the loyalty stamps add up",
            "the big pack lasts us a month",
            "you know what you pay for",
        ),
        because=(
            "we are four at home and it goes quickly",
            "everything else got dearer this year",
            "I compare the price per kilo",
            "my pension does not grow with the prices",
            "coffee is coffee in the end",
            "I plan the week's shopping on one budget",
            "I would buy elsewhere otherwise",
        ),
        wish=(
            "put the price of the house blend back where it was",
            "more offers on the large bags",
            "free delivery from twenty euros",
            "a discount for people who buy every month",
            "show the price per kilo on the shelf",
            "your capsules cost twice what the shop brand costs",
            "tell us about offers in the shop too, not only in the app",
            "refill bags without the fancy box",
        ),
        so_that=(
            "four per cent more in January was a lot",
            "I now buy every second bag somewhere else",
            "I do not pay for cardboard",
            "my neighbour stopped coming because of it",
            "we have to count",
        ),
    ),
    _Talk(  # conscience
        praise=(
            "you say what the growers are paid",
            "there is organic coffee I can trust",
            "I can bring my own cup",
            "the bags are without plastic",
            "you stayed with the cooperative after the bad harvest",
            "the oat milk is local",
            "the coffee is fair and still tastes of something",
            "you talk about the farms and not only about yourselves",
        ),
        because=(
            "I do not want somebody else to pay for my breakfast",
            "we try to do it right at home as well",
            "my children ask where things come from",
            "I worked on a farm once and know what it is",
            "small choices add up",
            "I could not enjoy it otherwise",
            "cheap coffee is paid for by someone",
        ),
        wish=(
            "more organic in the shop on the corner",
            "organic should be the normal thing and not the shelf at the back",
            "deposit cups instead of paper",
            "make the organic bag easier to find",
            "write on the board which drinks are organic",
            "no more plastic lids please",
            "give the leftover bread to somebody",
            "organic capsules that rot on the compost",
        ),
        so_that=(
            "I mean to buy it and then it is not there",
            "I end up with the ordinary one again",
            "I would choose it every time",
            "it is what you stand for, isn't it",
            "I feel bad about the bin at the door",
        ),
    ),
    _Talk(  # giving
        praise=(
            "the gift boxes look lovely without any work",
            "you always find something for people who have everything",
            "they wrapped it and wrote the card for me",
            "my guests ask where the coffee is from",
            "the tasting evening was the best birthday present",
            "good advice when I bought a grinder for my son",
            "beautiful tins",
            "the staff remember what I gave last year",
        ),
        because=(
            "I like a table where everything is right",
            "presents should be used and not dusted",
            "we have people over most weekends",
            "my sister is hard to please",
            "in December I need twelve small presents",
            "hosting is my hobby",
            "a good cup at the end saves any dinner",
        ),
        wish=(
            "gift boxes I can put together myself",
            "more tasting evenings, they are always full",
            "send presents straight to the person with a note",
            "smaller gifts under fifteen euros",
            "nice cups that are not white",
            "have the large box in stock before Christmas",
            "a voucher that does not look like a receipt",
            "a hint how much coffee ten guests drink",
        ),
        so_that=(
            "last December it was sold out on the tenth",
            "I drove twice for nothing",
            "not everybody likes chocolate",
            "I want it to look like I took trouble",
            "my friends live far away",
        ),
    ),
)

_OPENINGS = (
    "",
    "",
    "",
    "",
    "I like that ",
    "Honestly, ",
    "For me: ",
    "Mostly because ",
    "Simple: ",
    "Well, ",
)
_JOINS = (", ", " and ", ". ", " - ", "; ")
_WISH_OPENINGS = ("", "", "", "Please: ", "I would like this: ", "Maybe ", "One thing: ", "If I may, ")
_ENDINGS = (
    ".",
    ".",
    ".",
    ".",
    ".",
    ". Keep it up.",
    ". Thank you!",
    ". That is all.",
    ". Greetings to the team.",
    "!",
)
_SHORT_PRAISE = (
    "the coffee",
    "taste",
    "friendly people",
    "good coffee",
    "location",
    "everything",
    "nice staff",
    "quality",
    "the smell when you come in",
    "all fine",
)
_SHORT_WISH = (
    "nothing",
    "nothing really",
    "-",
    "prices",
    "no idea",
    "it's fine as it is",
    "longer opening hours",
    "more seats",
    "parking",
    "can't think of anything",
)
_SLIPS = (
    ("because", "becuase"),
    ("really", "realy"),
    ("the ", "teh "),
    ("coffee", "cofee"),
    ("different", "diffrent"),
    ("and ", "& "),
)

_SILENT = 0.33
_SHORT = 0.13


def like_answers(who: People, *, generator: np.random.Generator) -> list[str]:
    """Answers to "What do you like about buying coffee from us?"; empty where nothing was written."""
    return [_praise(generator, theme) for theme in _subjects(generator, who)]


def change_answers(who: People, *, generator: np.random.Generator) -> list[str]:
    """Answers to "What should we change?"; empty where nothing was written."""
    return [_wish(generator, theme) for theme in _subjects(generator, who)]


def _subjects(r: np.random.Generator, who: People) -> list[int]:
    """The theme each person writes about: the stronger the motive, the likelier."""
    return [int(theme) for theme in drawn(r, np.exp(1.3 * who.motives))]


def _praise(r: np.random.Generator, theme: int) -> str:
    draw = r.random()
    if draw < _SILENT:
        return ""
    if draw < _SILENT + _SHORT:
        return _hasty(r, _pick(r, _SHORT_PRAISE))
    talk = _TALK[theme]
    text = _pick(r, _OPENINGS) + _pick(r, talk.praise)
    if r.random() < 0.62:
        text += _pick(r, _JOINS) + _pick(r, talk.because)
    if r.random() < 0.18:
        text += ". Also " + _pick(r, _TALK[int(r.integers(len(_TALK)))].praise)
    return _written(r, text)


def _wish(r: np.random.Generator, theme: int) -> str:
    draw = r.random()
    if draw < _SILENT:
        return ""
    if draw < _SILENT + 1.4 * _SHORT:
        return _hasty(r, _pick(r, _SHORT_WISH))
    talk = _TALK[theme]
    text = _pick(r, _WISH_OPENINGS) + _pick(r, talk.wish)
    if r.random() < 0.58:
        text += _pick(r, _JOINS) + _pick(r, talk.so_that)
    return _written(r, text)


def _written(r: np.random.Generator, text: str) -> str:
    """Capitals and full stops as a person in a hurry sets them."""
    sentences = [part[:1].upper() + part[1:] for part in text.split(". ") if part]
    text = ". ".join(sentences)
    if r.random() < 0.75:
        text += _pick(r, _ENDINGS)
    return _hasty(r, text)


def _hasty(r: np.random.Generator, text: str) -> str:
    if r.random() < 0.16:
        text = text.lower()
    if r.random() < 0.10:
        right, wrong = _SLIPS[int(r.integers(len(_SLIPS)))]
        text = text.replace(right, wrong, 1)
    return text


def _pick(r: np.random.Generator, parts: tuple[str, ...]) -> str:
    return parts[int(r.integers(len(parts)))]
