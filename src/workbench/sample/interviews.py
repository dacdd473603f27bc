"""A few invented interview notes, each marked as invented in its first line."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.sample.people import People

MARK = "[Invented example: no real person said this.]"

# theme of the person spoken to, interviewer, method, consent, role, text
_NOTES = (
    (
        0,
        "M. Okafor",
        "interview",
        "quote",
        "nurse, early shift",
        (
            "I leave the house at ten past five. If the station shop is closed I drink the machine coffee on the ward, and that is no way to start.\n"
            "Interviewer: What would have to be true for you to stop every day?\n"
            "Open earlier. And let me pay before I am there. I do not come for the coffee alone, I come because those two minutes are mine.\n"
            "When the queue is longer than four people I walk on. I count them from outside."
        ),
    ),
    (
        0,
        "M. Okafor",
        "interview",
        "internal",
        "teacher, two children",
        (
            "My usual is a flat white, always the same. I never look at the board.\n"
            "The app is fine until it asks me things. I had three screens between me and my coffee last week and put the phone away.\n"
            "I know there are nicer coffees. On Sundays perhaps. On a Tuesday I want to be at school before the bell."
        ),
    ),
    (
        1,
        "L. Brandt",
        "interview",
        "public",
        "software tester, brews at home",
        (
            "I have a notebook. Farm, variety, process, what I tasted, what I would change in the grind. My partner laughs about it and then asks which one is good.\n"
            "What I miss is the story of the price. You write the altitude but not what the farmer got.\n"
            "Interviewer: Where else do you buy?\n"
            "From two small roasters, when you have had the same three coffees for a month. I am not loyal to a shop, I am loyal to being surprised."
        ),
    ),
    (
        1,
        "L. Brandt",
        "interview",
        "quote",
        "student of chemistry",
        (
            "A bag costs me what two lunches cost, so I think about it for days. That is part of the pleasure.\n"
            "I would take four bags of sixty grams over one of two hundred and fifty. With a big bag I am bored by the second week.\n"
            "The recipe cards taught me to brew. Now I find them too simple, but I still read them."
        ),
    ),
    (
        2,
        "M. Okafor",
        "interview",
        "internal",
        "retired, household of two",
        (
            "I know the price of a kilo in five shops. Yours was the best until January.\n"
            "My husband says he tastes the difference. I say he reads the bag first.\n"
            "Interviewer: What makes a good offer?\n"
            "One I hear about before it is over. The app is no help, I do not shop with a telephone."
        ),
    ),
    (
        2,
        "S. Lindqvist",
        "interview",
        "quote",
        "warehouse worker, family of five",
        (
            "We drink a lot, it is the one thing everybody at our table agrees on. So the big bag, and when capsules are reduced I take four.\n"
            "If it is ten per cent more, fine. If it is ten per cent more and a smaller bag, I feel taken for a fool."
        ),
    ),
    (
        3,
        "S. Lindqvist",
        "interview",
        "quote",
        "social worker",
        (
            "I buy organic. Well. I want to buy organic. At the corner shop there is one bag and it is behind the cakes, and I am there with the pram, and I take what stands in front of me.\n"
            "Interviewer: So how often is it organic in the end?\n"
            "Half of the time? Perhaps less. You will look it up and then I will be ashamed.\n"
            "It is not the price. It is that the right thing is more work than the wrong thing."
        ),
    ),
    (
        3,
        "S. Lindqvist",
        "interview",
        "internal",
        "librarian",
        (
            "I bring my own cup, and I bring it every time, because the cup is in my bag. The coffee I choose standing there, tired.\n"
            "If the board told me which drink is the organic one I would order it. I am not going to ask with six people behind me."
        ),
    ),
    (
        4,
        "L. Brandt",
        "interview",
        "public",
        "architect, hosts often",
        (
            "Coffee is the last thing my guests taste before they go home. So it matters more than the starter.\n"
            "I gave the tasting evening to my brother and he talked about it at every dinner since. That is what a present should do.\n"
            "Last December the large box was gone on the tenth. I bought wine instead, from somebody else."
        ),
    ),
    (
        4,
        "L. Brandt",
        "interview",
        "internal",
        "runs a small hotel",
        (
            "I buy privately, not for the house. Twelve small presents a year for the people who work with me.\n"
            "Under fifteen euros there is nothing with you that looks like I took trouble. I would take trouble, but not in three shops."
        ),
    ),
    (
        0,
        "M. Okafor",
        "focus group",
        "internal",
        "commuters, six people",
        (
            "All six would rather wait than be wrong about the order. Four have walked away from a queue this month.\n"
            "One: I look at the queue and I look at my watch, that is my whole decision.\n"
            "Another: The same person knows my order, and when she is away I notice that I come for her."
        ),
    ),
    (
        2,
        "S. Lindqvist",
        "observation",
        "internal",
        "shop visit, Saturday morning",
        (
            "A woman in her sixties takes the one-kilo bag, turns it to find the price per kilo, does not find it, takes out her phone and calculates. Puts the bag back. Takes the house blend that is on offer, two of them.\n"
            "Of eleven people at the shelf in an hour, five picked up the organic bag and one bought it."
        ),
    ),
)


def interview_notes(people: People, *, generator: np.random.Generator) -> pd.DataFrame:
    """Give each invented note a participant among the invented respondents who buy.

    Returns
    -------
    Columns ``participant, customer, date, interviewer, method, consent, role, text``, all text.
    Focus groups and observations have no customer.
    """
    free = people.answers & people.buys
    rows = []
    for number, (theme, interviewer, method, consent, role, text) in enumerate(_NOTES, start=1):
        candidates = np.flatnonzero(free & (people.segment == theme))
        customer = ""
        if method == "interview" and len(candidates):
            chosen = int(generator.choice(candidates))
            free[chosen] = False
            customer = str(people.ids[chosen])
        day = np.datetime64("2026-05-04") + int(generator.integers(0, 12))
        rows.append(
            {
                "participant": f"P{number:02d}",
                "customer": customer,
                "date": str(day),
                "interviewer": interviewer,
                "method": method,
                "consent": consent,
                "role": role,
                "text": f"{MARK}\n{text}",
            }
        )
    return pd.DataFrame(rows)
