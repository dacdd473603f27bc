// When to save: a second after the last key, at the latest 1.8 s after the first unsaved one, one save at a time.

export const REST = 1000;
export const LATEST = 1800;
const RETRY = 3000;
const CLOCK = { now: () => Date.now(), set: (back, wait) => setTimeout(back, wait), clear: (timer) => clearTimeout(timer) };

/**
 * Make a saver. `save()` returns a promise of "saved" or "stopped" (a conflict or a refusal: wait for the
 * person) and throws when nobody answered. `tell(state, error)` is told: "typing", "saving", "saved",
 * "stopped", "waiting".
 */
export function createSaver({ save, tell, clock = CLOCK }) {
  let timer = null;
  let first = null; // when the oldest unsaved key was typed
  let saving = null; // the save under way
  let ended = false;

  function wait(milliseconds) {
    clock.clear(timer);
    timer = ended ? null : clock.set(flush, milliseconds);
  }

  function typed() {
    const now = clock.now();
    first ??= now;
    tell(saving ? "saving" : "typing");
    if (!saving) wait(Math.max(0, Math.min(REST, first + LATEST - now)));
  }

  async function flush() {
    clock.clear(timer);
    while (saving) await saving;
    if (first === null || ended) return;
    saving = once();
    await saving;
  }

  async function once() {
    first = null;
    tell("saving");
    let outcome = "saved";
    let fault = null;
    try {
      outcome = await save();
    } catch (error) {
      outcome = "waiting";
      fault = error;
      first ??= clock.now();
    }
    saving = null;
    if (outcome === "waiting") wait(RETRY);
    else if (outcome === "saved" && first !== null) typed();
    if (outcome !== "saved" || first === null) tell(outcome, fault);
  }

  return {
    typed,
    /** Save now what is unsaved; resolves when it is stored or refused. */
    flush,
    /** Is there typing that the store does not have? */
    get isDirty() { return first !== null || saving !== null; },
    forget() { first = null; clock.clear(timer); },
    end() { ended = true; clock.clear(timer); },
  };
}
