/** A table as rows of cells; the first row is the head. */
export type Table = readonly (readonly string[])[]

/** A table for a terminal: columns of equal width, figures at the right, one line under the head. */
export function textTable(table: Table): string {
  const widths = columnWidths(table)
  const right = rightAligned(table)
  const line = (row: readonly string[]) =>
    widths
      .map((width, column) => (right[column] ? (row[column] ?? '').padStart(width) : (row[column] ?? '').padEnd(width)))
      .join('  ')
      .trimEnd()
  const [head = [], ...body] = table
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...body.map(line)].join('\n')
}

/** The same table in GitHub's Markdown. */
export function markdownTable(table: Table): string {
  const right = rightAligned(table)
  const line = (row: readonly string[]) => `| ${right.map((_, column) => (row[column] ?? '').replaceAll('|', '\\|')).join(' | ')} |`
  const [head = [], ...body] = table
  return [line(head), `| ${right.map((isRight) => (isRight ? '---:' : '---')).join(' | ')} |`, ...body.map(line)].join('\n')
}

function columnWidths(table: Table): number[] {
  const columns = Math.max(0, ...table.map((row) => row.length))
  return Array.from({ length: columns }, (_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)))
}

/** A column of figures: every cell below the head that is not empty begins with a digit or a dash. */
function rightAligned(table: Table): boolean[] {
  return columnWidths(table).map((_, column) => table.slice(1).every((row) => /^($|[\d–])/.test(row[column] ?? '')))
}
