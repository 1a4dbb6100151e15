/** A Markdown table. The first column is text, the others are figures. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(line)].join(
    '\n',
  );
}

export function percent(part) {
  return `${Math.round(part * 100)} %`;
}

export function signed(figure) {
  return `${figure < 0 ? '−' : '+'}${Math.abs(figure).toFixed(0)}`;
}
