// Typing that the store does not have yet, kept in the browser: a killed kernel or a closed page loses none of it.

const STALE = 8000; // a desk that was not heard of for so long is gone

/** The drafts of one study in this browser; `desk` names this desk, so that two desks do not mix. */
export function createDrafts(study, desk, storage = safeStorage()) {
  const prefix = `workbench-desk:${study}:`;
  const key = (note) => `${prefix}${note}:${desk}`;
  const read = (name) => {
    try {
      return JSON.parse(storage.getItem(name));
    } catch {
      return null; // not ours, or half written
    }
  };
  const names = () => Array.from({ length: storage.length }, (_, at) => storage.key(at)).filter((name) => name?.startsWith(prefix));
  const isLeft = (draft) => draft && (draft.left || Date.now() - draft.beat > STALE);
  return {
    /** Keep a draft: the fields, the revision they are based on, and what was last sent. Returns false when there is no room. */
    keep(note, draft) {
      try {
        storage.setItem(key(note), JSON.stringify({ ...draft, note, beat: Date.now() }));
        return true;
      } catch {
        return false;
      }
    },
    drop(note) {
      storage.removeItem(key(note));
    },
    /** This desk goes: what it kept may be taken up by the next one. */
    leave() {
      for (const name of names().filter((one) => one.endsWith(`:${desk}`))) {
        const draft = read(name);
        if (draft) storage.setItem(name, JSON.stringify({ ...draft, left: true }));
      }
    },
    /** Take up the newest draft of a note that no living desk holds; others of it stay until they are taken. */
    takeUp(note) {
      const found = names().map((name) => ({ name, draft: read(name) }))
        .filter(({ draft }) => draft?.note === note && isLeft(draft)).sort((a, b) => b.draft.beat - a.draft.beat);
      if (!found.length) return null;
      storage.removeItem(found[0].name);
      return found[0].draft;
    },
    /** Notes with a draft that waits to be taken up, newest first. */
    waiting() {
      return names().map(read).filter(isLeft).sort((a, b) => b.beat - a.beat);
    },
  };
}

function safeStorage() {
  try {
    return window.localStorage;
  } catch { // a browser that refuses storage: the desk still saves to the store
    const kept = new Map();
    return {
      get length() { return kept.size; },
      key: (at) => [...kept.keys()][at] ?? null,
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => kept.set(name, value),
      removeItem: (name) => kept.delete(name),
    };
  }
}
