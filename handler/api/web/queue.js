// The images of this page, read one after the other: the service reads only as many at once as it has processors,
// and other people wait too.
import { analyze } from "./api.js";
import { verdict } from "./result.js";

const TRIES = 4;

export class Queue {
  items = [];
  #busy = false;
  #changed;

  constructor(changed) {
    this.#changed = changed;
  }

  add(files, pasted = false) {
    const added = [...files].map((file) => ({
      file,
      pasted,
      name: pasted ? "pasted image" : file.name || "image",
      address: URL.createObjectURL(file),
      state: "waiting",
      words: "Waiting for its turn.",
      stop: new AbortController(),
    }));
    this.items.push(...added);
    for (const item of added) this.#changed(item);
    this.#work();
    return added;
  }

  again(item) {
    this.#set(item, "waiting", "Waiting for its turn.");
    this.#work();
  }

  remove(item) {
    item.stop.abort();
    URL.revokeObjectURL(item.address);
    this.items.splice(this.items.indexOf(item), 1);
  }

  async #work() {
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#next(); next; next = this.#next()) await this.#read(next);
    this.#busy = false;
  }

  #next() {
    return this.items.find((item) => item.state === "waiting");
  }

  async #read(item) {
    item.kind = null;
    this.#set(item, "reading", "Reading …");
    try {
      item.scan = await this.#patiently(item);
      this.#set(item, "done", verdict(item.scan));
    } catch (failure) {
      if (item.stop.signal.aborted) return;
      item.kind = failure.kind;
      this.#set(item, "failed", failure.message);
    }
  }

  // A busy service says when to come again.
  async #patiently(item) {
    for (let tried = 1; ; tried += 1) {
      try {
        return await analyze(item.file, item.stop.signal);
      } catch (failure) {
        if (failure.retryAfter === null || tried === TRIES) throw failure;
        const wait = failure.retryAfter;
        this.#set(item, "reading", `The service is busy; trying again in ${wait} second${wait === 1 ? "" : "s"}.`);
        await pause(wait, item.stop.signal);
      }
    }
  }

  #set(item, state, words) {
    Object.assign(item, { state, words });
    this.#changed(item);
  }
}

export function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    setTimeout(resolve, seconds * 1000);
  });
}
