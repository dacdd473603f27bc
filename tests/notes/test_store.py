"""The store: nothing is lost, nothing is overwritten, everything is chained."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from workbench.errors import InputError
from workbench.notes import CodeDraft, Conflict, NoteDraft, NoteStore, Saved, open_store
from workbench.notes.engine import SCHEMA, open_engine, upgrade, writing


@pytest.fixture
def store(tmp_path: Path):
    with open_store(folder=tmp_path) as store:
        yield store


def saved(outcome: Saved | Conflict) -> Saved:
    assert isinstance(outcome, Saved)
    return outcome


@pytest.mark.parametrize("url", ["sqlite:///../notes.sqlite", "sqlite:////tmp/elsewhere/notes.sqlite"])
def test_a_store_outside_of_the_study_is_neither_opened_nor_made(tmp_path: Path, url: str) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    with pytest.raises(InputError, match=r"lies outside of the study's folder.* --allow FOLDER"):
        open_store(url, folder=folder)
    assert list(tmp_path.rglob("*.sqlite")) == []


def test_a_note_comes_back_as_it_was_saved(store: NoteStore) -> None:
    draft = NoteDraft(
        "P1", "I buy\r\nbeans.", date="2026-11-02", segment="S2", consent="quote", customer="0012"
    )
    first = saved(store.save(draft, author="ann"))
    (note,) = store.notes("S2")
    assert (note.text, note.customer, note.revision, note.author) == ("I buy\nbeans.", "0012", 1, "ann")
    assert note.quotable
    assert store.note(first.note.id) == note
    assert store.notes("S1") == ()


def test_saving_what_is_stored_makes_no_revision(store: NoteStore) -> None:
    first = saved(store.save(NoteDraft("P1", "a"), author="ann"))
    again = saved(store.save(first.note.draft(), based_on=1, author="ben"))
    assert again.revision == 1
    assert len(store.history(first.note.id)) == 1


def test_the_second_of_two_desks_sees_both_versions_and_neither_is_lost(store: NoteStore) -> None:
    first = saved(store.save(NoteDraft("P1", "a"), author="ann"))
    theirs = saved(store.save(first.note.draft(text="ab"), based_on=1, author="ann"))
    late = store.save(first.note.draft(text="ac"), based_on=1, author="ben")
    assert isinstance(late, Conflict)
    assert (late.theirs.text, late.yours.text) == ("ab", "ac")
    assert store.note(first.note.id).text == "ab"
    assert [(n.text, n.accepted) for n in store.history(first.note.id)] == [
        ("a", True),
        ("ab", True),
        ("ac", False),
    ]
    assert store.conflicts() == (late,)
    assert theirs.revision == 2

    settled = store.settle_conflict(late, first.note.draft(text="abc"), author="ben")
    assert saved(settled).revision == 4
    assert store.note(first.note.id).text == "abc"
    assert store.conflicts() == ()


def test_a_save_by_a_third_desk_does_not_settle_a_conflict(store: NoteStore) -> None:
    first = saved(store.save(NoteDraft("P1", "a"), author="ann"))
    store.save(first.note.draft(text="ab"), based_on=1, author="ann")
    store.save(first.note.draft(text="ac"), based_on=1, author="ben")
    store.save(first.note.draft(text="abd"), based_on=2, author="ann")
    store.save(first.note.draft(text="abde"), based_on=4, author="ann")
    (conflict,) = store.conflicts()
    assert (conflict.theirs.text, conflict.yours.text) == ("abde", "ac")
    # keeping what stands settles it without a new revision
    assert saved(store.settle_conflict(conflict, conflict.theirs.draft(), author="ben")).revision == 5
    assert store.conflicts() == ()


def test_a_conflict_stays_open_when_its_settlement_meets_a_newer_save(store: NoteStore) -> None:
    first = saved(store.save(NoteDraft("P1", "a"), author="ann"))
    store.save(first.note.draft(text="ab"), based_on=1, author="ann")
    late = store.save(first.note.draft(text="ac"), based_on=1, author="ben")
    assert isinstance(late, Conflict)
    store.save(first.note.draft(text="abd"), based_on=2, author="ann")
    assert isinstance(store.settle_conflict(late, first.note.draft(text="abc"), author="ben"), Conflict)
    assert [c.yours.text for c in store.conflicts()] == ["ac", "abc"]


def test_two_new_notes_of_one_id_are_a_conflict(store: NoteStore) -> None:
    saved(store.save(NoteDraft("P1", "a", id="n1"), author="ann"))
    assert isinstance(store.save(NoteDraft("P1", "b", id="n1"), author="ben"), Conflict)


def test_a_word_that_a_field_may_not_hold_is_named_with_the_choices(store: NoteStore) -> None:
    with pytest.raises(InputError) as error:
        store.save(NoteDraft(" ", consent="yes"), author="ann")  # type: ignore[arg-type]
    assert str(error.value) == (
        "notes, note of ' ', consent: 'yes'; expected 'internal', 'quote' or 'public'.\n"
        "notes, note: has no participant; expected a pseudonym such as 'P1'."
    )
    assert store.notes() == ()


def test_writers_on_other_threads_lose_nothing(store: NoteStore) -> None:
    first = saved(store.save(NoteDraft("P0", "0"), author="ann"))

    def write(number: int) -> None:
        for step in range(10):
            store.save(
                NoteDraft(f"P{number}", f"{step}", id=f"own{number}"),
                based_on=step or None,
                author=f"w{number}",
            )
            store.save(first.note.draft(text=f"{number}.{step}"), based_on=1, author=f"w{number}")

    threads = [threading.Thread(target=write, args=(n,)) for n in range(1, 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [store.note(f"own{n}").revision for n in range(1, 6)] == [10] * 5
    history = store.history(first.note.id)
    assert {n.text for n in history} == {"0"} | {f"{n}.{s}" for n in range(1, 6) for s in range(10)}
    assert sum(n.accepted for n in history) == 2
    assert len(store.conflicts()) == 49
    assert store.verify().intact


def test_a_withdrawn_note_is_used_nowhere_and_stays_in_the_history(store: NoteStore) -> None:
    note = saved(store.save(NoteDraft("P1", "I buy tea"), author="ann")).note
    code = store.save_code(CodeDraft("tea"), author="ann")
    store.mark(note.id, 6, 9, code=code.id, author="ann")
    store.save(note.draft(withdrawn=True), based_on=1, author="ann")
    assert store.notes() == store.excerpts() == ()
    assert [n.text for n in store.notes(withdrawn=True)] == ["I buy tea"]


def test_an_excerpt_follows_its_words(store: NoteStore) -> None:
    note = saved(store.save(NoteDraft("P1", "I buy green tea."), author="ann")).note
    code = store.save_code(CodeDraft("tea"), author="ann")
    mark = store.mark(note.id, 6, 15, code=code.id, factor="need", author="ben")
    assert (mark.quote, mark.state, mark.author) == ("green tea", "exact", "ben")
    store.save(note.draft(text="Well. I buy green tea."), based_on=1, author="ann")
    (moved,) = store.excerpts(note.id)
    assert (moved.start, moved.end, moved.state, moved.revision) == (12, 21, "exact", 1)
    store.save(note.draft(text="Well. I buy green and black tea."), based_on=2, author="ann")
    (changed,) = store.excerpts(note.id)
    assert (changed.state, changed.quote) == ("changed", "green tea")
    store.save(note.draft(text="Well."), based_on=3, author="ann")
    assert store.excerpts(note.id)[0].state == "lost"
    store.unmark(mark.id, author="ben")
    assert store.excerpts() == ()


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 2), (-1, 2), (0, 99), (1, 2)])
def test_a_mark_outside_the_words_is_refused(store: NoteStore, start: int, end: int) -> None:
    note = saved(store.save(NoteDraft("P1", "I buy"), author="ann")).note
    code = store.save_code(CodeDraft("tea"), author="ann")
    with pytest.raises(InputError, match=rf"span {start}–{end}; expected words within 0–5\.$"):
        store.mark(note.id, start, end, code=code.id, author="ann")


def test_merge_and_split_are_logged_and_excerpts_follow(store: NoteStore) -> None:
    note = saved(store.save(NoteDraft("P1", "cheap and quick"), author="ann")).note
    price = store.save_code(CodeDraft("price"), author="ann")
    cost = store.save_code(CodeDraft("cost", parent=""), author="ann")
    first = store.mark(note.id, 0, 5, code=cost.id, author="ben")
    second = store.mark(note.id, 10, 15, code=price.id, author="ben")
    store.merge_codes([cost.id], price.id, author="ann", reason="the same idea")
    assert {e.code for e in store.excerpts()} == {price.id}
    assert [c.name for c in store.codes()] == ["price"]
    (speed,) = store.split_code(price.id, [(CodeDraft("speed"), [second.id])], author="ann")
    assert {e.id: e.code for e in store.excerpts()} == {first.id: price.id, second.id: speed.id}
    assert {e.author for e in store.excerpts()} == {"ben"}
    assert [(c.what, c.reason) for c in store.codebook_log()] == [
        ("added 'price'", ""),
        ("added 'cost'", ""),
        ("merged 'cost' into 'price'", "the same idea"),
        ("split 'speed' from 'price'", ""),
    ]


def test_codes_have_paths_and_one_name_each(store: NoteStore) -> None:
    pains = store.save_code(CodeDraft("Pains"), author="ann")
    price = store.save_code(CodeDraft("Price", parent=pains.id), author="ann")
    assert price.path == "Pains > Price"
    with pytest.raises(
        InputError,
        match=r"^codebook, code 'pains': there is a code of this name\. Use it, or choose another\.$",
    ):
        store.save_code(CodeDraft("pains"), author="ann")
    with pytest.raises(InputError, match="would be its own parent"):
        store.save_code(CodeDraft("Pains", parent=price.id, id=pains.id), author="ann")


def test_names_of_the_roster_never_enter_the_database(store: NoteStore, tmp_path: Path) -> None:
    store.add_participant("P1", ["Ann Lee"])
    store.add_participant("P1", ["Annie"])
    note = saved(store.save(NoteDraft("ann lee", "Annie (Ann Lee) likes it. Ms Lee too."), author="i")).note
    assert (note.participant, note.text) == ("P1", "P1 (P1) likes it. Ms P1 too.")
    assert b"Annie" not in b"".join(path.read_bytes() for path in tmp_path.glob("notes.sqlite*"))
    assert store.participants() == ("P1",)


def test_personal_data_stay_flagged_until_somebody_settles_them(store: NoteStore) -> None:
    note = saved(store.save(NoteDraft("P1", "Mail a@b.org or 0170 1234567"), author="i")).note
    mail, phone = store.flags()
    assert (mail.kind, phone.kind, mail.settled) == ("e-mail", "phone", False)
    store.settle(mail, "removed", author="i")
    store.settle(phone, "not personal", author="i")
    assert store.note(note.id).text == "Mail [e-mail] or 0170 1234567"
    assert [(f.kind, f.resolution) for f in store.flags()] == [("phone", "not personal")]


def test_the_chain_shows_a_changed_a_removed_and_a_cut_off_entry(store: NoteStore) -> None:
    for number in range(4):
        store.save(NoteDraft(f"P{number}", "text"), author="ann")
    kept = store.head()
    assert store.verify(kept).intact
    assert store.verify().counts == {"note": 4}
    engine = store._ledger.engine
    with engine.begin() as connection, pytest.raises(sa.exc.DatabaseError, match="append-only"):
        connection.execute(sa.text("UPDATE ledger SET author = 'x'"))
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TRIGGER ledger_no_update"))
        connection.execute(sa.text("DROP TRIGGER ledger_no_delete"))
        connection.execute(sa.text("UPDATE ledger SET author = 'x' WHERE seq = 2"))
    assert store.verify().broken == ("entry 2 (note, revision 1) was altered",)
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM ledger WHERE seq IN (2, 4)"))
    assert store.verify(kept).broken == (
        "entries 2 to 2 are missing",
        "entry 3 does not follow the one before it",
        "the chain ends at entry 3; 4 were kept",
    )


def test_a_store_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    first = open_engine("sqlite", folder=tmp_path / "new")
    with open_store(folder=tmp_path / "new") as new:
        new.save(NoteDraft("P1", "kept"), author="ann")
    rows = first.connect().execute(sa.text("SELECT * FROM ledger")).mappings().all()
    first.dispose()

    old = sa.create_engine(f"sqlite:///{tmp_path / 'notes.sqlite'}")
    with writing(old) as connection:
        upgrade(connection, "0001")
        connection.execute(
            sa.text(f"INSERT INTO ledger VALUES ({', '.join(':' + k for k in rows[0])})"),
            [dict(r) for r in rows],
        )
    old.dispose()
    with open_store(folder=tmp_path) as store:
        assert [n.text for n in store.notes()] == ["kept"]
        assert store.verify().intact
        with store._ledger.engine.connect() as connection:
            assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == SCHEMA
        with (
            store._ledger.engine.begin() as connection,
            pytest.raises(sa.exc.DatabaseError, match="append-only"),
        ):
            connection.execute(sa.text("DELETE FROM ledger"))


def test_the_newest_migration_is_the_schema_the_program_expects() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    import workbench.notes.migrations as migrations

    settings = Config()
    settings.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(settings).get_current_head() == SCHEMA


def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    open_store(folder=tmp_path).close()
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'notes.sqlite'}")
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(InputError) as error:
        open_store(folder=tmp_path)
    assert str(error.value) == (
        f"notes.sqlite: was written by a newer version (schema 9999); expected schema {SCHEMA} or older. "
        "Upgrade persona-workbench."
    )


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "personas.notes: is no database url; expected sqlite, sqlite:///FILE or postgresql://USER@HOST/DATABASE."),
        ("mysql://u:secret@h/d", "personas.notes: a database of kind 'mysql'; expected sqlite, sqlite:///FILE or postgresql://USER@HOST/DATABASE."),
        ("sqlite://", "personas.notes: a database in memory forgets every note; expected sqlite, sqlite:///FILE or postgresql://USER@HOST/DATABASE."),
    ],
)  # fmt: skip
def test_an_url_of_another_kind_is_refused(tmp_path: Path, url: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        open_store(url, folder=tmp_path)
    assert str(error.value) == message


def test_a_server_that_does_not_answer_is_an_error_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        open_store("postgresql://ann:s3cret@127.0.0.1:1/notes", folder=tmp_path)
    assert str(error.value).startswith("the PostgreSQL database of personas.notes: cannot be opened: ")
    assert "s3cret" not in str(error.value)


def test_a_file_that_is_no_database_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "notes.sqlite").write_text("not a database, " * 100)
    with pytest.raises(
        InputError,
        match=r"^notes\.sqlite: cannot be opened: file is not a database\. Check personas\.notes in study\.yaml\.$",
    ):
        open_store(folder=tmp_path)
