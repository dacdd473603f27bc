// Questions to the kernel that are answered, refused, or not answered in time.
import { unique } from "./dom.js";

/** The kernel did not answer: it is busy, restarting or gone. */
export class Unanswered extends Error {}

/** Return ask(action, detail): a promise of the kernel's answer. */
export function conversation(model, signal) {
  const waiting = new Map();
  const hear = (message) => {
    const asked = waiting.get(message?.re);
    if (!asked) return;
    waiting.delete(message.re);
    clearTimeout(asked.clock);
    if (message.refused !== undefined) asked.reject(new Error(message.refused));
    else asked.resolve(message.answer);
  };
  model.on("msg:custom", hear);
  signal.addEventListener("abort", () => model.off("msg:custom", hear));
  return (action, detail = {}, patience = 5000) => new Promise((resolve, reject) => {
    const id = unique("ask");
    const late = () => {
      waiting.delete(id);
      reject(new Unanswered("The notebook's kernel does not answer. Run the cell above again; if it is busy, wait for it."));
    };
    waiting.set(id, { resolve, reject, clock: setTimeout(late, patience) });
    try {
      model.send({ id, action, detail });
    } catch {
      clearTimeout(waiting.get(id).clock);
      late();
    }
  });
}

/** Hide the hint "run this cell again" that stands beside the widget in the same output, while the widget lives. */
export function hideHint(el, signal) {
  const find = () => el.closest(".jp-OutputArea, .output_wrapper, .output")?.querySelectorAll(".wb-hint") ?? [];
  const clock = requestAnimationFrame(() => find().forEach((hint) => { hint.hidden = true; }));
  signal.addEventListener("abort", () => {
    cancelAnimationFrame(clock);
    find().forEach((hint) => { hint.hidden = false; });
  });
}
