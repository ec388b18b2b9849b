// The images of this page, read one after the other: the service reads only as many at once as it has processors,
// and other people wait too.
import { analyze, caller } from "./api.js";
import { Failure } from "./failure.js";
import { mustBeReadable } from "./file.js";
import { canPaint } from "./painting.js";
import { patiently } from "./patience.js";
import { verdict } from "./result.js";
import { scanLarge } from "./upload.js";

const STRANGE = "Something answered that is not this service, or not of its version. Reload the page and try again.";
const STORES =
  "The image has more bytes than one request may carry. The way for larger ones stores it for a while, which “do not use the cache” rules out: untick that and try again, or add a smaller image.";

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
      item.scan = await this.#scan(item);
      item.paintable = item.large && (await canPaint(item));
      this.#set(item, "done", verdict(item.scan));
    } catch (failure) {
      if (item.stop.signal.aborted) return;
      item.kind = failure.kind;
      this.#set(item, "failed", failure instanceof Failure ? failure.message : STRANGE);
    }
  }

  async #scan(item) {
    const { signal } = item.stop;
    await mustBeReadable(item.file);
    const tell = (words) => this.#set(item, "reading", words);
    if (!item.large) {
      try {
        return await patiently(() => analyze(item.file, signal), signal, tell);
      } catch (failure) {
        if (failure.kind !== "large") throw failure;
        item.large = true;
      }
    }
    if (!caller.useCache) throw new Failure("other", STORES);
    return scanLarge(item.file, signal, tell);
  }

  #set(item, state, words) {
    Object.assign(item, { state, words });
    this.#changed(item);
  }
}
