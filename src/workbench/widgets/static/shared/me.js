// What this browser remembers of the person and the place: a name, the note that was open last.

/** What was kept under a name, or an empty text. */
export function recall(name) {
  try {
    return window.localStorage.getItem(name) ?? "";
  } catch {
    return ""; // a browser that refuses storage
  }
}

/** Keep a text under a name. */
export function keep(name, value) {
  try {
    window.localStorage.setItem(name, value);
  } catch {
    // a browser that refuses storage: the person is asked again next time
  }
}

/** Under which the person's own name is kept, for explorer and desk. */
export const AUTHOR = "workbench-author";
