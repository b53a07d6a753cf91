// One step back and one step forward in the entry grid: a cell's visit or a whole paste is one step.
// Used by entry/main.js.

export class Undo {
  #back = [];
  #forward = [];
  #open = null;

  /** From here on `cell` is being changed; what it held before belongs to the coming step. */
  begin(cell) {
    if (this.#open?.cell === cell) return;
    this.commit();
    this.#open = { cell, before: cell.now };
  }

  /** What the cell held when its visit began. */
  before(cell) {
    return this.#open?.cell === cell ? this.#open.before : cell.now;
  }

  /** The visit is over. */
  commit() {
    if (this.#open) this.push([this.#open]);
    this.#open = null;
  }

  /** A step of changes [{cell, before}] that have just been made. Fields that they left alone stay out of it. */
  push(changes) {
    const made = changes.map(({ cell, before }) => difference(cell, before)).filter(({ after }) => Object.keys(after).length);
    if (!made.length) return;
    this.#back.push(made);
    this.#forward = [];
  }

  /**
   * The changed cells, the first one first, none when there is nothing left to undo; and how many keep what somebody
   * else has entered in them since: a step back is one's own.
   */
  undo() {
    return this.#move(this.#back, this.#forward, "before");
  }

  redo() {
    return this.#move(this.#forward, this.#back, "after");
  }

  #move(from, to, which) {
    this.commit();
    const step = from.pop();
    if (!step) return { changed: [], kept: 0 };
    to.push(step);
    const ours = step.filter(untouched);
    for (const change of ours) change.cell.put(change[which]);
    return { changed: ours.map(({ cell }) => cell), kept: step.length - ours.length };
  }
}

function difference(cell, before) {
  const changed = Object.keys(cell.now).filter((field) => before[field] !== cell.now[field]);
  const only = (content) => Object.fromEntries(changed.map((field) => [field, content[field]]));
  return { cell, before: only(before), after: only(cell.now), theirs: only(cell.theirs) };
}

/** Whether nobody else has changed since what a step changed. */
function untouched({ cell, theirs }) {
  return Object.entries(theirs).every(([field, count]) => cell.theirs[field] === count);
}
