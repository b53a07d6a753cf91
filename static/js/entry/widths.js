// Columns as wide as their longest figure: no digit is ever out of sight. Used by entry/main.js.

const CHARACTER = 0.56; // rem: a digit of the widest face that offices have, at the grid's size
const AROUND = { input: 2.3, text: 1.2 }; // rem: sign, padding and border beside the digits
const AT_LEAST = 6; // rem

/** Fit the columns now, and again as soon as a text outgrows its own. */
export function listen(table) {
  fit(table);
  table.addEventListener("input", ({ target }) => {
    const cell = target.closest("td");
    if (cell && target.dataset.id) widen(table.tHead.rows[0].cells[cell.cellIndex], needed(cell));
  });
  table.addEventListener("focusout", () => requestAnimationFrame(() => fit(table))); // figures are written out when left
}

/** Make each column wide enough for all that stands in it; none gets narrower under the hand. */
export function fit(table) {
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
  [...table.tHead.rows[0].cells].slice(1).forEach((head, index) => {
    widen(head, Math.max(0, ...rows.map((row) => (row.cells[index + 1] ? needed(row.cells[index + 1]) : 0))));
  });
}

function needed(cell) {
  const input = cell.querySelector("input[data-id]");
  const text = input ? input.value : cell.textContent.trim();
  return text.length * CHARACTER + (input ? AROUND.input : AROUND.text);
}

function widen(head, width) {
  if (width <= Math.max(AT_LEAST, Number(head.dataset.rem ?? 0))) return;
  head.dataset.rem = width;
  head.style.width = `${width.toFixed(2)}rem`;
}
