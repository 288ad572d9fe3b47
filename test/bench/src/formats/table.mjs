/** Prints rows in columns; all but the first are numbers. @param {string[]} head @param {(string | number | undefined)[][]} rows */
export function printTable(head, rows) {
  const texts = [head, ...rows].map((row) => head.map((_, column) => String(row[column] ?? "")));
  const widths = head.map((_, column) => Math.max(...texts.map((row) => row[column].length)));
  for (const row of texts) {
    const cells = row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])));
    console.log(`  ${cells.join("  ").trimEnd()}`);
  }
}
