"""The fields of a persona, in the order in which a card shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.config import Factor

GROUPS = (
    "Who",
    "Life",
    "Mind",
    "With the product",
    "Why they buy",
    "On the way to buying",
    "Talking to them",
    "For the team",
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its heading, its group on the card, its factor, and the question that would fill it."""

    name: str
    title: str
    group: str
    factor: Factor | None = None
    question: str = ""


_ALL = (
    Field("name", "Name", "Who"),
    Field("face", "Face", "Who"),
    Field("tagline", "Tagline", "Who"),
    Field("customer_type", "B2C or B2B", "Who", "demographic"),
    Field("age", "Age", "Who", "demographic", "How old are you, and does it matter for how you buy?"),
    Field("gender", "Gender", "Who", "demographic"),
    Field("location", "Location", "Who", "geographic", "Where do you live, and what is near you there?"),
    Field("family", "Family", "Who", "demographic", "Who lives with you, and who has a say in what is bought?"),
    Field("education", "Education", "Who", "demographic"),
    Field("job", "Job role and history", "Who", "demographic", "What do you do all day, and what did you do before?"),
    Field("income", "Income", "Who", "demographic"),
    Field("life_stage", "Life stage", "Life", "demographic", "What changed in your life in the last few years?"),
    Field("interests", "Interests", "Life", "psychographic", "What could you talk about for an hour?"),
    Field("leisure", "Leisure", "Life", "psychographic", "What does a good free day look like?"),
    Field("lifestyle", "Lifestyle", "Life", "psychographic", "Take me through yesterday, from getting up."),
    Field("personality", "Personality", "Mind", "psychographic", "How would a friend describe you as a buyer?"),
    Field("opinions", "Opinions", "Mind", "psychographic", "What do most people get wrong about this?"),
    Field("values", "Values", "Mind", "psychographic", "When did you last not buy something on principle?"),
    Field("risk", "Risk", "Mind", "psychographic", "When did you last try something new and regret it?"),
    Field("likes", "Likes", "Mind", "psychographic", "What did you like about the last purchase?"),
    Field("dislikes", "Dislikes", "Mind", "psychographic", "What annoyed you about it?"),
    Field("quote", "In their words", "With the product"),
    Field("describes", "How they describe the product", "With the product", "psychographic", "How would you explain it to a friend who does not know it?"),
    Field("behaviour", "What they do", "With the product", "behavioural", "Tell me about the last time you bought it."),
    Field("tech_comfort", "Tech comfort", "With the product", "behavioural", "What do you do on a phone that you would not do on a computer?"),
    Field("devices", "Devices", "With the product", "behavioural", "Which device was in your hand then?"),
    Field("social_channels", "Social channels", "With the product", "behavioural", "Where did you last hear of something that you then bought?"),
    Field("favourite_sites", "Favourite sites", "With the product", "behavioural", "Which sites or apps do you open first?"),
    Field("need", "Need", "Why they buy", "need", "What is it for, in the end?"),
    Field("goals_personal", "Personal goals", "Why they buy", "need", "What are you trying to get to, in your own life?"),
    Field("goals_professional", "Professional goals", "Why they buy", "need", "And at work?"),
    Field("motivations", "Motivations", "Why they buy", "need", "Why does that matter to you?"),
    Field("triggers", "Triggers", "Why they buy", "behavioural", "What happened just before you decided to buy?"),
    Field("pains", "Pains", "Why they buy", "need", "What is the hardest part of it?"),
    Field("alternatives", "Alternatives", "Why they buy", "behavioural", "What would you have done without us?"),
    Field("barriers", "Barriers", "Why they buy", "behavioural", "What nearly kept you from buying?"),
    Field("awareness", "Awareness", "On the way to buying", "behavioural", "How did you first hear of it?"),
    Field("consideration", "Consideration", "On the way to buying", "behavioural", "What did you compare, and by what?"),
    Field("purchase", "Purchase", "On the way to buying", "behavioural", "Where were you, and who was with you, when you bought it?"),
    Field("retention", "Retention", "On the way to buying", "behavioural", "What would make you stop, or come back?"),
    Field("scenario", "Scenario", "Talking to them"),
    Field("message", "Message", "Talking to them"),
    Field("value_proposition", "Value proposition", "Talking to them"),
    Field("channels", "Channels to reach them", "Talking to them", "behavioural", "Where would you have noticed a message from us?"),
    Field("priority", "Priority", "For the team"),
    Field("open_questions", "Open questions", "For the team"),
)  # fmt: skip

SHOWN_APART = frozenset({"name", "face", "tagline", "quote", "open_questions"})
"""What a card shows in places of their own, without a mark of what it rests on; it is not counted among the lines."""

FIELDS: Mapping[str, Field] = {field.name: field for field in _ALL}
"""Every field by its name, in order."""


def field_of_topic(topic: str) -> str:
    """The field that a code's topmost name stands for, or empty.

    Examples
    --------
    >>> field_of_topic("Pains"), field_of_topic("pain"), field_of_topic("Goals"), field_of_topic("Zebras")
    ('pains', 'pains', 'goals_personal', '')
    """
    wanted = topic.strip().casefold()
    if wanted.startswith("goal"):
        return "goals_personal"
    for field in FIELDS.values():
        names = {field.title.casefold(), field.name.replace("_", " ")}
        if wanted in names or f"{wanted}s" in names or f"{wanted}es" in names:
            return field.name
    return ""
