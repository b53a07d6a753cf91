// A block copied from Excel or LibreOffice, pasted into the entry grid. Used by entry/main.js.

/** Rows of texts from tab-separated text: quoted cells may hold tabs, line ends and doubled quotes. */
export function readBlock(text) {
  const rows = [[]];
  const piece = /(?:^|(?<=[\t\n]))"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*)/y;
  const source = text.replace(/\r\n?/g, "\n");
  for (let at = 0; at <= source.length; at += 1) {
    piece.lastIndex = at;
    const [taken, quoted, plain] = piece.exec(source);
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"').replaceAll(/\s+/g, " "));
    at += taken.length;
    if (source[at] === "\n") rows.push([]);
  }
  return rows.at(-1).join("") === "" && rows.length > 1 ? rows.slice(0, -1) : rows;
}

/**
 * Where a block goes when pasted at `cell`: {changes: [{cell, text}], skipped, overflow}, the last two counting
 * the texts that meet no cell or a read-only one, and those beyond the last row or column.
 */
export function place(block, cell, cells) {
  const columns = cells.columns.slice(cells.columns.indexOf(cell.column));
  const found = { changes: [], skipped: 0, overflow: 0 };
  block.forEach((texts, down) => {
    texts.forEach((text, right) => {
      const target = cells.rows[cell.row + down]?.[columns[right]];
      if (target && !target.readonly) found.changes.push({ cell: target, text: text.trim() });
      else if (text.trim()) found[cells.rows[cell.row + down] && columns[right] ? "skipped" : "overflow"] += 1;
    });
  });
  return found;
}

/** Call `put(block, cell)` for a pasted block; one plain text is left to the input itself. */
export function listen(table, cells, put) {
  table.addEventListener("paste", (event) => {
    const cell = cells.of(event.target);
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!cell || event.target !== cell.input || !/[\t\n\r]/.test(text)) return;
    event.preventDefault();
    put(readBlock(text), cell);
  });
}
