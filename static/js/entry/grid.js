// The keyboard of the entry grid, as in Excel. Used by entry/main.js on a report's entry page.

/**
 * `act`: judge(cell) reads what was typed; exit() after the last row, question(cell) goes to what is asked,
 * restore(cell) for Esc, panel(cell), undo(), redo(), save().
 * Tab is the browser's own: it goes from cell to cell, past what they ask. A key typed is never an answer.
 */
export function listen(table, cells, act) {
  table.addEventListener("focusin", ({ target }) => cells.of(target)?.input === target && target.select());
  table.addEventListener("mousedown", selectOnFirstClick);
  table.addEventListener("dblclick", keepDigits);
  table.addEventListener("keydown", (event) => {
    const cell = cells.of(event.target);
    if (!cell || event.isComposing || event.target !== cell.input) return;
    if (press(event, cell, cells, act)) event.preventDefault();
  });
}

/** Whether the key was ours. */
function press(event, cell, cells, act) {
  const { key, shiftKey: shift, altKey: alt } = event;
  const control = event.ctrlKey || event.metaKey;
  if (key === "F2" || (key === "Enter" && alt)) return done(act.panel(cell));
  if (key === "ArrowDown" && alt) return done(act.question(cell));
  if (control) return withControl(key.toLowerCase(), shift, cell, cells, act);
  if (alt) return false;
  if (key === "Escape") return done(act.restore(cell));
  const target = destination(key, shift, cell, cells);
  if (target === undefined) return false;
  act.judge(cell);
  if (target) target.input.focus();
  else if (key === "Enter" && !shift) act.exit();
  return true;
}

function withControl(key, shift, cell, cells, act) {
  if (key === "z") return done(shift ? act.redo() : act.undo());
  if (key === "y") return done(act.redo());
  if (key === "s") return done(act.save());
  const ends = { home: cells.all[0], end: cells.all.at(-1) };
  if (!ends[key]) return false;
  act.judge(cell);
  return done(ends[key].input.focus());
}

/** Where a key leads: a cell, null past the edge, undefined where the key belongs to the text. */
function destination(key, shift, cell, cells) {
  const { selectionStart: start, selectionEnd: end, value } = cell.input;
  const whole = start === 0 && end === value.length;
  const [atStart, atEnd] = [whole || end === 0, whole || start === value.length];
  const row = cells.rows[cell.row].filter(Boolean);
  if (key === "Enter") return shift ? cells.step(cell, -1, 0) : (cells.step(cell, 1, 0) ?? cells.top(cell.column + 1));
  if (shift) return undefined;
  if (key === "ArrowDown") return cells.step(cell, 1, 0);
  if (key === "ArrowUp") return cells.step(cell, -1, 0);
  if (key === "ArrowLeft" && atStart) return cells.step(cell, 0, -1);
  if (key === "ArrowRight" && atEnd) return cells.step(cell, 0, 1);
  if (key === "Home" && atStart) return row[0];
  if (key === "End" && atEnd) return row.at(-1);
  return undefined;
}

/** The first click selects the content, as the keyboard does; the second places the caret. */
function selectOnFirstClick(event) {
  if (!event.target.matches("input[data-id]") || event.target === document.activeElement) return;
  event.preventDefault();
  event.target.focus();
}

/** A browser's double click selects the digits between two points: typing would replace them. */
function keepDigits({ target }) {
  if (target.matches("input[data-id]")) target.setSelectionRange(target.value.length, target.value.length);
}

function done() {
  return true;
}
