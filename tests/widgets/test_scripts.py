"""The scripts of the widgets, run by themselves: places in a text, when to save, what is inside a lasso."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright._impl._driver import compute_driver_executable

from workbench.widgets.bundle import STATIC, bundled

NODE = compute_driver_executable()[0]  # Playwright brings one along


def run(script: str, folder: Path) -> Any:
    """Run a script that imports the widgets' modules from ``static``; what it gave to `say`."""
    for source in STATIC.rglob("*.js"):
        target = folder / source.relative_to(STATIC)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "test.js").write_text(
        f"const say = (value) => console.log(JSON.stringify(value));\n{script}", encoding="utf-8"
    )
    done = subprocess.run(
        [NODE, "test.js"], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("entry", ["explorer/explorer.js", "desk/desk.js"])
def test_a_bundle_is_one_module_without_imports_and_addresses(entry: str, tmp_path: Path) -> None:
    script = bundled(entry)
    (tmp_path / "bundle.mjs").write_text(script, encoding="utf-8")
    checked = subprocess.run(
        [NODE, "--check", "bundle.mjs"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    assert "\nimport " not in script
    addresses = {line for line in script.splitlines() if "http" in line and "www.w3.org" not in line}
    assert addresses == set()
    assert "innerHTML" not in script


def test_places_count_code_points_in_any_text(tmp_path: Path) -> None:
    cases: list[Any] = []
    text = st.text(alphabet=st.sampled_from("ab 😀é\u0301שׁ漢\n👩‍👩‍👧"), max_size=30)

    @settings(max_examples=200, database=None)
    @given(text, st.data())
    def collect(value: str, data: Any) -> None:
        start = data.draw(st.integers(0, len(value)))
        cases.append([value, start, len(value[:start].encode("utf-16-le")) // 2])

    collect()
    script = f"""
        import {{ toCodePoints, toUnits }} from "./desk/spans.js";
        for (const [text, point, unit] of {json.dumps(cases)}) say([toUnits(text, point), toCodePoints(text, unit)]);
    """
    assert run(script, tmp_path) == [[unit, point] for _, point, unit in cases]


def test_selected_words_lose_their_margins_and_keep_their_pairs(tmp_path: Path) -> None:
    script = """
        import { words, moved, pieces } from "./desk/spans.js";
        say(words("a 😀 b", 1, 3));
        say(words("  \\n", 0, 3));
        say(moved("I buy tea.", "Well, I buy tea.", [{ start: 2, end: 9 }]));
        say(moved("I buy tea.", "I buy green tea.", [{ start: 2, end: 9 }]));
        say(moved("I buy tea. Yes.", "Yes.", [{ start: 2, end: 9 }]));
        say(pieces("abcdef", [{ start: 1, end: 4, id: 1 }, { start: 3, end: 5, id: 2 }]).map((p) => [p.text, p.spans.map((s) => s.id)]));
    """
    assert run(script, tmp_path) == [
        {"start": 2, "end": 4},
        None,
        [{"start": 8, "end": 15}],
        [{"start": 2, "end": 15}],
        [],
        [["a", []], ["bc", [1]], ["d", [1, 2]], ["e", [2]], ["f", []]],
    ]


def test_saved_within_two_seconds_however_one_types(tmp_path: Path) -> None:
    """A key each 100 ms for ten seconds on a clock of our own: no key waits longer than two seconds."""
    script = """
        import { createSaver } from "./desk/saving.js";
        let now = 0;
        let timers = [];
        const clock = { now: () => now, set: (back, wait) => { const t = { back, at: now + wait }; timers.push(t); return t; },
                        clear: (t) => { timers = timers.filter((one) => one !== t); } };
        let typed = 0;
        const stored = [];
        const saver = createSaver({ clock, tell: () => {}, save: async () => { stored.push([now, typed]); return "saved"; } });
        const waits = [];
        for (now = 0; now <= 14000; now += 50) {
          for (const t of timers.filter((one) => one.at <= now)) { clock.clear(t); t.back(); await new Promise((done) => setImmediate(done)); }
          if (now % 100 === 0 && now <= 10000) { typed = now; saver.typed(); }
        }
        for (let key = 0; key <= 10000; key += 100) waits.push(stored.find(([, upTo]) => upTo >= key)[0] - key);
        say([Math.max(...waits), stored.length, stored.at(-1)[1], saver.isDirty]);
    """
    ((longest, saves, last, dirty),) = run(script, tmp_path)
    assert longest <= 2000
    assert saves <= 12
    assert (last, dirty) == (10_000, False)


def test_a_save_that_nobody_answers_is_tried_again_and_a_refused_one_waits(tmp_path: Path) -> None:
    script = """
        import { createSaver } from "./desk/saving.js";
        const told = [];
        let outcomes = [() => { throw new Error("gone"); }, () => "saved", () => "stopped"];
        const timers = [];
        const clock = { now: () => 0, set: (back) => { timers.push(back); return back; }, clear: () => {} };
        const saver = createSaver({ clock, tell: (state) => told.push(state), save: async () => outcomes.shift()() });
        saver.typed();
        await saver.flush();
        const dirty = saver.isDirty;
        await timers.at(-1)();
        saver.typed();
        await saver.flush();
        say([told, dirty, saver.isDirty]);
    """
    ((told, dirty, after),) = run(script, tmp_path)
    assert told == ["typing", "saving", "waiting", "saving", "saved", "typing", "saving", "stopped"]
    assert dirty is True
    assert after is False


def test_inside_a_lasso(tmp_path: Path) -> None:
    script = """
        import { insideOutline, insideCircle, nearest, boxOutline } from "./explorer/pick.js";
        const points = { x: [0, 5, 5, 9], y: [0, 5, 1, 9] };
        const rows = Uint32Array.from([0, 1, 2, 3]);
        say(Array.from(insideOutline(points, rows, [[4, 0], [10, 0], [10, 10], [8, 8], [8, 3], [4, 3]])));
        say(Array.from(insideOutline(points, rows, boxOutline([10, 10], [4, 4]))));
        say(Array.from(insideCircle(points, rows, [5, 3], 2)));
        say([nearest(points, rows, [6, 6], 3), nearest(points, rows, [20, 20], 3)]);
    """
    assert run(script, tmp_path) == [[2, 3], [1, 3], [1, 2], [1, -1]]


def test_long_names_are_broken_between_words_and_moved_apart(tmp_path: Path) -> None:
    script = """
        import { wrapped, spread } from "./explorer/wrap.js";
        say(wrapped("S1 · Sell consumer data: yes if consumers get part", 22, 3));
        say(wrapped("Buys coffee beans often and early", 10, 2));
        say(wrapped("NUTRITIONAL_SUPPLEMENT", 10, 2));
        say(spread([10, 12, 60, 99], [10, 10, 10, 10], 100));
    """
    assert run(script, tmp_path) == [
        ["S1 · Sell consumer", "data: yes if consumers", "get part"],
        ["Buys", "coffee…"],
        ["NUTRITION…"],
        [10, 20, 60, 95],
    ]


def test_drafts_of_a_desk_that_is_gone_are_taken_up_once(tmp_path: Path) -> None:
    script = """
        import { createDrafts } from "./desk/drafts.js";
        const kept = new Map();
        const storage = { get length() { return kept.size; }, key: (at) => [...kept.keys()][at] ?? null,
          getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => kept.set(k, v), removeItem: (k) => kept.delete(k) };
        const [one, two] = ["desk-1", "desk-2"].map((name) => createDrafts("coffee", name, storage));
        one.keep("n1", { fields: { text: "typed" } });
        say(two.takeUp("n1"));
        one.leave();
        say([createDrafts("other", "x", storage).waiting().length, two.waiting().length]);
        say([two.takeUp("n1").fields.text, two.takeUp("n1")]);
    """
    assert run(script, tmp_path) == [None, [0, 1], ["typed", None]]
